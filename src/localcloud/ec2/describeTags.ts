import type { DescribeTagsRequest, DescribeTagsResult, TagDescription } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call, RegionState, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { resourceKinds } from './resourceIds.ts';
import type { ResourceKind } from './resourceKind.ts';

/** EC2 API Reference, DescribeTags, `MaxResults`: between 5 and 1000. */
const bounds = { least: 5, most: 1000 };

/** Tags have no tags; the filters of all calls are shared. */
type FilteredTag = TagDescription & Taggable;

const filterValues: FilterValues<FilteredTag> = {
  key: ({ Key }) => [Key],
  'resource-id': ({ ResourceId }) => [ResourceId],
  'resource-type': ({ ResourceType: type }) => [type],
  value: ({ Value }) => [Value],
};

/** EC2 API Reference, DescribeTags. `tag:<key>` filters by a tag's value, `tag-key` is not a filter of this call. */
export function describeTags(input: DescribeTagsRequest, call: Call): DescribeTagsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  const plain = (input.Filters ?? []).filter(({ Name }) => Name?.startsWith('tag:') !== true);
  const byTag = (input.Filters ?? []).flatMap(({ Name, Values }) =>
    Name?.startsWith('tag:') === true
      ? [
          { Name: 'key', Values: [Name.slice('tag:'.length)] },
          ...(Values === undefined ? [] : [{ Name: 'value', Values }]),
        ]
      : [],
  );
  const matches = matcherOf([...plain, ...byTag], filterValues);
  // In the order of ids, since the prefixes of the kinds are in the order of the alphabet.
  const tags = resourceKinds.flatMap((kind) => tagsOf(state, kind));
  const page = pageOf(tags, positionOfTag, matches, pageRequest(input, call), bounds);
  return { Tags: page.items, NextToken: page.nextToken };
}

function tagsOf(
  state: RegionState,
  { tagged, type }: Pick<ResourceKind<never>, 'tagged' | 'type'>,
): FilteredTag[] {
  return tagged(state).flatMap(({ id, tags }) =>
    tags
      .map(({ Key, Value }) => ({ Key, Value, ResourceId: id, ResourceType: type }))
      .sort((a, b) => (positionOfTag(a) < positionOfTag(b) ? -1 : 1)),
  );
}

function positionOfTag({ ResourceId = '', Key = '' }: TagDescription): string {
  return `${ResourceId} ${Key}`;
}
