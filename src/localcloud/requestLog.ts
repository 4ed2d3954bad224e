import type { FaultKind } from './faults/fault.ts';

/** One call, as the control port tells of it. */
export interface LoggedRequest {
  readonly time: string;
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** HTTP status of the answer that was made, also when a fault kept it from arriving; 0 when none was made. */
  readonly status: number;
  /** AWS's code when the call was refused. */
  readonly code: string | undefined;
  /** Of a call that may change something: what it asks for, in the names of the SDK, without secrets. */
  readonly parameters: unknown;
  /** The scripted faults that happened to it, in the order in which they did. */
  readonly faults: readonly FaultKind[];
}

/** As many calls as are kept. */
const mostKept = 10_000;

/** The latest calls, oldest first. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  /** The calls that are kept. */
  get all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** Keeps one more call. */
  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > mostKept * 2) this.#requests = this.#requests.slice(-mostKept);
  }

  /** Forgets all calls. */
  clear(): void {
    this.#requests = [];
  }
}
