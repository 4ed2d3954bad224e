import * as l10n from '@vscode/l10n';
import { setTimeout as pause } from 'node:timers/promises';
import type { EC2Client, Instance } from '@aws-sdk/client-ec2';
import { EnvironmentReadError, reasonOf } from '../../core/environments/readError.ts';
import type { InstanceState } from '../../core/testInstances/testInstance.ts';
import { toReadError } from '../readErrors.ts';
import { readInstance, stateOf } from './instances.ts';

/**
 * How a state is waited for, in milliseconds. EC2 changes states within a minute; DescribeInstances with an id has a bucket
 * of its own (EC2 Developer Guide, "Request throttling").
 */
export interface Patience {
  readonly between: number;
  readonly atMost: number;
}

/** A state that is waited for. */
interface Wait {
  readonly until: (state: InstanceState) => boolean;
  /** States after which that one never comes. */
  readonly inVain: (state: InstanceState) => boolean;
  readonly onState: (state: InstanceState) => void;
}

/**
 * Waits until an instance is in a state.
 * @param ec2 - client of its region
 * @param instanceId - of the instance
 * @param wait - for what
 * @param patience - how often it is looked at, and for how long
 * @param signal - stops the waiting
 * @throws EnvironmentReadError when that state never comes, in AWS's words, or not in time
 */
export async function waitForState(
  ec2: EC2Client,
  instanceId: string,
  { inVain, onState, until }: Wait,
  { atMost, between }: Patience,
  signal: AbortSignal,
): Promise<Instance> {
  let state: InstanceState = 'unknown';
  for (let waited = 0; waited <= atMost; waited += between) {
    const instance = await readIfThere(ec2, instanceId, signal);
    state = instance === undefined ? 'unknown' : stateOf(instance);
    onState(state);
    if (instance !== undefined && until(state)) return instance;
    if (instance !== undefined && inVain(state)) throw ended(instanceId, state, instance);
    await pause(between, undefined, { signal });
  }
  throw new EnvironmentReadError(
    'other',
    l10n.t('{0} is still {1} after {2} seconds.', instanceId, state, Math.round(atMost / 1000)),
  );
}

/** A new instance may not be seen at first (EC2 Developer Guide, "Eventual consistency in the Amazon EC2 API"). */
async function readIfThere(
  ec2: EC2Client,
  instanceId: string,
  signal: AbortSignal,
): Promise<Instance | undefined> {
  try {
    return await readInstance(ec2, instanceId, signal);
  } catch (thrown) {
    if (reasonOf(toReadError(thrown)) === 'not-found') return undefined;
    throw thrown;
  }
}

function ended(instanceId: string, state: InstanceState, { StateReason }: Instance): EnvironmentReadError {
  const reason = StateReason?.Message ?? StateReason?.Code;
  return new EnvironmentReadError(
    'other',
    reason === undefined
      ? l10n.t('{0} is {1}.', instanceId, state)
      : l10n.t('{0} is {1}: {2}', instanceId, state, reason),
  );
}
