import type { Filter } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Taggable } from '../world.ts';
import { wildcardMatcher } from './wildcards.ts';

/** The values that a resource has under each filter's name. */
export type FilterValues<T> = Readonly<Record<string, (resource: T) => readonly (string | undefined)[]>>;

/** EC2 User Guide, "List and filter your resources": at most 200 values in one request. */
const mostFilterValues = 200;

/**
 * Whether a resource passes all filters of a request: every filter must match, by any of its values, which
 * may hold wildcards (EC2 User Guide, "List and filter your resources").
 * @param filters - of the request
 * @param values - what the call can filter by, besides `tag:<key>` and `tag-key`
 * @param unimplemented - filters that the call has in EC2 and not here
 * @throws CloudError `InvalidParameterValue` for a filter that does not exist, `UnsupportedOperation` for one that is not
 * implemented, `FilterLimitExceeded`
 */
export function matcherOf<T extends Taggable>(
  filters: readonly Filter[] | undefined,
  values: FilterValues<T>,
  unimplemented: readonly string[] = [],
): (resource: T) => boolean {
  if (filters === undefined || filters.length === 0) return () => true;
  const count = filters.reduce((sum, filter) => sum + (filter.Values?.length ?? 0), 0);
  if (count > mostFilterValues) {
    throw new CloudError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${mostFilterValues}`,
    );
  }
  const matchers = filters.map((filter) => {
    const valuesOf = valuesFor(filter.Name ?? 'null', values, unimplemented);
    const patterns = (filter.Values ?? []).map(wildcardMatcher);
    return (resource: T): boolean =>
      valuesOf(resource).some((value) => value !== undefined && patterns.some((isMatch) => isMatch(value)));
  });
  return (resource) => matchers.every((matches) => matches(resource));
}

function valuesFor<T extends Taggable>(
  name: string,
  values: FilterValues<T>,
  unimplemented: readonly string[],
): (resource: T) => readonly (string | undefined)[] {
  const known = Object.hasOwn(values, name) ? values[name] : undefined;
  if (known !== undefined) return known;
  if (name === 'tag-key') return ({ Tags }) => (Tags ?? []).map(({ Key }) => Key);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ Tags }) => (Tags ?? []).filter((tag) => tag.Key === key).map(({ Value }) => Value ?? '');
  }
  if (unimplemented.includes(name)) {
    throw new CloudError(
      'UnsupportedOperation',
      `The local cloud does not implement the filter '${name}' yet.`,
    );
  }
  throw new CloudError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/**
 * What a filter compares of a flag or a number.
 * @param value - of a resource
 */
export function textOf(value: boolean | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
