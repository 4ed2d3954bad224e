/** Why an environment could not be read, as far as it decides what a person does next. */
export type ReadErrorReason =
  | 'no-credentials'
  | 'expired-credentials'
  | 'invalid-credentials'
  | 'wrong-account'
  | 'access-denied'
  | 'throttled'
  | 'unreachable'
  | 'no-region'
  | 'other';

/** An environment, or one region of it, could not be read. The message is AWS's own. */
export class EnvironmentReadError extends Error {
  override readonly name = 'EnvironmentReadError';
  readonly reason: ReadErrorReason;

  /**
   * Says why a read failed.
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
 * Whether signing in again can mend what was thrown.
 * @param thrown - anything a read threw
 */
export function isCredentialTrouble(thrown: unknown): boolean {
  return (
    thrown instanceof EnvironmentReadError &&
    ['no-credentials', 'expired-credentials', 'invalid-credentials'].includes(thrown.reason)
  );
}
