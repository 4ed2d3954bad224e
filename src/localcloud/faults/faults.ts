import { setTimeout as wait } from 'node:timers/promises';
import { isNonMutating } from '../nonMutating.ts';
import type { Interruption } from '../loopback.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { FaultedCall, FaultTrace } from './faultedCall.ts';
import { accessDenied, serverError, throttled } from './scriptedRefusals.ts';
import { ec2Bucket, hasPublishedBuckets, type RequestBucket } from './requestBuckets.ts';
import { ScriptedFault } from './scriptedFault.ts';
import { StaleReads } from './staleReads.ts';

/** A fault as it was scripted, and how often it has happened. */
export type FaultReport = Fault & {
  /** Calls that it happened to; for `eventualConsistency`, changes that it hid. */
  readonly happened: number;
};

/** The faults that are scripted. Those that apply to a call happen in the order in which they were scripted. */
export class Faults {
  readonly #worldClock: () => number;
  readonly #staleReads = new StaleReads();
  #scripted: ScriptedFault[] = [];

  /**
   * Nothing is scripted.
   * @param worldClock - milliseconds since 1970; token buckets are refilled by it, so that a test can let time pass
   */
  constructor(worldClock: () => number) {
    this.#worldClock = worldClock;
  }

  /** What is scripted, oldest first. */
  get all(): readonly FaultReport[] {
    return this.#scripted.map(({ fault, happened }) => ({ ...fault, happened }));
  }

  /** Scripts one more fault. */
  add(fault: Fault): void {
    this.#scripted.push(new ScriptedFault(fault));
  }

  /** Forgets all faults; what they hid can be seen. */
  clear(): void {
    this.#scripted = [];
    this.#staleReads.clear();
  }

  /**
   * Carries out a call with what is scripted for it.
   * @param call - which call it is
   * @param trace - is told what happened to it
   * @param state - what there is in its region
   * @param carryOut - has the call's effect on a region, and gives its result
   * @returns the result
   * @throws CloudError when the call is refused, by a fault or by itself
   */
  async carryOut<Result>(
    call: FaultedCall,
    trace: FaultTrace,
    state: RegionState,
    carryOut: (state: RegionState) => Result,
  ): Promise<Result> {
    const scripted = this.#scripted.filter((each) => each.isFor(call)).filter((each) => !each.skips());
    for (const each of scripted) {
      if (!each.isSpent) await this.#happen(each, call, trace);
    }
    return isNonMutating(call.action)
      ? this.#read(call, trace, state, carryOut)
      : this.#change(scripted, call, state, carryOut);
  }

  async #happen(scripted: ScriptedFault, call: FaultedCall, trace: FaultTrace): Promise<void> {
    const { fault } = scripted;
    // Happens when the change has had its effect.
    if (fault.kind === 'eventualConsistency') return;
    if (fault.kind === 'throttle' && this.#takesToken(scripted, call)) return;
    scripted.count();
    trace.kinds.push(fault.kind);
    trace.interruption = interruptions.get(fault.kind) ?? trace.interruption;
    if (fault.kind === 'delay') await wait(fault.milliseconds);
    const refusal = refusalOf(fault, call);
    if (refusal !== undefined) throw refusal;
  }

  #takesToken(scripted: ScriptedFault, call: FaultedCall): boolean {
    const bucket = bucketOf(scripted.fault, call);
    if (bucket === undefined) return true;
    const { account, region } = call;
    return scripted.bucket(`${bucket.name} ${account} ${region}`, bucket.size).take(this.#worldClock());
  }

  #read<Result>(
    call: FaultedCall,
    trace: FaultTrace,
    state: RegionState,
    carryOut: (state: RegionState) => Result,
  ): Result {
    const view = this.#staleReads.viewFor(call);
    if (view === undefined) return carryOut(state);
    trace.kinds.push('eventualConsistency');
    return carryOut(view);
  }

  #change<Result>(
    scripted: readonly ScriptedFault[],
    call: FaultedCall,
    state: RegionState,
    carryOut: (state: RegionState) => Result,
  ): Result {
    const hides = scripted.some(({ fault, isSpent }) => fault.kind === 'eventualConsistency' && !isSpent);
    if (!hides) return carryOut(state);
    const before = structuredClone(state);
    // A call that is refused changes nothing that could be hidden.
    const result = carryOut(state);
    for (const each of scripted) {
      const { fault } = each;
      if (fault.kind !== 'eventualConsistency' || each.isSpent) continue;
      each.count();
      this.#staleReads.hide(call, before, fault.reads);
    }
    return result;
  }
}

const interruptions: ReadonlyMap<FaultKind, Interruption> = new Map([
  ['reset', 'reset'],
  ['lostResponse', 'reset'],
  ['truncate', 'truncate'],
]);

/** What ends a call before its effect. */
function refusalOf(fault: Fault, call: FaultedCall): CloudError | undefined {
  switch (fault.kind) {
    case 'error':
      return new CloudError(
        fault.code ?? 'InternalError',
        fault.message ?? 'An internal error has occurred',
        fault.status ?? 500,
      );
    case 'throttle':
      return throttled(call.service);
    case 'accessDenied':
      return accessDenied(call);
    case 'serverError':
      return serverError(call.service, fault.status ?? 500);
    case 'reset':
      // Nobody gets this answer; the log has its code, and a status that is none.
      return new CloudError('ConnectionReset', 'The connection was reset before an answer.', 0);
    default:
      return undefined;
  }
}

function bucketOf(fault: Fault, { service, action, input }: FaultedCall): RequestBucket | undefined {
  if (fault.kind === 'throttle' && fault.capacity !== undefined) {
    const size = { capacity: fault.capacity, refillPerSecond: fault.refillPerSecond ?? 0 };
    return { name: `${service} ${action}`, size };
  }
  return hasPublishedBuckets(service) ? ec2Bucket(action, input) : undefined;
}
