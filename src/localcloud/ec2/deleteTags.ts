import type { DeleteTagsRequest, Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { resourcesToTag } from './taggedResources.ts';

/**
 * EC2 API Reference, DeleteTags: a tag without a value is removed whatever its value; with a value, also an empty one,
 * only when it has that value; no tags at all removes every tag but those of AWS itself.
 */
export function deleteTags(input: DeleteTagsRequest, { state }: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const unwanted = input.Tags;
  const reserved = unwanted?.find(({ Key }) => Key?.startsWith('aws:') === true);
  if (reserved !== undefined) {
    throw new CloudError(
      'InvalidParameterValue',
      "Tag keys starting with 'aws:' are reserved for internal use",
    );
  }
  for (const resource of resourcesToTag(state, input.Resources)) {
    resource.Tags = (resource.Tags ?? []).filter((tag) => !isUnwanted(tag, unwanted));
  }
  return {};
}

function isUnwanted(tag: Tag, unwanted: readonly Tag[] | undefined): boolean {
  if (tag.Key?.startsWith('aws:') === true) return false;
  if (unwanted === undefined || unwanted.length === 0) return true;
  return unwanted.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value));
}
