import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import type { ImageReader } from '../images/imageReader.ts';
import { messageOf } from '../outcome/failure.ts';
import { collectReferences } from '../references/collectReferences.ts';
import { type ReferenceFacts, type ReferenceSource, referenceSources } from '../references/facts.ts';
import type { Reference } from '../references/reference.ts';
import type { ReferenceReader } from '../references/referenceReader.ts';
import type { InventoryPlace } from './inventoryRecord.ts';

/** An account and one of its regions, and an environment that leads there. */
export interface CleanupPlace extends InventoryPlace {
  readonly environment: Environment;
}

/** What refers to images in one place. */
export interface PlaceReferences {
  readonly byImage: ReadonlyMap<string, readonly Reference[]>;
  readonly instances: number;
  /** All that was read of what can launch images, instances among it. */
  readonly facts: number;
}

/**
 * The accounts and regions of environments; what two of them share is there once.
 * @param environments - all of them
 * @param reader - says whose they are
 * @param problems - is told of what could not be read: a sentence each
 * @param signal - stops the reading
 */
export async function placesOf(
  environments: readonly Environment[],
  reader: Pick<ImageReader, 'readAccount'>,
  problems: string[],
  signal: AbortSignal,
): Promise<CleanupPlace[]> {
  const places = new Map<string, CleanupPlace>();
  for (const environment of environments) {
    const account = await reader.readAccount(environment, signal).catch((thrown: unknown) => {
      problems.push(`${environment.name}: ${messageOf(thrown)}`);
      return undefined;
    });
    if (account === undefined) continue;
    for (const region of environment.regions) {
      const key = `${account}/${region}`;
      if (!places.has(key)) places.set(key, { environment, account, region });
    }
  }
  return [...places.values()];
}

/**
 * Reads in one place; what goes wrong is told, and stops nothing else.
 * @param place - where
 * @param problems - is told of it
 * @param read - reads
 */
export async function readingIn(
  { environment, region }: CleanupPlace,
  problems: string[],
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    problems.push(`${environment.name}, ${region}: ${messageOf(thrown)}`);
  }
}

/**
 * Reads everything in a place that can launch images, and follows it to them. What names an image in a way that cannot be followed
 * may name any, and is a problem: nobody may say then that an image is not used.
 * @param place - where
 * @param reader - reads
 * @param problems - is told of what was not understood, and of what leads nowhere
 * @param signal - stops the reading
 * @throws EnvironmentReadError in AWS's words
 */
export async function readReferences(
  place: CleanupPlace,
  reader: ReferenceReader,
  problems: string[],
  signal: AbortSignal,
): Promise<PlaceReferences> {
  const { environment, region } = place;
  const read = async <Source extends ReferenceSource>(source: Source): Promise<ReferenceFacts[Source][]> => {
    const facts: ReferenceFacts[Source][] = [];
    for await (const page of reader.readFacts(source, environment, region, signal)) {
      facts.push(...page.facts);
      problems.push(...page.unreadable.map((text) => `${environment.name}, ${region}: ${text}`));
    }
    signal.throwIfAborted();
    return facts;
  };
  const facts = {
    instances: await read('instances'),
    launchTemplates: await read('launchTemplates'),
    autoScalingGroups: await read('autoScalingGroups'),
    launchConfigurations: await read('launchConfigurations'),
    instanceRefreshes: await read('instanceRefreshes'),
    fleets: await read('fleets'),
    spotFleets: await read('spotFleets'),
    parameters: await read('parameters'),
    rootVolumeReplacements: await read('rootVolumeReplacements'),
  } satisfies Record<ReferenceSource, unknown>;
  const { byImage, unresolved } = collectReferences(facts, region);
  problems.push(
    ...unresolved.map(({ name, target }) =>
      l10n.t('{0}, {1}: what {2} names cannot be found: {3}.', environment.name, region, name, target),
    ),
  );
  return {
    byImage,
    instances: facts.instances.length,
    facts: referenceSources.reduce((sum, source) => sum + facts[source].length, 0),
  };
}
