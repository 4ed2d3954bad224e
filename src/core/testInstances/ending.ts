import { hasEnded, type TestInstance } from './testInstance.ts';
import { readTestInstanceTags, type TestInstanceTags } from './testInstanceTags.ts';

/** Who asks what may be ended. */
export interface Asker {
  /** The name that they launch under. */
  readonly owner: string;
  /** The machine that they are at. */
  readonly machine: string;
  /** The sessions of this machine that still are there. */
  readonly liveSessions: ReadonlySet<string>;
}

/**
 * Why nobody needs a test instance any more. `expired`: it should have ended by itself. `session-gone`: the session that
 * launched it is over.
 */
export type OrphanReason = 'expired' | 'session-gone';

/**
 * Whether a test instance has been left behind, and why. Past its expiry it has, whoever launched it. Before that only
 * when the asker launched it, on this machine, in a session that is over: of other machines nobody here knows which
 * sessions are there, and what somebody else does with theirs is their own affair.
 * @param instance - one of ours
 * @param asker - who asks
 * @param now - milliseconds since 1970
 * @returns undefined when it is no orphan
 */
export function orphanReason(
  instance: Pick<TestInstance, 'state' | 'tags'>,
  { liveSessions, machine, owner }: Asker,
  now: number,
): OrphanReason | undefined {
  if (hasEnded(instance)) return undefined;
  const { expiresAt, owner: launchedBy, session } = instance.tags;
  if (now >= expiresAt) return 'expired';
  const isOfHere = launchedBy === owner && session.machine === machine;
  return isOfHere && !liveSessions.has(session.id) ? 'session-gone' : undefined;
}

/**
 * Why an instance must not be ended. `not-ours`: its tags are not those of a test instance. `of-another-owner`: somebody
 * else launched it, and it has not expired yet.
 */
export type EndRefusal = 'not-ours' | 'of-another-owner';

/**
 * Whether an instance may be ended, judged by its tags as they are right before that and by nothing else.
 * @param tags - of the instance, just read
 * @param owner - who wants to end it
 * @param now - milliseconds since 1970
 * @returns what the tags say, or why not
 */
export function mayBeEnded(
  tags: ReadonlyMap<string, string>,
  owner: string,
  now: number,
): { readonly tags: TestInstanceTags } | { readonly refusal: EndRefusal } {
  const ours = readTestInstanceTags(tags);
  if (ours === undefined) return { refusal: 'not-ours' };
  return ours.owner === owner || now >= ours.expiresAt ? { tags: ours } : { refusal: 'of-another-owner' };
}
