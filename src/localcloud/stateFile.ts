import { readFile, rename, writeFile } from 'node:fs/promises';
import { AutoScalingGroup$, InstanceRefresh$, LaunchConfiguration$ } from '@aws-sdk/client-auto-scaling';
import {
  DescribeSnapshotAttributeResult$,
  FleetData$,
  Image$,
  ImageAttribute$,
  Instance$,
  InstanceAttribute$,
  KeyPairInfo$,
  LaunchTemplate$,
  LaunchTemplateVersion$,
  SecurityGroup$,
  SecurityGroupRule$,
  Snapshot$,
  SpotFleetRequestConfig$,
  Subnet$,
  Volume$,
  Vpc$,
} from '@aws-sdk/client-ec2';
import { ParameterHistory$ } from '@aws-sdk/client-ssm';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import * as z from 'zod/mini';
import { complaintOf, inEnglish } from './complaints.ts';
import { type JsonRules, structureFromJson } from './wire/json.ts';
import { RetentionRule$ } from './recyclebin/model.ts';
import { emptyRegion, type RegionState } from './world.ts';

/** Changes whenever a file of before can no longer be read. */
const version = 5;

/** Times are ISO 8601 texts in the file, and everything in it must be of the model. */
const rules: JsonRules = {
  skipsNull: false,
  timeOf: (value) => (typeof value === 'string' ? new Date(value) : undefined),
  onUnknown: (path) => {
    throw new Error(`${path} is not known`);
  },
  mismatch: (_, expectation, path) => new Error(`${path} is not ${expectation}`),
};

/** A change that is due in the form of the SDK's schemas (`@smithy/types`): a structure of a time and two texts. */
const DueChange$: StaticStructureSchema = [
  3,
  'localcloud',
  'DueChange',
  0,
  ['at', 'resourceId', 'change'],
  [4, 0, 0],
];

/** A key that lets somebody in, in the same form. */
const AuthorizedKey$: StaticStructureSchema = [
  3,
  'localcloud',
  'AuthorizedKey',
  0,
  ['instanceId', 'publicKey', 'until'],
  [0, 0, 4],
];

/** What is in the recycle bin, in the same form. */
const BinnedImage$: StaticStructureSchema = [
  3,
  'localcloud',
  'BinnedImage',
  0,
  ['image', 'permissions', 'enteredAt', 'exitsAt'],
  [Image$, ImageAttribute$, 4, 4],
];
const BinnedSnapshot$: StaticStructureSchema = [
  3,
  'localcloud',
  'BinnedSnapshot',
  0,
  ['snapshot', 'permissions', 'enteredAt', 'exitsAt'],
  [Snapshot$, DescribeSnapshotAttributeResult$, 4, 4],
];

type ListName = keyof RegionState;

/** What each list of a region consists of. */
const schemas: Readonly<Record<ListName, StaticStructureSchema>> = {
  images: Image$,
  launchPermissions: ImageAttribute$,
  deregisteredImages: Image$,
  binnedImages: BinnedImage$,
  instances: Instance$,
  instanceAttributes: InstanceAttribute$,
  authorizedKeys: AuthorizedKey$,
  vpcs: Vpc$,
  subnets: Subnet$,
  securityGroups: SecurityGroup$,
  securityGroupRules: SecurityGroupRule$,
  keyPairs: KeyPairInfo$,
  snapshots: Snapshot$,
  volumePermissions: DescribeSnapshotAttributeResult$,
  binnedSnapshots: BinnedSnapshot$,
  retentionRules: RetentionRule$,
  volumes: Volume$,
  launchTemplates: LaunchTemplate$,
  launchTemplateVersions: LaunchTemplateVersion$,
  fleets: FleetData$,
  spotFleetRequests: SpotFleetRequestConfig$,
  autoScalingGroups: AutoScalingGroup$,
  launchConfigurations: LaunchConfiguration$,
  instanceRefreshes: InstanceRefresh$,
  parameters: ParameterHistory$,
  dueChanges: DueChange$,
};
const listNames = Object.keys(schemas).filter((name): name is ListName => Object.hasOwn(schemas, name));

const fileSchema = z.strictObject({
  version: z.literal(version),
  /** By account, then by region code. */
  accounts: z.record(
    z.string(),
    z.record(z.string(), z.record(z.enum(listNames), z.array(z.looseObject({})))),
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
    throw unusable(path, 'read', thrown);
  });
  if (text === undefined) return undefined;
  try {
    const { accounts } = fileSchema.parse(JSON.parse(text), inEnglish);
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
    throw unusable(path, 'read', thrown);
  }
}

/**
 * Writes what there is, in one step: a file is either the one of before or the whole new one.
 * @param path - of the state file
 * @param accounts - what there is
 * @throws Error naming the file
 */
export async function writeState(path: string, accounts: Accounts): Promise<void> {
  const plain = Object.fromEntries(
    [...accounts].map(([account, regions]) => [account, Object.fromEntries(regions)]),
  );
  const unfinished = `${path}.unfinished`;
  try {
    await writeFile(unfinished, JSON.stringify({ version, accounts: plain }));
    await rename(unfinished, path);
  } catch (thrown) {
    throw unusable(path, 'written', thrown);
  }
}

function unusable(path: string, wish: 'read' | 'written', cause: unknown): Error {
  return new Error(`The state file ${path} cannot be ${wish}: ${complaintOf(cause)}`, { cause });
}

type PlainRegion = z.infer<typeof fileSchema>['accounts'][string][string];

function regionFrom(plain: PlainRegion, path: string): RegionState {
  const region = emptyRegion();
  const lists: Readonly<Record<ListName, object[]>> = region;
  for (const name of listNames) {
    const schema = NormalizedSchema.of(schemas[name]);
    plain[name].forEach((item, index) => {
      lists[name].push(structureFromJson(item, schema, rules, `${path}.${name}[${index}]`));
    });
  }
  return region;
}
