import { wildcardMatcher } from '../ec2/wildcards.ts';

/**
 * Whether a call names a resource anywhere in what it asks for: an id, or the name of a parameter. A call that names
 * several is about each of them, as a policy sees it.
 * @param input - what the call asks for
 * @param resource - its name; `*` stands for any characters and `?` for one, as in policies (IAM User Guide, "IAM JSON
 *   policy elements: Resource")
 */
export function namesResource(input: object, resource: string): boolean {
  const isNamed = wildcardMatcher(resource);
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return isNamed(value);
    return typeof value === 'object' && value !== null && Object.values(value).some(holds);
  };
  return holds(input);
}
