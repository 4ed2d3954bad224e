import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homedir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Environment } from '../core/environments/environment.ts';
import { CancelledError } from '../core/outcome/outcome.ts';
import { singleLine } from '../core/text/plainText.ts';
import { isReachable } from '../tools/ssh/reach.ts';
import type { SshAddress } from '../tools/ssh/sshAddress.ts';
import { makeKeyPair } from '../tools/ssh/sshKeys.ts';
import { keepSendingKey, type KeyRecipient } from './sentKey.ts';
import type { Services } from './services.ts';
import type { InstanceTarget } from './testInstanceList.ts';

type AccessServices = Pick<Services, 'testInstances' | 'workspaceState'>;

/** How a person gets in to an instance. */
export interface InstanceAccess {
  readonly address: SshAddress;
  /** Who is let in with a key of ours, which is sent again as long as this window lives. */
  readonly keyRecipient?: KeyRecipient;
  /** Asks for the user again the next time: that one may be none of the image. */
  readonly forgetUser: () => Promise<void>;
}

/** What a person gets in for. */
export interface AccessUse {
  /** Path of a folder, for its owner alone, that a key of ours is kept in. */
  readonly keyFolder: string;
  /** Ends sending a key again, which is done as long as the instance is worked with. */
  readonly over: AbortSignal;
  /** Ends waiting for the instance. */
  readonly signal: AbortSignal;
}

/** Where what a person said of logging in is kept: users by image, paths of private keys by the name of the key pair. */
const usersKey = 'testInstances.users';
const keyFilesKey = 'testInstances.keyFiles';
const textsSchema = z.record(z.string(), z.string());

/** The user of Debian's own images (wiki.debian.org/Cloud/AmazonEC2Image). */
const usualUser = 'admin';

/** How long an instance may take to boot, and to answer, in milliseconds. */
const bootTime = 180_000;
const answerTime = 2000;

/**
 * How a person gets in to a test instance: with the private key of its key pair, or with one of ours that EC2 Instance
 * Connect lets in for a minute. What only a person knows is asked, once.
 * @param services - where keys and answers are kept
 * @param target - one that runs
 * @param use - what for
 * @throws CancelledError when the person does not say
 * @throws Error in words for a person when the instance has no address; EnvironmentReadError in AWS's words
 */
export async function accessToInstance(
  services: AccessServices,
  target: InstanceTarget,
  use: AccessUse,
): Promise<InstanceAccess> {
  const { instance } = target;
  const host = instance.publicAddress ?? instance.privateAddress;
  if (host === undefined) throw new Error(vscode.l10n.t('{0} has no address yet.', instance.instanceId));
  const user = await userOf(services, target);
  await waitUntilReachable(host, instance.instanceId, use.signal);
  const addressWith = (key: string): SshAddress => ({ host, port: 22, user, identityFiles: [key] });
  const forgetUser = (): Promise<void> => forgetUserOf(services, target);
  if (instance.keyName !== undefined) {
    return { address: addressWith(await keyFileOf(services, target, instance.keyName)), forgetUser };
  }
  const { region, instanceId } = instance;
  const keyRecipient: KeyRecipient = { environment: target.environment.id, region, instanceId, user };
  // It is made for one use and never leaves this machine; only its public half is sent.
  const { path, publicKey } = await makeKeyPair(use.keyFolder, use.over);
  await keepSendingKey(services, target.environment, keyRecipient, publicKey, use.over);
  return { address: addressWith(path), keyRecipient, forgetUser };
}

/** EC2 says that an instance runs when it has begun to boot: SSH comes some ten seconds later. */
async function waitUntilReachable(host: string, instanceId: string, signal: AbortSignal): Promise<void> {
  const end = performance.now() + bootTime;
  if (await isReachable({ host, port: 22 }, answerTime)) return;
  const title = vscode.l10n.t('Waiting until {0} answers at {1}', instanceId, host);
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
    while (!(await isReachable({ host, port: 22 }, answerTime))) {
      if (signal.aborted) throw new CancelledError('Stopped.');
      if (performance.now() > end) {
        throw new Error(
          vscode.l10n.t('{0} does not answer at {1}, port 22. Is it reached from here?', instanceId, host),
        );
      }
      await wait(answerTime, undefined, { signal }).catch(() => undefined);
    }
  });
}

async function userOf(services: AccessServices, { instance }: InstanceTarget): Promise<string> {
  const image = instance.imageId ?? '';
  const known = textsOf(services, usersKey);
  const remembered = known[image];
  if (remembered !== undefined) return remembered;
  const user = await vscode.window.showInputBox({
    title: vscode.l10n.t('Log in to {0} as which user?', instance.instanceId),
    prompt: vscode.l10n.t(
      'The user of its image: admin on Debian, ubuntu on Ubuntu, ec2-user on Amazon Linux.',
    ),
    value: Object.values(known).at(-1) ?? usualUser,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-z_][\w.-]*$/u.test(text) ? undefined : vscode.l10n.t('The name of a user, such as admin.'),
  });
  if (user === undefined) throw new CancelledError('No user was named.');
  await rememberUser(services, image, user);
  return user;
}

/**
 * Remembers who logs in to instances of an image, which a person is asked otherwise.
 * @param services - where answers are kept
 * @param imageId - of the image
 * @param user - its name
 */
export async function rememberUser(
  services: Pick<AccessServices, 'workspaceState'>,
  imageId: string,
  user: string,
): Promise<void> {
  await services.workspaceState.update(usersKey, { ...textsOf(services, usersKey), [imageId]: user });
}

async function forgetUserOf(services: AccessServices, { instance }: InstanceTarget): Promise<void> {
  const known = Object.entries(textsOf(services, usersKey));
  const others = known.filter(([image]) => image !== (instance.imageId ?? ''));
  await services.workspaceState.update(usersKey, Object.fromEntries(others));
}

/** A key pair of EC2, in one account and region. */
export interface KeyPairPlace {
  readonly environment: Pick<Environment, 'accountId' | 'id'>;
  readonly region: string;
  readonly keyName: string;
}

/**
 * Remembers where the private half of a key pair is, which a person is asked otherwise.
 * @param services - where answers are kept
 * @param pair - which
 * @param path - of the private key
 */
export async function rememberKeyFile(
  services: Pick<AccessServices, 'workspaceState'>,
  pair: KeyPairPlace,
  path: string,
): Promise<void> {
  const known = textsOf(services, keyFilesKey);
  await services.workspaceState.update(keyFilesKey, { ...known, [keyOfPair(pair)]: path });
}

function keyOfPair({ environment, keyName, region }: KeyPairPlace): string {
  return JSON.stringify([environment.accountId ?? environment.id, region, keyName]);
}

async function keyFileOf(services: AccessServices, target: InstanceTarget, keyName: string): Promise<string> {
  const known = textsOf(services, keyFilesKey);
  const pair = { environment: target.environment, region: target.instance.region, keyName };
  const remembered = known[keyOfPair(pair)];
  if (remembered !== undefined && existsSync(remembered)) return remembered;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('The private key of the key pair {0}', singleLine(keyName)),
      openLabel: vscode.l10n.t('Use This Key'),
      defaultUri: vscode.Uri.file(join(homedir(), '.ssh')),
    })) ?? [];
  if (chosen === undefined) throw new CancelledError('No key was chosen.');
  await rememberKeyFile(services, pair, chosen.fsPath);
  return chosen.fsPath;
}

function textsOf(
  { workspaceState }: Pick<AccessServices, 'workspaceState'>,
  key: string,
): Record<string, string> {
  const read = textsSchema.safeParse(workspaceState.get(key));
  return read.success ? read.data : {};
}
