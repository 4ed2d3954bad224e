import { isoTime, parseTimestamp } from '../time/age.ts';
import { problemOfValue } from '../tags/tagRules.ts';
import type { Tag } from '../tags/tagWriter.ts';

/** What every tag of ours on a test instance begins with. */
const prefix = 'ami-bakery:';

/** The keys of the tags that make an instance, its volumes and its security group ours. */
export const testInstanceKeys = {
  /** Always {@link testInstancePurpose}. */
  purpose: `${prefix}purpose`,
  /** Who launched it. */
  owner: `${prefix}owner`,
  /** When it ends at the latest: `2026-11-26T14:00:00Z`. */
  expires: `${prefix}expires`,
  /** The session that launched it: `<machine>/<session>`. */
  session: `${prefix}session`,
} as const;

/** The value of the tag that says what an instance is for. */
export const testInstancePurpose = 'test-instance';

/** Where VS Code ran when an instance was launched. */
export interface LaunchSession {
  /** Stands for the machine, and says nothing of it: `vscode.env.machineId` for instance. Without a slash. */
  readonly machine: string;
  /** One window from its start to its end. Without a slash. */
  readonly id: string;
}

/** What the tags of a test instance say. */
export interface TestInstanceTags {
  readonly owner: string;
  /** Milliseconds since 1970, a whole second. */
  readonly expiresAt: number;
  readonly session: LaunchSession;
}

/** A part of the tag of a session. */
const sessionPart = /^[\w.:@=+-]{1,100}$/u;

/**
 * The tags of a test instance.
 * @param facts - what they say
 * @throws RangeError for an owner or a session that cannot be a tag's value (EC2 User Guide, "Tag restrictions"), or an
 *   expiry that is no whole second
 */
export function tagsOfTestInstance({ expiresAt, owner, session }: TestInstanceTags): readonly Tag[] {
  const problem = owner.trim() === '' ? 'empty' : problemOfValue(owner);
  if (problem !== undefined) throw new RangeError(`The owner of a test instance: ${problem}`);
  if (!sessionPart.test(session.machine) || !sessionPart.test(session.id)) {
    throw new RangeError('The session of a test instance is no name.');
  }
  const expires = isoTime(expiresAt);
  if (expires === undefined || expiresAt % 1000 !== 0) {
    throw new RangeError('A test instance ends at a whole second.');
  }
  return [
    { key: testInstanceKeys.purpose, value: testInstancePurpose },
    { key: testInstanceKeys.owner, value: owner },
    { key: testInstanceKeys.expires, value: expires.replace('.000Z', 'Z') },
    { key: testInstanceKeys.session, value: `${session.machine}/${session.id}` },
  ];
}

/**
 * What the tags of an instance say, if they are those of a test instance of ours: all of them, and none that cannot be
 * read. Whoever changes one of them takes the instance out of our hands.
 * @param tags - of any instance
 */
export function readTestInstanceTags(tags: ReadonlyMap<string, string>): TestInstanceTags | undefined {
  const owner = tags.get(testInstanceKeys.owner) ?? '';
  const [machine = '', id = '', ...more] = (tags.get(testInstanceKeys.session) ?? '').split('/');
  const expires = tags.get(testInstanceKeys.expires) ?? '';
  const expiresAt = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(expires) ? parseTimestamp(expires) : undefined;
  const isOurs =
    tags.get(testInstanceKeys.purpose) === testInstancePurpose &&
    owner.trim() !== '' &&
    sessionPart.test(machine) &&
    sessionPart.test(id) &&
    more.length === 0;
  return isOurs && expiresAt !== undefined ? { owner, expiresAt, session: { machine, id } } : undefined;
}
