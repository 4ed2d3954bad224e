import type { Instance, InstanceStateChange } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { instanceKind, namedResources } from './resourceIds.ts';

/** EC2 API Reference, TerminateInstances, `InstanceIds`: up to 1000. */
const mostInstances = 1000;

/** What a call does to the instances it names. */
interface StateChange {
  /** Whether it can be done to an instance; all are asked before one is changed. */
  readonly isAllowed: (stateName: string) => boolean;
  /** What cannot be done, for the message: `started`. */
  readonly participle: string;
  /** Does it to one instance, or nothing when the instance is there already. */
  readonly change: (instance: Instance, stateName: string) => void;
}

/**
 * Changes the states of the instances that a request names, all of them or none.
 * @param ids - of the request
 * @param call - where they are
 * @param stateChange - what is done
 * @throws CloudError `InvalidParameterCombination` when none is named, `InvalidInstanceID.Malformed`,
 * `InvalidInstanceID.NotFound`, `IncorrectInstanceState`
 */
export function changeInstanceStates(
  ids: readonly string[] | undefined,
  { state }: Call,
  { isAllowed, participle, change }: StateChange,
): InstanceStateChange[] {
  if ((ids?.length ?? 0) > mostInstances) {
    throw new CloudError('InvalidParameterValue', `At most ${mostInstances} instances can be named.`);
  }
  const instances = namedResources(state, instanceKind, ids);
  if (instances === undefined) {
    throw new CloudError('InvalidParameterCombination', 'No instances specified');
  }
  const wrong = instances.find(({ State }) => !isAllowed(State?.Name ?? ''));
  if (wrong !== undefined) {
    throw new CloudError(
      'IncorrectInstanceState',
      `The instance '${instanceKind.idOf(wrong)}' is not in a state from which it can be ${participle}.`,
    );
  }
  return instances.map((instance) => {
    const before = instance.State;
    change(instance, before?.Name ?? '');
    return { InstanceId: instance.InstanceId, PreviousState: before, CurrentState: instance.State };
  });
}

/**
 * Marks an instance as stopped or ended by its user (EC2 User Guide, "Troubleshoot instance launch issues").
 * @param instance - that is changed
 * @param now - milliseconds since 1970
 */
export function markUserInitiated(instance: Instance, now: number): void {
  const time = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
  instance.StateTransitionReason = `User initiated (${time} GMT)`;
  instance.StateReason = {
    Code: 'Client.UserInitiatedShutdown',
    Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  };
}
