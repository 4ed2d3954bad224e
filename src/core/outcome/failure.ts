import * as l10n from '@vscode/l10n';
/**
 * One thing a person can do about a failure, as a button offers it.
 * Core knows commands by id only; src/host/contributedIds.ts is where an id is checked to exist.
 */
export interface NextStep {
  /** Text of the button, translated: "Sign In", "Open ami-bakery.json". */
  readonly title: string;
  /** Id of the command that does it. */
  readonly command: string;
  readonly arguments: readonly unknown[];
}

/** What went wrong, in the words of the tool or service that refused, and what to do about it. */
export interface Failure {
  /** What could not be done, in our words, short enough for one row of a tree: "Credentials of dev expired". */
  readonly title: string;
  /** The tool's or AWS's own words; plain text, never markdown. */
  readonly message: string;
  /** What was thrown; it goes to the log with its own causes, never to the screen. */
  readonly cause: unknown;
  /** Most useful first; may be empty. */
  readonly nextSteps: readonly NextStep[];
}

/**
 * The message of anything that was thrown.
 * @param thrown - an Error, or whatever else a library may throw
 */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  return typeof thrown === 'string' ? thrown : l10n.t('Unknown error');
}

/**
 * Every message down the chain of causes, outermost first, for the log.
 * @param thrown - an Error, or whatever else a library may throw
 */
export function causeChain(thrown: unknown): string[] {
  const chain: string[] = [];
  const seen = new Set<unknown>();
  for (
    let current = thrown;
    current !== undefined && !seen.has(current);
    current = current instanceof Error ? current.cause : undefined
  ) {
    seen.add(current);
    chain.push(current instanceof Error ? `${current.name}: ${current.message}` : messageOf(current));
  }
  return chain;
}
