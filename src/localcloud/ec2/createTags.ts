import type { CreateTagsRequest, Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { checkTagCount, checkTags, resourcesToTag } from './taggedResources.ts';

/** EC2 API Reference, CreateTags: a tag with the same key is overwritten. Everything is checked before the first change. */
export function createTags(input: CreateTagsRequest, { state }: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const tags = input.Tags ?? [];
  if (tags.length === 0) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter tagSet');
  }
  checkTags(tags);
  const resources = resourcesToTag(state, input.Resources);
  const changed = resources.map((resource) => ({ resource, tagsAfter: withTags(resource, tags) }));
  for (const { resource, tagsAfter } of changed) resource.Tags = tagsAfter;
  return {};
}

function withTags({ Tags = [] }: Taggable, added: readonly Tag[]): Tag[] {
  const values = new Map(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  for (const { Key, Value } of added) values.set(Key ?? '', Value ?? '');
  checkTagCount([...values.keys()]);
  return [...values].map(([Key, Value]) => ({ Key, Value }));
}
