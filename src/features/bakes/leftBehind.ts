import * as vscode from 'vscode';
import type { BakeOrder, BakeResult } from '../../core/bakes/bake.ts';
import type { BakeResource, ResourceQuery, ResourceRemoval } from '../../core/bakes/bakeGateway.ts';
import type { BakeRecord } from '../../core/bakes/bakeRecord.ts';
import { keyPairNameOf } from '../../core/bakes/keptInstance.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { type Failure, messageOf } from '../../core/outcome/failure.ts';
import type { Services } from '../../host/services.ts';

type LookServices = Pick<Services, 'bakes' | 'environments'>;

/** Something that a bake has left in AWS. */
export type LeftResource = NonNullable<BakeResult['left']>[number];

/** What a bake has left in AWS, or has kept there, or why nobody knows. */
export type LeftInAws = Pick<BakeResult, 'left' | 'lookTrouble' | 'kept'>;

/**
 * How what a bake has made in AWS is found again: by its id, and by what Packer has said that it made.
 * @param order - of the bake
 * @param record - what it has done
 */
export function queryFor({ id, keepsInstance }: BakeOrder, { builds }: BakeRecord): ResourceQuery {
  // Packer does not say the name of a key pair that it has not made.
  const ours = keepsInstance === true ? [{ keyPairName: keyPairNameOf(id) }] : [];
  return {
    bakeId: id,
    temporary: [...builds.map(({ temporary }) => temporary), ...ours],
    brokenOff: builds.flatMap(({ images, temporary }) =>
      images.length > 0 || temporary.instanceId === undefined ? [] : [temporary.instanceId],
    ),
  };
}

/**
 * The environment that a bake was made in.
 * @param services - which environments there are
 * @param order - of the bake
 * @returns undefined where this window does not have it
 */
export async function environmentOf(
  { environments }: Pick<LookServices, 'environments'>,
  { environment }: BakeOrder,
): Promise<Environment | undefined> {
  await environments.start();
  return environments.choice.environments.find(({ id }) => id === environment.id);
}

/**
 * Looks what a bake that did not end well has left behind in AWS.
 * @param services - who looks
 * @param order - of the bake
 * @param record - what it has done
 */
export async function lookForLeft(
  services: LookServices,
  order: BakeOrder,
  record: BakeRecord,
): Promise<LeftInAws> {
  if (!order.builds.some(({ type }) => type.startsWith('amazon-'))) return { left: [] };
  const environment = await environmentOf(services, order);
  if (environment === undefined) {
    return {
      lookTrouble: vscode.l10n.t(
        'This window has no environment {0}, so nobody could look what is left in AWS.',
        order.environment.name,
      ),
    };
  }
  try {
    const signal = new AbortController().signal;
    const found = await services.bakes.findResources(
      environment,
      order.region,
      queryFor(order, record),
      signal,
    );
    return {
      left: found.map(asLeft),
    };
  } catch (thrown) {
    return { lookTrouble: messageOf(thrown) };
  }
}

/**
 * Something in AWS as it is kept beside a bake.
 * @param resource - as it was found
 */
export function asLeft({ bakeId, id, kind, region, state }: BakeResource): LeftResource {
  return {
    kind,
    id,
    region,
    ...(bakeId === undefined ? {} : { bakeId }),
    ...(state === undefined ? {} : { state }),
  };
}

/**
 * What is still there although it was to be deleted, in the words of AWS.
 * @param stays - at least one
 */
export function stillThere(stays: readonly ResourceRemoval[]): Failure {
  return {
    title: vscode.l10n.t('Something is still there'),
    message: stays.map(({ resource, trouble }) => `${resource.id}: ${trouble ?? ''}`).join('\n'),
    cause: undefined,
    nextSteps: [],
  };
}
