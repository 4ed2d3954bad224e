import type { StartInstancesRequest, StartInstancesResult } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { changeInstanceStates } from './changeInstanceStates.ts';
import { endDryRun } from './commonChecks.ts';
import { instanceStates } from './instanceStates.ts';
import { instanceKind } from './resourceIds.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, StartInstances. An instance that is pending or running stays so. */
export function startInstances(input: StartInstancesRequest, call: Call): StartInstancesResult {
  endDryRun(input.DryRun);
  const changes = changeInstanceStates(input.InstanceIds, call, {
    isAllowed: (name) => ['pending', 'running', 'stopped'].includes(name),
    participle: 'started',
    change: (instance, name) => {
      if (name !== 'stopped') return;
      instance.State = instanceStates.pending;
      instance.LaunchTime = new Date(call.now);
      instance.StateTransitionReason = '';
      delete instance.StateReason;
      schedule(
        call.state,
        call.now + durations.instancePending,
        instanceKind.idOf(instance),
        'instanceRunning',
      );
    },
  });
  return { StartingInstances: changes };
}
