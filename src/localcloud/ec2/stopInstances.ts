import type { StopInstancesRequest, StopInstancesResult } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { changeInstanceStates, markUserInitiated } from './changeInstanceStates.ts';
import { endDryRun } from './commonChecks.ts';
import { instanceStates } from './instanceStates.ts';
import { instanceKind } from './resourceIds.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, StopInstances. An instance that is stopping or stopped stays so. */
export function stopInstances(input: StopInstancesRequest, call: Call): StopInstancesResult {
  endDryRun(input.DryRun);
  const changes = changeInstanceStates(input.InstanceIds, call, {
    isAllowed: (name) => ['pending', 'running', 'stopping', 'stopped'].includes(name),
    participle: 'stopped',
    change: (instance, name) => {
      if (name === 'stopping' || name === 'stopped') return;
      instance.State = instanceStates.stopping;
      markUserInitiated(instance, call.now);
      schedule(
        call.state,
        call.now + durations.instanceStopping,
        instanceKind.idOf(instance),
        'instanceStopped',
      );
    },
  });
  return { StoppingInstances: changes };
}
