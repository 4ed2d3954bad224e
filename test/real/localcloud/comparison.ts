/** A place where two answers differ. */
export interface Difference {
  /** The question, then members and items on the way: `own images / Images / registered / State`. */
  readonly at: string;
  readonly ours: Value;
  readonly motos: Value;
}

/** What is at one place of an answer; of a structure only that it is there. */
export type Value = string | number | boolean;

/** There is nothing. */
export const nothing = '(nothing)';

/** There is something with members of its own, and nothing in the other answer. */
export const structure = '(a structure)';

/** An answer in which only what both clouds must agree on is left. */
export type Comparable = Value | { readonly [name: string]: Comparable };

/** Members that together tell the items of a list apart; the first that an item has count. */
const identities: readonly (readonly string[])[] = [
  ['ResourceId', 'Key'],
  ['InstanceId'],
  ['VpcId', 'CidrBlock', 'IsDefault'],
  ['AssociationId'],
  ['AvailabilityZone'],
  ['GroupId'],
  ['KeyName'],
  ['Name', 'Status'],
  ['AutoScalingGroupName'],
  ['LaunchConfigurationName'],
  ['ImageId'],
  ['SnapshotId'],
  ['LaunchTemplateName', 'VersionNumber'],
  ['LaunchTemplateName'],
  ['Name', 'Version'],
  ['DeviceName'],
  ['RegionName'],
  ['ResourceType'],
  ['InstanceType'],
  ['UserId'],
  ['Key'],
];

/** What differs from one cloud to another without saying anything, and what stands for it. */
const incidental: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)$/gu, 'a time'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gu, 'a UUID'],
  [/\b([a-z]+)-[0-9a-f]{8}(?:[0-9a-f]{9})?\b/gu, 'some $1'],
];

/**
 * An answer without what is incidental: ids become the names that they were given; times and other ids only say that
 * they are there. Lists have no order and are keyed by what tells their items apart; an empty one is as good as none.
 * @param answer - as the SDK gives it
 * @param names - what ids are called
 * @returns undefined when nothing is left
 * @throws Error when items of a list cannot be told apart
 */
export function comparable(answer: unknown, names: ReadonlyMap<string, string>): Comparable | undefined {
  if (answer instanceof Date) return 'a time';
  if (typeof answer === 'string') return plain(answer, names);
  if (typeof answer === 'number' || typeof answer === 'boolean') return answer;
  if (typeof answer !== 'object' || answer === null) return undefined;
  const entries = Array.isArray(answer) ? keyed(answer, names) : Object.entries(answer);
  const kept = entries.flatMap(([name, value]): [string, Comparable][] => {
    const left = name === '$metadata' ? undefined : comparable(value, names);
    return left === undefined ? [] : [[name, left]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function plain(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [id, name] of names) result = result.replaceAll(id, name);
  for (const [pattern, replacement] of incidental) result = result.replaceAll(pattern, replacement);
  return result;
}

function keyed(items: readonly unknown[], names: ReadonlyMap<string, string>): [string, unknown][] {
  const entries = items.map((item): [string, unknown] => [plain(identityOf(item), names), item]);
  const keys = entries.map(([key]) => key);
  if (new Set(keys).size === keys.length) return entries;
  throw new Error(`These items cannot be told apart: ${keys.join(', ')}`);
}

function identityOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const members = new Map<string, unknown>(Object.entries(item));
  const identity = identities.find((names) => names.every((name) => members.get(name) !== undefined));
  if (identity === undefined) throw new Error(`Nothing tells this apart: ${JSON.stringify(item)}`);
  return identity.map((name) => String(members.get(name))).join(' ');
}

/**
 * Where two answers differ.
 * @param at - what was asked
 * @param ours - what the local cloud answers
 * @param motos - what moto answers
 */
export function differences(
  at: string,
  ours: Comparable | undefined,
  motos: Comparable | undefined,
): Difference[] {
  if (typeof ours === 'object' && typeof motos === 'object') {
    const names = [...new Set([...Object.keys(ours), ...Object.keys(motos)])].sort();
    return names.flatMap((name) => differences(`${at} / ${name}`, ours[name], motos[name]));
  }
  return ours === motos ? [] : [{ at, ours: valueOf(ours), motos: valueOf(motos) }];
}

function valueOf(answer: Comparable | undefined): Value {
  return typeof answer === 'object' ? structure : (answer ?? nothing);
}

/**
 * Whether a difference is one that is known.
 * @param known - where and how; `*` stands for any text that has no ` / ` in it
 * @param found - what was found
 */
export function isSame(known: Difference, found: Difference): boolean {
  return matches(known.at, found.at) && matches(known.ours, found.ours) && matches(known.motos, found.motos);
}

function matches(known: Value, found: Value): boolean {
  if (typeof known !== 'string' || typeof found !== 'string') return known === found;
  const steps = known.split(' / ');
  const others = found.split(' / ');
  return steps.length === others.length && steps.every((step, index) => matchesStep(step, others[index]));
}

function matchesStep(known: string, found = ''): boolean {
  const [start = '', end] = known.split('*');
  return end === undefined ? known === found : found.startsWith(start) && found.endsWith(end);
}
