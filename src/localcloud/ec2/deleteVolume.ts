import type { DeleteVolumeRequest, Volume } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { volumeKind } from './resourceIds.ts';
import { resourceOf } from './resourceOf.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, DeleteVolume: one that is available; it is `deleting` for a while. */
export function deleteVolume(input: DeleteVolumeRequest, { state, now }: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const volume = resourceOf(state, volumeKind, input.VolumeId, 'volumeId');
  refuseUnavailable(volume);
  volume.State = 'deleting';
  schedule(state, now + durations.volumeDeleting, volumeKind.idOf(volume), 'volumeDeleted');
  return {};
}

/** EC2 API Reference, "Error codes": `VolumeInUse`, `IncorrectState`. */
function refuseUnavailable(volume: Volume): void {
  const { Attachments: [attachment] = [], State = 'unknown' } = volume;
  const id = volumeKind.idOf(volume);
  if (attachment !== undefined) {
    throw new CloudError(
      'VolumeInUse',
      `Volume ${id} is currently attached to ${attachment.InstanceId ?? ''}`,
    );
  }
  if (State !== 'available') {
    throw new CloudError('IncorrectState', `The volume '${id}' is '${State}', not 'available'.`);
  }
}
