import * as l10n from '@vscode/l10n';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import { toReadError } from '../readErrors.ts';

/** How many refused parameters are named; of the others only their number is said. */
const mostNamed = 10;

/**
 * How many names may be refused in a row before a refusal of several is taken to be about all of them. Every call takes
 * from the rate that a region gives to the whole account (SSM User Guide, "Changing Parameter Store throughput"), and
 * one for each name would be thousands in vain where a role may list parameters but read none.
 */
const mostInARow = 50;

/** The parameters that a caller may list but not read: policies commonly allow only some paths. */
export class RefusedParameters {
  readonly #names = new Set<string>();
  #inARow = 0;
  /** Of the first refusal. */
  #thrown: unknown;

  /** Whether one of several names that were refused together may still be allowed, going by the names before. */
  get mayAllowOne(): boolean {
    return this.#inARow < mostInARow;
  }

  /** Whether nothing was refused. */
  get areNone(): boolean {
    return this.#names.size === 0;
  }

  /**
   * Whether a parameter was refused, be it its history only.
   * @param name - of the parameter
   */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /**
   * Notes what may not be read.
   * @param names - of parameters
   * @param thrown - what their call threw
   */
  add(names: readonly string[], thrown: unknown): void {
    if (this.areNone) this.#thrown = thrown;
    for (const name of names) this.#names.add(name);
    this.#inARow += names.length;
  }

  /** Notes that something may be read. */
  sawAllowed(): void {
    this.#inARow = 0;
  }

  /** What was refused, and in the words of AWS why. */
  get error(): EnvironmentReadError {
    const words = l10n.t(
      'No permission to read {0}. {1}',
      this.#listing(),
      toReadError(this.#thrown).message,
    );
    return new EnvironmentReadError('access-denied', words, { cause: this.#thrown });
  }

  #listing(): string {
    const named = [...this.#names].slice(0, mostNamed).join(', ');
    const others = this.#names.size - mostNamed;
    return others > 0 ? l10n.t('{0} and {1} more', named, others) : named;
  }
}

/**
 * Whether SSM refused a call because no policy allows it for all that it names (SSM API Reference, "Common Errors").
 * @param thrown - what the call threw
 */
export function isRefused(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AccessDeniedException';
}
