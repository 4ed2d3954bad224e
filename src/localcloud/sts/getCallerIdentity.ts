import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Call } from '../world.ts';

/** STS API Reference, GetCallerIdentity. */
export function getCallerIdentity(_: GetCallerIdentityRequest, { caller }: Call): GetCallerIdentityResponse {
  return { Account: caller.account, Arn: caller.arn, UserId: caller.userId };
}
