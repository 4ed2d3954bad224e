import type {
  AutoScalingGroup,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  Filter,
  TagDescription,
} from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';
import { membersOf } from './groupInstances.ts';
import { groupName } from './groups.ts';
import { hasName, recordPage } from './namedPages.ts';
import { validationError } from './validation.ts';

/**
 * Auto Scaling API Reference, DescribeAutoScalingGroups. No group of this world is managed by a service of AWS, so
 * `IncludeManagedResources` makes no difference.
 */
export function describeAutoScalingGroups(
  input: AutoScalingGroupNamesType,
  call: Call,
): AutoScalingGroupsType {
  const { state } = call;
  const { AutoScalingGroupNames: names, Filters = [], IncludeInstances } = input;
  // "By default, you can only specify up to 50 names. You can optionally increase this limit using MaxRecords."
  const isNamed = hasName({ path: 'autoScalingGroupNames', names, most: input.MaxRecords ?? 50 });
  const matchers = Filters.map(matcherOf);
  const isWanted = (group: AutoScalingGroup): boolean =>
    isNamed(groupName(group)) && matchers.every((matches) => matches(group.Tags ?? []));
  const page = recordPage(state.autoScalingGroups, groupName, isWanted, input, call);
  return {
    AutoScalingGroups: page.items.map((group) => ({
      ...group,
      Instances: IncludeInstances === false ? undefined : membersOf(group, state),
    })),
    NextToken: page.nextToken,
  };
}

/** Auto Scaling API Reference, Filter: any of the values, in the same case. */
function matcherOf({ Name = '', Values = [] }: Filter): (tags: readonly TagDescription[]) => boolean {
  const isValue = (text: string | undefined): boolean => Values.includes(text ?? '');
  if (Name === 'tag-key') return (tags) => tags.some(({ Key }) => isValue(Key));
  if (Name === 'tag-value') return (tags) => tags.some(({ Value }) => isValue(Value));
  if (Name.startsWith('tag:')) {
    return (tags) => tags.some(({ Key, Value }) => `tag:${Key ?? ''}` === Name && isValue(Value));
  }
  throw validationError(
    `Filter type ${Name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`,
  );
}
