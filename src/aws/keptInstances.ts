import {
  CreateImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  ImportKeyPairCommand,
  StopInstancesCommand,
  waitUntilImageAvailable,
  waitUntilInstanceStopped,
} from '@aws-sdk/client-ec2';
import * as l10n from '@vscode/l10n';
import {
  type BakeInstance,
  bakePurpose,
  bakeTagKeys,
  type ImportedKey,
  type KeptImageRequest,
} from '../core/bakes/bakeGateway.ts';
import { EnvironmentReadError } from '../core/environments/readError.ts';
import type { Tag } from '../core/tags/tagWriter.ts';

/** How long an instance may take to stop and an image to be made, in seconds. Packer waits half an hour for either (1.6.6). */
const longest = 1800;
const waiting = { maxWaitTime: longest, minDelay: 2, maxDelay: 15 };

/**
 * Makes the key pair of a bake.
 * @param ec2 - signs and sends
 * @param key - its public half
 * @param signal - stops it
 */
export async function importKey(
  ec2: EC2Client,
  { bakeId, name, publicKey }: ImportedKey,
  signal: AbortSignal,
): Promise<void> {
  const tags = [
    { Key: bakeTagKeys.purpose, Value: bakePurpose },
    { Key: bakeTagKeys.bake, Value: bakeId },
  ];
  const request = new ImportKeyPairCommand({
    KeyName: name,
    PublicKeyMaterial: new TextEncoder().encode(publicKey),
    TagSpecifications: [{ ResourceType: 'key-pair', Tags: tags }],
  });
  await ec2.send(request, { abortSignal: signal });
}

/**
 * The tags of an instance of a bake.
 * @param ec2 - signs and sends
 * @param instance - which
 * @param signal - stops the reading
 * @throws EnvironmentReadError `not-found` where it is not there, or not of this bake by its tags
 */
export async function readInstanceTags(
  ec2: EC2Client,
  { bakeId, instanceId }: BakeInstance,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const request = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
  const { Reservations = [] } = await ec2.send(request, { abortSignal: signal });
  const [found] = Reservations.flatMap(({ Instances = [] }) => Instances);
  const tags = new Map((found?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const isGone = found?.State?.Name === 'terminated' || found?.State?.Name === 'shutting-down';
  if (isGone || tags.get(bakeTagKeys.bake) !== bakeId) {
    throw new EnvironmentReadError(
      'not-found',
      isGone
        ? l10n.t('{0} has ended.', instanceId)
        : l10n.t('The tags of {0} do not say that it is of this bake.', instanceId),
    );
  }
  return tags;
}

/**
 * Gives an instance of a bake more tags.
 * @param ec2 - signs and sends
 * @param instance - which
 * @param tags - to give
 * @param signal - stops it before it is sent
 * @throws EnvironmentReadError `not-found` as {@link readInstanceTags}
 */
export async function tagInstance(
  ec2: EC2Client,
  instance: BakeInstance,
  tags: readonly Tag[],
  signal: AbortSignal,
): Promise<void> {
  await readInstanceTags(ec2, instance, signal);
  signal.throwIfAborted();
  await ec2.send(new CreateTagsCommand({ Resources: [instance.instanceId], Tags: toEc2(tags) }));
}

/**
 * Stops an instance of a bake and makes an image of it, as Packer does (step_stop_ebs_instance.go, step_create_ami.go, 1.6.6).
 * @param ec2 - signs and sends
 * @param request - of which
 * @param signal - stops it before the image is begun
 * @returns id of the image
 * @throws EnvironmentReadError `not-found` as {@link readInstanceTags}
 */
export async function makeImage(
  ec2: EC2Client,
  request: KeptImageRequest,
  signal: AbortSignal,
): Promise<string> {
  const { description, instanceId, name, tags } = request;
  await readInstanceTags(ec2, request, signal);
  const ids = { InstanceIds: [instanceId] };
  await ec2.send(new StopInstancesCommand(ids), { abortSignal: signal });
  await inWords(waitUntilInstanceStopped({ client: ec2, abortSignal: signal, ...waiting }, ids), signal, () =>
    Promise.resolve(l10n.t('{0} does not stop.', instanceId)),
  );
  const { ImageId: imageId = '' } = await ec2.send(
    new CreateImageCommand({
      InstanceId: instanceId,
      Name: name,
      Description: description,
      ...(tags.length === 0
        ? {}
        : {
            TagSpecifications: [
              { ResourceType: 'image', Tags: toEc2(tags) },
              { ResourceType: 'snapshot', Tags: toEc2(tags) },
            ],
          }),
    }),
  );
  // Whoever stopped waiting now would not know of it.
  await inWords(
    waitUntilImageAvailable({ client: ec2, ...waiting }, { ImageIds: [imageId] }),
    new AbortController().signal,
    () => stateOfImage(ec2, imageId),
  );
  return imageId;
}

async function stateOfImage(ec2: EC2Client, imageId: string): Promise<string> {
  const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  const reason = image?.StateReason?.Message ?? '';
  return l10n.t('The image {0} is {1}. {2}', imageId, image?.State ?? 'unknown', reason).trim();
}

/** What a waiter of the SDK throws has the whole of the last answer as its words. */
async function inWords(
  ended: Promise<unknown>,
  signal: AbortSignal,
  words: () => Promise<string>,
): Promise<void> {
  try {
    await ended;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw new EnvironmentReadError('other', await words(), { cause: thrown });
  }
}

function toEc2(tags: readonly Tag[]): { Key: string; Value: string }[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}
