import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BakeResult } from '../../../core/bakes/bake.ts';
import type { ResourceQuery, ResourceRemoval } from '../../../core/bakes/bakeGateway.ts';
import type { BakeRecord } from '../../../core/bakes/bakeRecord.ts';
import { type KeptInstance, keyPairNameOf, longestBake } from '../../../core/bakes/keptInstance.ts';
import type { Environment } from '../../../core/environments/environment.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import { tagsOfTestInstance } from '../../../core/testInstances/testInstanceTags.ts';
import { ownerName } from '../../../host/ownerName.ts';
import type { Services } from '../../../host/services.ts';
import { noteSession } from '../../../host/sessions.ts';
import { rememberKeyFile } from '../../../host/testInstanceAccess.ts';
import { makeKeyPair } from '../../../tools/ssh/sshKeys.ts';
import type { Bake } from '../bakeList.ts';
import { asLeft, environmentOf, type LeftInAws, lookForLeft, queryFor } from '../leftBehind.ts';
import type { PreparedBake } from '../prepareBake.ts';

/** What keeping the instance of a bake uses. */
export type KeepServices = Pick<
  Services,
  'bakes' | 'environments' | 'log' | 'sharedStorageFolder' | 'testInstanceList' | 'workspaceState'
>;

/**
 * Path of the private key that lets a person in to the instance of a bake.
 * @param bakeFolder - of the bake
 */
export function keyFileOf(bakeFolder: string): string {
  return join(keyFolderOf(bakeFolder), 'key');
}

/**
 * Path of the folder of that key, for its owner alone.
 * @param bakeFolder - of the bake
 */
export function keyFolderOf(bakeFolder: string): string {
  return join(bakeFolder, 'ssh');
}

/**
 * Makes the key that lets a person in to the instance of a bake. Its public half is with EC2, the private one in the folder of
 * the bake and nowhere else, for its owner alone.
 * @param services - who makes it
 * @param prepared - the bake
 * @param folder - of the bake
 * @param signal - stops it
 * @throws Error in ssh-keygen's words; EnvironmentReadError in AWS's
 */
export async function makeKey(
  services: Pick<KeepServices, 'bakes'>,
  { environment, order }: Pick<PreparedBake, 'environment' | 'order'>,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const keyFolder = keyFolderOf(folder);
  await mkdir(keyFolder, { recursive: true, mode: 0o700 });
  const { publicKey } = await makeKeyPair(keyFolder, signal);
  const key = { bakeId: order.id, name: keyPairNameOf(order.id), publicKey };
  await services.bakes.importKey(environment, order.region, key, signal);
}

/**
 * Deletes the key pair of a bake that has not begun.
 * @param services - who deletes it
 * @param prepared - the bake
 * @returns whether it is gone
 */
export async function removeKey(
  services: Pick<KeepServices, 'bakes' | 'log'>,
  { environment, order }: Pick<PreparedBake, 'environment' | 'order'>,
): Promise<boolean> {
  const query = { bakeId: order.id, temporary: [], brokenOff: [] };
  const never = new AbortController().signal;
  try {
    const keyPair = [keyPairNameOf(order.id)];
    const removals = await services.bakes.removeResources(environment, order.region, query, keyPair, never);
    for (const { trouble } of removals) if (trouble !== undefined) services.log.warn(trouble);
    return removals.every(({ trouble }) => trouble === undefined);
  } catch (thrown) {
    services.log.warn(messageOf(thrown));
    return false;
  }
}

/**
 * Sees to what Packer has left because it was told to leave everything: a failed bake keeps its instance, which becomes one to
 * test on, and of any other nothing stays.
 * @param services - who looks, tags and deletes
 * @param bake - that has just ended
 * @param kind - how
 */
export async function endKeeping(
  services: KeepServices,
  bake: Bake,
  kind: BakeResult['kind'],
): Promise<LeftInAws> {
  const { order, record } = bake;
  const looked = await lookForLeft(services, order, record);
  const environment = await environmentOf(services, order);
  if (looked.left === undefined || environment === undefined) return looked;
  const instances = looked.left.filter((each) => each.kind === 'instance');
  try {
    // Whether an image without tags is one that Packer has forgotten, or one that somebody has saved, a person says.
    const images = looked.left.filter(({ kind: each }) => each === 'image' || each === 'snapshot');
    if (kind !== 'failed' || instances.length === 0) {
      const query = { ...queryFor(order, record), brokenOff: [] };
      const stays = await removeAllOf(services, bake, environment, query);
      return { left: [...stays.map(({ resource }) => asLeft(resource)), ...images] };
    }
    const kept = instances.map(({ id, region }): KeptInstance => ({
      instanceId: id,
      region,
      expiresAt: wholeSecond(order.askedAt + longestBake),
      ...factsOf(record, id),
    }));
    for (const instance of kept) await keep(services, bake, environment, instance);
    return { left: images, kept };
  } catch (thrown) {
    return { left: looked.left, lookTrouble: messageOf(thrown) };
  }
}

/** Before it stops an instance, Packer has taken the key out. */
function factsOf({ builds }: BakeRecord, instanceId: string): Pick<KeptInstance, 'imageName' | 'isKeyGone'> {
  const build = builds.find(({ temporary }) => temporary.instanceId === instanceId);
  const isKeyGone = build?.steps.some(({ step }) => step === 'stop' || step === 'image') === true;
  return { imageName: build?.imageName, ...(isKeyGone ? { isKeyGone } : {}) };
}

/** Makes an instance one that a person tests on: it is among the targets, and playbooks run on it. */
async function keep(
  services: KeepServices,
  { folder, order }: Bake,
  environment: Environment,
  { expiresAt, instanceId, region }: KeptInstance,
): Promise<void> {
  await noteSession(services.sharedStorageFolder, vscode.env.sessionId);
  const session = { machine: vscode.env.machineId, id: vscode.env.sessionId };
  const tags = tagsOfTestInstance({ expiresAt, owner: ownerName(), session });
  const instance = { bakeId: order.id, instanceId };
  await services.bakes.tagInstance(environment, region, instance, tags, new AbortController().signal);
  const pair = { environment, region, keyName: keyPairNameOf(order.id) };
  await rememberKeyFile(services, pair, keyFileOf(folder));
  services.testInstanceList.refresh().catch((thrown: unknown) => {
    services.log.warn(messageOf(thrown));
  });
}

/**
 * Deletes all that is found of a bake, and its key here.
 * @param services - who deletes
 * @param bake - that has ended
 * @param environment - of the bake
 * @param query - what is looked for
 * @returns what is still there, and why
 * @throws EnvironmentReadError in AWS's words
 */
export async function removeAllOf(
  services: Pick<KeepServices, 'bakes'>,
  { folder, order }: Pick<Bake, 'folder' | 'order'>,
  environment: Environment,
  query: ResourceQuery,
): Promise<readonly ResourceRemoval[]> {
  const never = new AbortController().signal;
  const found = await services.bakes.findResources(environment, order.region, query, never);
  const ids = found.map(({ id }) => id);
  const removals = await services.bakes.removeResources(environment, order.region, query, ids, never);
  await rm(keyFolderOf(folder), { recursive: true, force: true });
  return removals.filter(({ trouble }) => trouble !== undefined);
}

/** The tags of a test instance say whole seconds. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
