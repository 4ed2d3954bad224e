import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Environment } from '../core/environments/environment.ts';
import type { Services } from './services.ts';

/** Whom a public key lets in where. Kept beside what uses it, a later window goes on sending the key. */
export const keyRecipientSchema = z.object({
  /** Id of the environment. */
  environment: z.string(),
  region: z.string(),
  instanceId: z.string(),
  /** User of the instance's operating system. */
  user: z.string(),
});

/** Whom a public key lets in where. */
export type KeyRecipient = z.infer<typeof keyRecipientSchema>;

/** How often a key is sent again that EC2 Instance Connect lets in for 60 seconds, in milliseconds. */
const sendInterval = 45_000;

/**
 * Lets the owner of a key in to an instance, and again and again until that is not needed any more.
 * @param services - what sends it
 * @param environment - where the instance is
 * @param recipient - the instance and its user
 * @param publicKey - in the form of OpenSSH
 * @param over - ends it
 * @throws EnvironmentReadError in AWS's words when it cannot be sent the first time
 */
export async function keepSendingKey(
  { testInstances }: Pick<Services, 'testInstances'>,
  environment: Environment,
  { region, instanceId, user }: KeyRecipient,
  publicKey: string,
  over: AbortSignal,
): Promise<void> {
  const send = (): Promise<void> =>
    testInstances.sendSshKey(environment, region, { instanceId, user, publicKey }, over);
  await send();
  const again = setInterval(() => {
    // A connection that is open stays open without it; a new one then says what is wrong.
    send().catch(() => undefined);
  }, sendInterval);
  over.addEventListener('abort', () => {
    clearInterval(again);
  });
}

/**
 * Goes on sending a key that an earlier window sent.
 * @param services - what sends it, and the environments that there are
 * @param recipient - as that window kept it
 * @param publicKey - in the form of OpenSSH
 * @param over - ends it
 * @throws EnvironmentReadError in AWS's words when it cannot be sent
 * @throws Error in words for a person when its environment is not there any more
 */
export async function sendKeyAgain(
  services: Pick<Services, 'environments' | 'testInstances'>,
  recipient: KeyRecipient,
  publicKey: string,
  over: AbortSignal,
): Promise<void> {
  await services.environments.start();
  const environment = services.environments.choice.environments.find(
    ({ id }) => id === recipient.environment,
  );
  if (environment === undefined) {
    throw new Error(
      vscode.l10n.t('The environment of {0} is not there any more: no key is sent.', recipient.instanceId),
    );
  }
  await keepSendingKey(services, environment, recipient, publicKey, over);
}
