import * as l10n from '@vscode/l10n';
import {
  type DescribeSnapshotsRequest,
  type EC2Client,
  paginateDescribeSnapshots,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import type { CleanupSnapshot, SnapshotReader } from '../../core/cleanup/snapshotReader.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import { allPages } from '../allPages.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';

/** EC2 API Reference: up to 1000 snapshots in an answer, and up to 200 values of filters in a request. */
const bounds = { page: 1000, values: 200 };

/** Reads snapshots with DescribeSnapshots. */
export class AwsSnapshotReader implements SnapshotReader {
  readonly #clients: AwsClients;
  readonly #calls: RegionCalls;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
    this.#calls = new RegionCalls(clients);
  }

  /** By a filter: a call that names an id which is not there is refused as a whole. */
  readSnapshots(
    environment: Environment,
    region: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly CleanupSnapshot[]> {
    return this.#calls.read(environment, region, signal, async ({ ec2 }) => {
      const found: CleanupSnapshot[] = [];
      for (let start = 0; start < ids.length; start += bounds.values) {
        const Values = ids.slice(start, start + bounds.values);
        const input = { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values }] };
        for await (const page of pagesOf(ec2, input, signal)) found.push(...page);
      }
      return found;
    });
  }

  async *readOwnSnapshots(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CleanupSnapshot[], void, undefined> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { ec2 } = await calls.clients();
      yield* pagesOf(ec2, { OwnerIds: ['self'] }, signal);
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}

async function* pagesOf(
  ec2: EC2Client,
  input: DescribeSnapshotsRequest,
  signal: AbortSignal,
): AsyncGenerator<CleanupSnapshot[], void, undefined> {
  const pages = allPages(
    paginateDescribeSnapshots({ client: ec2, pageSize: bounds.page }, input, { abortSignal: signal }),
  );
  for await (const { Snapshots = [] } of pages) yield Snapshots.map(toSnapshot);
}

function toSnapshot(snapshot: Snapshot): CleanupSnapshot {
  const { SnapshotId, FullSnapshotSizeInBytes, VolumeId, DataEncryptionKeyId, Tags = [] } = snapshot;
  if (SnapshotId === undefined) {
    throw new EnvironmentReadError(
      'other',
      l10n.t('EC2 tells of a snapshot without an id: {0}', JSON.stringify(snapshot)),
    );
  }
  return {
    snapshotId: SnapshotId,
    fullSize: FullSnapshotSizeInBytes,
    volumeId: VolumeId,
    dataKeyId: DataEncryptionKeyId,
    tags: new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}
