import type { Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState, Taggable } from '../world.ts';
import { isWellFormed, resourceKinds } from './resourceIds.ts';

/** EC2 API Reference, CreateTags and DeleteTags: up to 1000 resources in one request. */
const mostResources = 1000;

/** EC2 User Guide, "Tag restrictions": tags of one resource. */
const mostTags = 50;

/**
 * The resources whose tags a request changes. All of them must be there before one is changed.
 * @param state - the region
 * @param ids - ids of the request
 * @throws CloudError `MissingParameter`, `InvalidID`, or the kind's own error for an id that is not there
 */
export function resourcesToTag(state: RegionState, ids: readonly string[] | undefined): Taggable[] {
  if (ids === undefined || ids.length === 0) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter resourceIdSet');
  }
  if (ids.length > mostResources) {
    throw new CloudError(
      'InvalidParameterValue',
      `The maximum number of resources in one request is ${mostResources}`,
    );
  }
  return [...new Set(ids)].map((id) => resourceToTag(state, id));
}

function resourceToTag(state: RegionState, id: string): Taggable {
  const kind = resourceKinds.find(({ prefix }) => id.startsWith(prefix));
  if (kind === undefined) throw new CloudError('InvalidID', `The ID '${id}' is not valid`);
  if (!isWellFormed(id, kind)) throw kind.malformed(id);
  const found = kind.find(state, id);
  if (found === undefined) throw kind.notFound([id]);
  return found;
}

/**
 * Refuses tags that EC2 would refuse as the tags of one request.
 * @param tags - of the request
 * @throws CloudError `InvalidParameterValue`, `TagLimitExceeded`
 */
export function checkTags(tags: readonly Tag[]): void {
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new CloudError('InvalidParameterValue', 'Duplicate tag keys specified.');
  }
  tags.forEach(checkTag);
  checkTagCount(tags.map(({ Key = '' }) => Key));
}

/**
 * Refuses more tags than a resource can have; keys of AWS itself do not count (EC2 User Guide, "Tag restrictions").
 * @param keys - that the resource would have
 * @throws CloudError `TagLimitExceeded`
 */
export function checkTagCount(keys: readonly string[]): void {
  if (keys.filter((key) => !key.startsWith('aws:')).length <= mostTags) return;
  throw new CloudError(
    'TagLimitExceeded',
    `The maximum number of tags for a resource has been reached: ${mostTags}`,
  );
}

/** EC2 User Guide, "Tag restrictions": key of 1 to 128 characters, value of up to 256, no key in the `aws:` namespace. */
function checkTag({ Key, Value }: Tag): void {
  const key = Key ?? '';
  if (key === '') throw new CloudError('InvalidParameterValue', 'Tag key cannot be empty.');
  if (key.toLowerCase().startsWith('aws:')) {
    throw new CloudError(
      'InvalidParameterValue',
      "Tag keys starting with 'aws:' are reserved for internal use",
    );
  }
  if (lengthOf(key) > 128) {
    throw new CloudError('InvalidParameterValue', 'Tag key exceeds the maximum length of 128 characters');
  }
  if (lengthOf(Value ?? '') > 256) {
    throw new CloudError('InvalidParameterValue', 'Tag value exceeds the maximum length of 256 characters');
  }
}

/** Unicode characters, of which an emoji may have several. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
