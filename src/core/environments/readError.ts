import * as l10n from '@vscode/l10n';
import type { Environment } from './environment.ts';

const readErrorReasons = [
  'no-credentials',
  'expired-credentials',
  'invalid-credentials',
  'wrong-account',
  'access-denied',
  'not-found',
  'throttled',
  'unreachable',
  'no-region',
  'restricted',
  'other',
] as const;

/**
 * Why an environment could not be read, or something in it not changed, as far as it decides what a person does next.
 * `not-found`: something that the call names is not there. `restricted`: it needs what Restricted Mode forbids.
 */
export type ReadErrorReason = (typeof readErrorReasons)[number];

/** An environment, or one region of it, could not be read or changed. The message is AWS's own. */
export class EnvironmentReadError extends Error {
  override readonly name = 'EnvironmentReadError';
  readonly reason: ReadErrorReason;

  /**
   * Says why a call failed.
   * @param reason - the kind of trouble
   * @param message - AWS's own words, already free of secrets
   * @param options - what was thrown underneath
   */
  constructor(reason: ReadErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * The kind of trouble behind what was thrown.
 * Judged by its shape: src/aws is loaded as a bundle of its own, whose errors are of that bundle's class.
 * @param thrown - anything a read threw
 * @returns `other` for whatever is not an {@link EnvironmentReadError}
 */
export function reasonOf(thrown: unknown): ReadErrorReason {
  if (!(thrown instanceof Error) || thrown.name !== 'EnvironmentReadError' || !('reason' in thrown))
    return 'other';
  return readErrorReasons.find((reason) => reason === thrown.reason) ?? 'other';
}

/**
 * Whether signing in again can mend what was thrown.
 * @param thrown - anything a read threw
 */
export function isCredentialTrouble(thrown: unknown): boolean {
  return ['no-credentials', 'expired-credentials', 'invalid-credentials'].includes(reasonOf(thrown));
}

/**
 * The error for credentials that belong to another account than the environment names. Both accounts are said.
 * @param environment - which environment
 * @param account - whose credentials they are
 */
export function wrongAccount(
  environment: Environment & { readonly accountId: string },
  account: string,
): EnvironmentReadError {
  return new EnvironmentReadError(
    'wrong-account',
    l10n.t(
      'The credentials of {0} belong to account {1}, but it must be account {2}.',
      environment.name,
      account,
      environment.accountId,
    ),
  );
}

/**
 * The error for an environment that names no region to read.
 * @param environment - which environment
 */
export function noRegion({ name }: Environment): EnvironmentReadError {
  return new EnvironmentReadError('no-region', l10n.t('{0} names no region.', name));
}
