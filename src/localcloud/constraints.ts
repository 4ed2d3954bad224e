import { CloudError } from './wire/cloudError.ts';

/** What is wrong with a member of a request. */
export interface Violation {
  /** Of the member: `name`, `parameterFilters.1.member.key`. */
  readonly path: string;
  /** As it is shown; undefined when it must not be. */
  readonly value: string | undefined;
  /** What the member must be, in the words of AWS's own framework. */
  readonly constraint: string;
}

/** A length or a value may be from the one to the other. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * Refuses a request whose members break the constraints of the service's model. The API References give the constraints
 * of each member ("Length Constraints", "Valid Range", "Pattern", "Valid Values").
 * @param code - what the service calls it: `ValidationError` or `ValidationException`
 * @param violations - what was found
 * @throws CloudError that names them all
 */
export function refuseViolations(code: string, violations: readonly (Violation | undefined)[]): void {
  const found = violations.filter((violation) => violation !== undefined).map(wordsOf);
  if (found.length === 0) return;
  const plural = found.length === 1 ? '' : 's';
  throw new CloudError(code, `${found.length} validation error${plural} detected: ${found.join('; ')}`);
}

function wordsOf({ path, value, constraint }: Violation): string {
  return `Value ${value === undefined ? '' : `${value} `}at '${path}' failed to satisfy constraint: ${constraint}`;
}

/**
 * The same for a member that the model calls sensitive: its value is not repeated.
 * @param violation - of the member
 */
export function sensitive(violation: Violation | undefined): Violation | undefined {
  return violation && { ...violation, value: undefined };
}

/**
 * A member that must be there.
 * @param path - of the member
 * @param value - of the request
 */
export function present(path: string, value: unknown): Violation | undefined {
  return value === undefined ? violation(path, undefined, 'Member must not be null') : undefined;
}

/**
 * A text or a list of a certain length; characters are counted as Java counts them.
 * @param path - of the member
 * @param value - of the request; nothing is wrong with one that is not there
 * @param range - of its length
 */
export function ofLength(
  path: string,
  value: string | readonly string[] | undefined,
  range: Range,
): Violation | undefined {
  return within(path, value, value?.length, range, 'length');
}

/**
 * A number of a certain size.
 * @param path - of the member
 * @param value - of the request; nothing is wrong with one that is not there
 * @param range - of the number
 */
export function ofSize(path: string, value: number | undefined, range: Range): Violation | undefined {
  return within(path, value, value, range, 'value');
}

/**
 * A list whose texts have a certain length.
 * @param path - of the list
 * @param values - of the request
 * @param range - of the length of each
 */
export function eachOfLength(
  path: string,
  values: readonly string[] | undefined,
  range: Range,
): Violation | undefined {
  if (values?.every(({ length }) => length >= range.least && length <= range.most) !== false)
    return undefined;
  return violation(
    path,
    values,
    `Member must satisfy constraint: [Member must have length less than or equal to ${range.most}, Member must have length greater than or equal to ${range.least}]`,
  );
}

/**
 * A text of a certain form.
 * @param path - of the member
 * @param value - of the request; nothing is wrong with one that is not there
 * @param pattern - source of the regular expression that the whole text matches
 */
export function ofForm(path: string, value: string | undefined, pattern: string): Violation | undefined {
  if (value === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)) return undefined;
  return violation(path, value, `Member must satisfy regular expression pattern: ${pattern}`);
}

/**
 * One of the values that there are.
 * @param path - of the member
 * @param value - of the request; nothing is wrong with one that is not there
 * @param values - that there are
 */
export function oneOf(
  path: string,
  value: string | undefined,
  values: readonly string[],
): Violation | undefined {
  if (value === undefined || values.includes(value)) return undefined;
  return violation(path, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

function within(
  path: string,
  value: string | number | readonly string[] | undefined,
  measure: number | undefined,
  { least, most }: Range,
  what: string,
): Violation | undefined {
  if (measure === undefined || (measure >= least && measure <= most)) return undefined;
  const expectation = measure < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  return violation(path, value, `Member must have ${what} ${expectation}`);
}

function violation(
  path: string,
  value: string | number | readonly string[] | undefined,
  constraint: string,
): Violation {
  const shown = typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
  return { path, value: value === undefined ? 'null' : `'${shown}'`, constraint };
}
