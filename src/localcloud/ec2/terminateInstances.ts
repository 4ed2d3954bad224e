import type { TerminateInstancesRequest, TerminateInstancesResult } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { changeInstanceStates, markUserInitiated } from './changeInstanceStates.ts';
import { endDryRun } from './commonChecks.ts';
import { attributesOf } from './instanceAttributes.ts';
import { instanceStates } from './instanceStates.ts';
import { instanceKind } from './resourceIds.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, TerminateInstances. It can be repeated: an instance that is ending or has ended stays so. */
export function terminateInstances(input: TerminateInstancesRequest, call: Call): TerminateInstancesResult {
  endDryRun(input.DryRun);
  const { now, state } = call;
  refuseProtected(input.InstanceIds ?? [], call);
  const changes = changeInstanceStates(input.InstanceIds, call, {
    isAllowed: () => true,
    participle: 'terminated',
    change: (instance, name) => {
      if (name === 'shutting-down' || name === 'terminated') return;
      const id = instanceKind.idOf(instance);
      const endsAt = now + durations.instanceShuttingDown;
      instance.State = instanceStates['shutting-down'];
      markUserInitiated(instance, now);
      schedule(state, endsAt, id, 'instanceTerminated');
      schedule(state, endsAt + durations.instanceTerminated, id, 'instanceGone');
    },
  });
  return { TerminatingInstances: changes };
}

/** EC2 User Guide, "Change instance termination protection". */
function refuseProtected(ids: readonly string[], { state }: Call): void {
  const found = ids.find(
    (id) =>
      instanceKind.find(state, id) !== undefined &&
      attributesOf(state, id).DisableApiTermination?.Value === true,
  );
  if (found === undefined) return;
  throw new CloudError(
    'OperationNotPermitted',
    `The instance '${found}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
  );
}
