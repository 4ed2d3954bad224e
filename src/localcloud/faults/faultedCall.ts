import type { Interruption } from '../loopback.ts';
import type { FaultKind } from './fault.ts';

/** A call that is about to be carried out, as far as faults look at it. */
export interface FaultedCall {
  /** Name of the service in signatures. */
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** ARN of the caller. */
  readonly caller: string;
  /** What the call asks for. */
  readonly input: object;
}

/** What has happened to one call. */
export interface FaultTrace {
  /** In the order in which it happened. */
  readonly kinds: FaultKind[];
  /** What becomes of its answer. */
  interruption: Interruption | undefined;
}
