import type { CreateTagsRequest, Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { checkTag, resourcesToTag } from './taggedResources.ts';

/** EC2 User Guide, "Tag restrictions": tags of one resource. */
const mostTags = 50;

/** EC2 API Reference, CreateTags: a tag with the same key is overwritten. Everything is checked before the first change. */
export function createTags(input: CreateTagsRequest, { state }: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const tags = input.Tags ?? [];
  if (tags.length === 0) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter tagSet');
  }
  const keys = tags.map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) {
    throw new CloudError('InvalidParameterValue', 'Duplicate tag keys specified.');
  }
  tags.forEach(checkTag);
  const resources = resourcesToTag(state, input.Resources);
  const changed = resources.map((resource) => ({ resource, tagsAfter: withTags(resource, tags) }));
  for (const { resource, tagsAfter } of changed) resource.Tags = tagsAfter;
  return {};
}

function withTags({ Tags = [] }: Taggable, added: readonly Tag[]): Tag[] {
  const values = new Map(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  for (const { Key, Value } of added) values.set(Key ?? '', Value ?? '');
  // Keys of AWS itself do not count (EC2 User Guide, "Tag restrictions").
  const counted = [...values.keys()].filter((key) => !key.startsWith('aws:'));
  if (counted.length > mostTags) {
    throw new CloudError(
      'TagLimitExceeded',
      `The maximum number of tags for a resource has been reached: ${mostTags}`,
    );
  }
  return [...values].map(([Key, Value]) => ({ Key, Value }));
}
