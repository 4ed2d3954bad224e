import { readFile, rename, writeFile } from 'node:fs/promises';
import { Image$, Instance$, Snapshot$ } from '@aws-sdk/client-ec2';
import { NormalizedSchema } from '@smithy/core/schema';
import * as z from 'zod/mini';
import { fromJson } from './wire/json.ts';
import type { RegionState } from './world.ts';

const resources = z.array(z.looseObject({}));
const fileSchema = z.strictObject({
  /** Changes whenever a file of before can no longer be read. */
  version: z.literal(1),
  /** By account, then by region code. */
  accounts: z.record(
    z.string(),
    z.record(z.string(), z.strictObject({ images: resources, instances: resources, snapshots: resources })),
  ),
});

/** What a state file keeps: what every account has in every region. */
export type Accounts = Map<string, Map<string, RegionState>>;

/**
 * Reads what a local cloud had when it last ended.
 * @param path - of the state file
 * @returns undefined when there is no such file
 * @throws Error naming the file and the place in it that cannot be read
 */
export async function readState(path: string): Promise<Accounts | undefined> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  });
  if (text === undefined) return undefined;
  try {
    const { accounts } = fileSchema.parse(JSON.parse(text));
    return new Map(
      Object.entries(accounts).map(([account, regions]) => [
        account,
        new Map(
          Object.entries(regions).map(([region, state]) => [
            region,
            regionFrom(state, `${account}.${region}`),
          ]),
        ),
      ]),
    );
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`The state file ${path} cannot be read: ${message}`, { cause: thrown });
  }
}

/**
 * Writes what there is, in one step: a file is either the one of before or the whole new one.
 * @param path - of the state file
 * @param accounts - what there is
 */
export async function writeState(path: string, accounts: Accounts): Promise<void> {
  const plain = Object.fromEntries(
    [...accounts].map(([account, regions]) => [account, Object.fromEntries(regions)]),
  );
  const unfinished = `${path}.unfinished`;
  await writeFile(unfinished, JSON.stringify({ version: 1, accounts: plain }));
  await rename(unfinished, path);
}

type PlainRegion = z.infer<typeof fileSchema>['accounts'][string][string];

function regionFrom(plain: PlainRegion, path: string): RegionState {
  return {
    images: listFrom(plain.images, NormalizedSchema.of(Image$), `${path}.images`),
    instances: listFrom(plain.instances, NormalizedSchema.of(Instance$), `${path}.instances`),
    snapshots: listFrom(plain.snapshots, NormalizedSchema.of(Snapshot$), `${path}.snapshots`),
  };
}

function listFrom(items: readonly object[], schema: NormalizedSchema, path: string): Record<string, never>[] {
  return items.map((item, index) => fromJson(item, schema, `${path}[${index}]`) as Record<string, never>);
}
