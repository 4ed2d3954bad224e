import type { ResourceType, Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import { checkTags } from './taggedResources.ts';

/** Tags for the resources of one kind that a call makes. */
interface TagSpecification {
  readonly ResourceType?: ResourceType | undefined;
  readonly Tags?: readonly Tag[] | undefined;
}

/**
 * The tags that a request gives to what it makes. The request is checked as a whole, so that a wrong tag stops the call
 * before anything is made.
 * @param specifications - `TagSpecifications` of the request
 * @param allowed - kinds of resources that the call can tag
 * @returns a function that gives the tags for one kind; undefined when there are none
 * @throws CloudError `InvalidParameterValue`, `TagLimitExceeded`
 */
export function tagsToCreate<Kind extends ResourceType>(
  specifications: readonly TagSpecification[] | undefined,
  allowed: readonly Kind[],
): (kind: Kind) => Tag[] | undefined {
  const kinds: readonly ResourceType[] = allowed;
  for (const { ResourceType: kind, Tags = [] } of specifications ?? []) {
    if (kind === undefined || !kinds.includes(kind)) {
      throw new CloudError(
        'InvalidParameterValue',
        `'${kind ?? 'null'}' is not a valid taggable resource type for this operation.`,
      );
    }
    checkTags(Tags);
  }
  return (kind) => {
    const tags = (specifications ?? [])
      .filter((each) => each.ResourceType === kind)
      .flatMap(({ Tags }) => Tags ?? []);
    return tags.length === 0 ? undefined : tags.map(({ Key, Value }) => ({ Key, Value: Value ?? '' }));
  };
}
