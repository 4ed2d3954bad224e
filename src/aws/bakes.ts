import {
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeKeyPairsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeVolumes,
  type Tag,
  TerminateInstancesCommand,
  waitUntilInstanceTerminated,
} from '@aws-sdk/client-ec2';
import {
  type AwsSession,
  type BakeGateway,
  type BakeInstance,
  bakePurpose,
  type BakeResource,
  bakeTagKeys,
  type ImportedKey,
  type KeptImageRequest,
  type ResourceQuery,
  type ResourceRemoval,
} from '../core/bakes/bakeGateway.ts';
import type { Environment } from '../core/environments/environment.ts';
import type { Tag as OurTag } from '../core/tags/tagWriter.ts';
import { testInstancePurpose } from '../core/testInstances/testInstanceTags.ts';
import { allPages, assertList } from './allPages.ts';
import type { AwsClients } from './clients.ts';
import { importKey, makeImage, readInstanceTags, tagInstance } from './keptInstances.ts';
import { toReadError } from './readErrors.ts';
import { RegionCalls } from './regionCalls.ts';

/** How long an instance may take to end, in seconds: minutes are usual. */
const longestEnd = 600;

/** Packer's own description of the security group that it makes (step_security_group.go, 1.6.6 and 1.8.2). */
const groupDescription = 'Temporary group for Packer';

/** What Packer's temporary names begin with. */
const packerName = /^packer_[0-9a-f-]+$/u;

/** Keys for Packer, and what it has left behind, with EC2. */
export class AwsBakes implements BakeGateway {
  readonly #calls: RegionCalls;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#calls = new RegionCalls(clients);
  }

  readSession(environment: Environment, region: string, signal: AbortSignal): Promise<AwsSession> {
    return this.#calls.change(environment, region, signal, async ({ ec2 }) => {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await ec2.config.credentials();
      return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration?.getTime() };
    });
  }

  importKey(environment: Environment, region: string, key: ImportedKey, signal: AbortSignal): Promise<void> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) => importKey(ec2, key, signal));
  }

  readInstanceTags(
    environment: Environment,
    region: string,
    instance: BakeInstance,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    return this.#calls.read(environment, region, signal, ({ ec2 }) =>
      readInstanceTags(ec2, instance, signal),
    );
  }

  tagInstance(
    environment: Environment,
    region: string,
    instance: BakeInstance,
    tags: readonly OurTag[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) =>
      tagInstance(ec2, instance, tags, signal),
    );
  }

  makeImage(
    environment: Environment,
    region: string,
    request: KeptImageRequest,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) => makeImage(ec2, request, signal));
  }

  findResources(
    environment: Environment,
    region: string,
    query: ResourceQuery,
    signal: AbortSignal,
  ): Promise<readonly BakeResource[]> {
    return this.#calls.change(environment, region, signal, ({ ec2 }) => findAll(ec2, region, query, signal));
  }

  removeResources(
    environment: Environment,
    region: string,
    query: ResourceQuery,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ResourceRemoval[]> {
    return this.#calls.change(environment, region, signal, async ({ ec2 }) => {
      const found = await findAll(ec2, region, query, signal);
      const removals: ResourceRemoval[] = [];
      for (const resource of inOrder(found.filter(({ id }) => ids.includes(id)))) {
        signal.throwIfAborted();
        removals.push({ resource, trouble: await remove(ec2, resource) });
      }
      return removals;
    });
  }
}

async function findAll(
  ec2: EC2Client,
  region: string,
  query: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  return [
    ...(await findInstances(ec2, region, query, signal)),
    ...(await findVolumes(ec2, region, query, signal)),
    ...(await findGroups(ec2, region, query, signal)),
    ...(await findKeyPairs(ec2, region, query, signal)),
    ...(await findUnfinishedImages(ec2, region, query, signal)),
  ];
}

/** The tags that all has which is looked for. An instance that is kept is one to test on as well. */
function filtersFor({ bakeId }: ResourceQuery): Filter[] {
  const purpose = `tag:${bakeTagKeys.purpose}`;
  if (bakeId === undefined) return [{ Name: purpose, Values: [bakePurpose] }];
  return [
    { Name: purpose, Values: [bakePurpose, testInstancePurpose] },
    { Name: `tag:${bakeTagKeys.bake}`, Values: [bakeId] },
  ];
}

/** Names that Packer gives; anything else may be somebody's, whoever says that it is Packer's. */
function packerNames(names: readonly (string | undefined)[]): string[] {
  return names.flatMap((name) => (name !== undefined && packerName.test(name) ? [name] : []));
}

function bakeIdOf(tags: readonly Tag[] = []): string | undefined {
  const value = tags.find(({ Key }) => Key === bakeTagKeys.bake)?.Value;
  return value === '' ? undefined : value;
}

async function findInstances(
  ec2: EC2Client,
  region: string,
  query: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  const keyNames = packerNames(query.temporary.map(({ keyPairName }) => keyPairName));
  const searches = [
    filtersFor(query),
    ...(keyNames.length === 0 ? [] : [[{ Name: 'key-name', Values: keyNames }]]),
  ];
  const found = new Map<string, BakeResource>();
  for (const Filters of searches) {
    const alive = { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] };
    const pages = allPages(
      paginateDescribeInstances({ client: ec2 }, { Filters: [...Filters, alive] }, { abortSignal: signal }),
    );
    for await (const { Reservations = [] } of pages) {
      for (const { InstanceId: id, State, Tags } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
        if (id === undefined) continue;
        found.set(id, { kind: 'instance', id, region, bakeId: bakeIdOf(Tags), state: State?.Name });
      }
    }
  }
  return [...found.values()];
}

/** A volume of an instance that ends goes with it; one that is not attached any more was left. */
async function findVolumes(
  ec2: EC2Client,
  region: string,
  query: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  const unused = { Name: 'status', Values: ['available'] };
  const Filters = [...filtersFor(query), unused];
  const found: BakeResource[] = [];
  const pages = allPages(paginateDescribeVolumes({ client: ec2 }, { Filters }, { abortSignal: signal }));
  for await (const { Volumes = [] } of pages) {
    for (const { VolumeId: id, Tags } of Volumes) {
      if (id !== undefined)
        found.push({ kind: 'volume', id, region, bakeId: bakeIdOf(Tags), state: undefined });
    }
  }
  return found;
}

/** Groups that have no tags are looked for by name only where Packer has said their names. */
async function findGroups(
  ec2: EC2Client,
  region: string,
  query: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  const names = packerNames(query.temporary.map(({ securityGroupName }) => securityGroupName));
  const named = [
    { Name: 'group-name', Values: names },
    { Name: 'description', Values: [groupDescription] },
  ];
  const found = new Map<string, BakeResource>();
  for (const Filters of [filtersFor(query), ...(names.length === 0 ? [] : [named])]) {
    const pages = allPages(
      paginateDescribeSecurityGroups({ client: ec2 }, { Filters }, { abortSignal: signal }),
    );
    for await (const { SecurityGroups = [] } of pages) {
      for (const { GroupId: id, Tags } of SecurityGroups) {
        if (id === undefined) continue;
        found.set(id, { kind: 'securityGroup', id, region, bakeId: bakeIdOf(Tags), state: undefined });
      }
    }
  }
  return [...found.values()];
}

async function findKeyPairs(
  ec2: EC2Client,
  region: string,
  query: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  const names = packerNames(query.temporary.map(({ keyPairName }) => keyPairName));
  const found = new Map<string, BakeResource>();
  for (const Filters of [
    filtersFor(query),
    ...(names.length === 0 ? [] : [[{ Name: 'key-name', Values: names }]]),
  ]) {
    const answer = await ec2.send(new DescribeKeyPairsCommand({ Filters }), { abortSignal: signal });
    assertList(answer);
    for (const { KeyName: id, Tags } of answer.KeyPairs ?? []) {
      if (id === undefined || !packerName.test(id)) continue;
      found.set(id, { kind: 'keyPair', id, region, bakeId: bakeIdOf(Tags), state: undefined });
    }
  }
  return [...found.values()];
}

/** One that Packer has finished has tags; one that it has forgotten has none. */
async function findUnfinishedImages(
  ec2: EC2Client,
  region: string,
  { brokenOff }: ResourceQuery,
  signal: AbortSignal,
): Promise<BakeResource[]> {
  if (brokenOff.length === 0) return [];
  const Filters = [{ Name: 'source-instance-id', Values: [...brokenOff] }];
  const found: BakeResource[] = [];
  const pages = allPages(
    paginateDescribeImages({ client: ec2 }, { Owners: ['self'], Filters }, { abortSignal: signal }),
  );
  for await (const { Images = [] } of pages) {
    for (const { ImageId: id, State: state, Tags = [], BlockDeviceMappings = [] } of Images) {
      if (id === undefined || Tags.length > 0) continue;
      const none = { region, bakeId: undefined };
      found.push({ kind: 'image', id, ...none, state });
      for (const { Ebs } of BlockDeviceMappings) {
        if (Ebs?.SnapshotId !== undefined) {
          found.push({ kind: 'snapshot', id: Ebs.SnapshotId, ...none, state: undefined });
        }
      }
    }
  }
  return found;
}

const order: readonly BakeResource['kind'][] = [
  'instance',
  'volume',
  'image',
  'snapshot',
  'securityGroup',
  'keyPair',
];

/** What uses another thing goes before it. */
function inOrder(resources: readonly BakeResource[]): BakeResource[] {
  return [...resources].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** What is gone already is as good as deleted. */
async function remove(ec2: EC2Client, { kind, id }: BakeResource): Promise<string | undefined> {
  try {
    switch (kind) {
      case 'instance':
        await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
        // The waiter only looks; a security group cannot go while the instance is there.
        await waitUntilInstanceTerminated(
          { client: ec2, maxWaitTime: longestEnd, minDelay: 2, maxDelay: 10 },
          { InstanceIds: [id] },
        );
        break;
      case 'volume':
        await ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
        break;
      case 'securityGroup':
        await ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
        break;
      case 'keyPair':
        await ec2.send(new DeleteKeyPairCommand({ KeyName: id }));
        break;
      case 'image':
        await ec2.send(new DeregisterImageCommand({ ImageId: id }));
        break;
      case 'snapshot':
        await ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }));
        break;
    }
    return undefined;
  } catch (thrown) {
    const isGone = thrown instanceof Error && thrown.name.endsWith('.NotFound');
    return isGone ? undefined : toReadError(thrown).message;
  }
}
