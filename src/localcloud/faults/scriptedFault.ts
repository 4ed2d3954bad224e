import { isNonMutating } from '../nonMutating.ts';
import type { Fault } from './fault.ts';
import type { FaultedCall } from './faultedCall.ts';
import { namesResource } from './namedResources.ts';
import { type BucketSize, TokenBucket } from './tokenBucket.ts';

/** A fault and how often it has happened. */
export class ScriptedFault {
  readonly fault: Fault;
  #toSkip: number;
  #happened = 0;
  readonly #buckets = new Map<string, TokenBucket>();

  /**
   * Nothing has happened yet.
   * @param fault - what was scripted
   */
  constructor(fault: Fault) {
    this.fault = fault;
    this.#toSkip = fault.skip ?? 0;
  }

  /** How often it has happened. */
  get happened(): number {
    return this.#happened;
  }

  /** Whether it has happened as often as it should. */
  get isSpent(): boolean {
    return this.#happened >= (this.fault.times ?? Infinity);
  }

  /** Whether a call is one of those that it happens to; a change can be hidden only where there is one. */
  isFor({ service, action, account, region, input }: FaultedCall): boolean {
    const { fault } = this;
    return (
      (fault.kind !== 'eventualConsistency' || !isNonMutating(action)) &&
      (fault.kind !== 'accessDenied' ||
        fault.resource === undefined ||
        namesResource(input, fault.resource)) &&
      (fault.service ?? service) === service &&
      (fault.action ?? action) === action &&
      (fault.account ?? account) === account &&
      (fault.region ?? region) === region
    );
  }

  /** Asked once for each call it is for: whether this is one of those that pass before the first one. */
  skips(): boolean {
    if (this.#toSkip === 0) return false;
    this.#toSkip -= 1;
    return true;
  }

  /** Counts that it happened. */
  count(): void {
    this.#happened += 1;
  }

  /** Its own bucket of a name; a full one of this size at the first use. */
  bucket(name: string, size: BucketSize): TokenBucket {
    const bucket = this.#buckets.get(name) ?? new TokenBucket(size);
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
