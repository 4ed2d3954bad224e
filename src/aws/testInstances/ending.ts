import * as l10n from '@vscode/l10n';
import { type EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import { type EndRefusal, mayBeEnded } from '../../core/testInstances/ending.ts';
import type { EndReport } from '../../core/testInstances/testInstances.ts';
import { testInstanceKeys } from '../../core/testInstances/testInstanceTags.ts';
import type { Clock } from '../../core/time/age.ts';
import { readInstance, stateOf, tagMap } from './instances.ts';
import { deleteGroups } from './securityGroups.ts';
import { type Patience, waitForState } from './waiting.ts';

/** Who ends an instance, and by which time. */
export interface Ending {
  readonly instanceId: string;
  readonly owner: string;
  readonly clock: Clock;
  readonly patience: Patience;
}

/**
 * Ends a test instance, and deletes its security groups when it has ended, as far as they are ours and unused.
 * @param ec2 - client of its region
 * @param ending - which, and who ends it
 * @param signal - stops the waiting for the end, not the end
 * @throws EnvironmentReadError when its tags say that it must not be ended; then nothing was done
 */
export async function endTestInstance(
  ec2: EC2Client,
  { clock, instanceId, owner, patience }: Ending,
  signal: AbortSignal,
): Promise<EndReport> {
  // Nothing stops between what the tags say and what follows from it.
  const instance = await readInstance(ec2, instanceId);
  const tags = tagMap(instance);
  const verdict = mayBeEnded(tags, owner, clock());
  if ('refusal' in verdict) throw refused(instanceId, verdict.refusal, tags);
  const groupIds = (instance.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  if (stateOf(instance) !== 'terminated') {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
  }
  const state = await waitForEnd(ec2, instanceId, patience, signal);
  return { state, ...(await deleteGroups(ec2, groupIds)) };
}

/** EC2 forgets an instance some time after its end; then it has ended. */
async function waitForEnd(
  ec2: EC2Client,
  instanceId: string,
  patience: Patience,
  signal: AbortSignal,
): Promise<EndReport['state']> {
  const wait = { until: isTerminated, inVain: () => false, onState: () => undefined };
  const instance = await waitForState(ec2, instanceId, wait, patience, signal);
  return stateOf(instance);
}

function isTerminated(state: EndReport['state']): boolean {
  return state === 'terminated';
}

function refused(
  instanceId: string,
  refusal: EndRefusal,
  tags: ReadonlyMap<string, string>,
): EnvironmentReadError {
  const words =
    refusal === 'not-ours'
      ? l10n.t('{0} was not ended: its tags are not those of a test instance.', instanceId)
      : l10n.t(
          '{0} was not ended: {1} launched it, and it has not expired.',
          instanceId,
          tags.get(testInstanceKeys.owner) ?? '',
        );
  return new EnvironmentReadError('other', words);
}
