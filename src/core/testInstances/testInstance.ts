import type { TestInstanceTags } from './testInstanceTags.ts';

/** States of an instance (EC2 API Reference, InstanceState). */
export const instanceStates = [
  'pending',
  'running',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
] as const;

/** State of an instance; `unknown` for one that EC2 has got since. */
export type InstanceState = (typeof instanceStates)[number] | 'unknown';

/** An instance that we have launched to test on, as AWS tells of it. */
export interface TestInstance {
  readonly instanceId: string;
  readonly region: string;
  readonly state: InstanceState;
  /** Why it is in this state, in AWS's words, if it says so. */
  readonly stateReason: string | undefined;
  readonly imageId: string | undefined;
  readonly instanceType: string | undefined;
  readonly availabilityZone: string | undefined;
  /** Where it is reached from the Internet; undefined in a private subnet, and when it has ended. */
  readonly publicAddress: string | undefined;
  readonly privateAddress: string | undefined;
  readonly keyName: string | undefined;
  /** Milliseconds since 1970. */
  readonly launchedAt: number | undefined;
  readonly securityGroupIds: readonly string[];
  /** Owner, expiry and session. */
  readonly tags: TestInstanceTags;
}

/**
 * Whether an instance is there no more, or soon will be, whatever anybody does.
 * @param instance - one of ours
 */
export function hasEnded({ state }: Pick<TestInstance, 'state'>): boolean {
  return state === 'shutting-down' || state === 'terminated';
}
