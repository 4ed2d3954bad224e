import type {
  ListSnapshotsInRecycleBinRequest,
  ListSnapshotsInRecycleBinResult,
  SnapshotRecycleBinInfo,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { BinnedSnapshot, Call } from '../world.ts';
import { binnedSnapshotId } from './binnedResources.ts';
import { endDryRun } from './commonChecks.ts';

/** EC2 API Reference, ListSnapshotsInRecycleBin, `MaxResults`: between 5 and 1000. */
const bounds = { least: 5, most: 1000 };

/** EC2 API Reference, ListSnapshotsInRecycleBin: an id that is not there is left out. */
export function listSnapshotsInRecycleBin(
  input: ListSnapshotsInRecycleBinRequest,
  call: Call,
): ListSnapshotsInRecycleBinResult {
  endDryRun(input.DryRun);
  const { SnapshotIds = [] } = input;
  const isWanted = (binned: BinnedSnapshot): boolean =>
    SnapshotIds.length === 0 || SnapshotIds.includes(binnedSnapshotId(binned));
  const page = pageOf(
    call.state.binnedSnapshots,
    binnedSnapshotId,
    isWanted,
    pageRequest(input, call),
    bounds,
  );
  return { Snapshots: page.items.map(shown), NextToken: page.nextToken };
}

function shown({ snapshot, enteredAt, exitsAt }: BinnedSnapshot): SnapshotRecycleBinInfo {
  const { SnapshotId, Description, VolumeId } = snapshot;
  return {
    SnapshotId,
    Description,
    VolumeId,
    RecycleBinEnterTime: enteredAt,
    RecycleBinExitTime: exitsAt,
  };
}
