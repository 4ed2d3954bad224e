import type { Environment } from './environment.ts';
import { noRegion, wrongAccount } from './readError.ts';

/** Who AWS says that credentials belong to (STS API Reference, GetCallerIdentity). */
export interface CallerIdentity {
  /** 12 digits. */
  readonly account: string;
  /** ARN of the user or of the assumed role. */
  readonly arn: string;
}

/** Asks AWS who an environment's credentials belong to. Implemented over the AWS SDK by src/aws. */
export interface IdentityReader {
  /**
   * The identity that signs for an environment, asked for in its first region.
   * @throws EnvironmentReadError in AWS's words when there are no credentials or AWS refuses them
   */
  readIdentity(environment: Environment, signal: AbortSignal): Promise<CallerIdentity>;
}

/**
 * The identity of an environment, when it is the one that the environment is meant to have.
 * @param reader - asks AWS
 * @param environment - which environment
 * @param signal - stops the asking
 * @throws EnvironmentReadError when there is no region to ask in, AWS refuses, or the account is another one
 */
export async function identify(
  reader: IdentityReader,
  environment: Environment,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  assertRegion(environment);
  const identity = await reader.readIdentity(environment, signal);
  assertAccount(environment, identity.account);
  return identity;
}

/**
 * Refuses an environment without a region.
 * @param environment - which environment
 * @throws EnvironmentReadError
 */
export function assertRegion(environment: Environment): void {
  if (environment.regions.length === 0) throw noRegion(environment);
}

/**
 * Refuses credentials of another account than the one that `ami-bakery.json` names; any account will do where it
 * names none.
 * @param environment - which environment
 * @param account - account that its credentials belong to
 * @throws EnvironmentReadError
 */
export function assertAccount(environment: Environment, account: string): void {
  const { accountId } = environment;
  if (accountId !== undefined && account !== accountId) {
    throw wrongAccount({ ...environment, accountId }, account);
  }
}
