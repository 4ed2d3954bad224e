import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { CloudError } from './wire/cloudError.ts';

/** What a scripted fault does, to which calls, and how often. Posted to the control port as JSON. */
export const faultSchema = z.strictObject({
  /** `delay` answers late, `error` refuses. */
  kind: z.enum(['delay', 'error']),
  /** Name of the calls it happens to; all when left out. */
  action: z.optional(z.string()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
  /** How many calls it happens to; every one when left out. */
  times: z.optional(z.int().check(z.positive())),
  /** How many calls pass before the first one. */
  skip: z.optional(z.int().check(z.nonnegative())),
  /** For `delay`. */
  milliseconds: z.optional(z.number().check(z.nonnegative())),
  /** For `error`: as AWS would answer. */
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  status: z.optional(z.int()),
});

/** A scripted fault. */
export type Fault = z.infer<typeof faultSchema>;

/** Which call is about to be carried out. */
export interface FaultTarget {
  readonly action: string;
  readonly account: string;
  readonly region: string;
}

interface PendingFault {
  readonly fault: Fault;
  toSkip: number;
  left: number;
}

/** The faults that tests script. */
export class Faults {
  #pending: PendingFault[] = [];

  /** Scripts one more fault. */
  add(fault: Fault): void {
    this.#pending.push({ fault, toSkip: fault.skip ?? 0, left: fault.times ?? Infinity });
  }

  /** Forgets all faults. */
  clear(): void {
    this.#pending = [];
  }

  /**
   * Lets happen to a call what is scripted for it, before it has any effect.
   * @param target - the call
   * @throws CloudError when it is scripted to be refused
   */
  async happenTo(target: FaultTarget): Promise<void> {
    for (const pending of this.#pending.filter(({ fault }) => isFor(fault, target))) {
      if (pending.toSkip > 0) pending.toSkip -= 1;
      else if (pending.left > 0) {
        pending.left -= 1;
        await happen(pending.fault);
      }
    }
  }
}

function isFor({ action, account, region }: Fault, target: FaultTarget): boolean {
  return (
    (action === undefined || action === target.action) &&
    (account === undefined || account === target.account) &&
    (region === undefined || region === target.region)
  );
}

async function happen(fault: Fault): Promise<void> {
  if (fault.kind === 'delay') await wait(fault.milliseconds ?? 0);
  else {
    throw new CloudError(
      fault.code ?? 'InternalError',
      fault.message ?? 'An internal error has occurred',
      fault.status ?? 500,
    );
  }
}
