import type { PlaybookTest } from './playbookTests.ts';
import type { RequestedRun, RunMode } from './runProfiles.ts';

/** What was run, and how. */
export interface LastRun {
  readonly requested: readonly RequestedRun[];
  readonly mode: RunMode;
}

/** Knows what this window has run last, with its options: VS Code knows only which items it was about. */
export class RunHistory {
  #last: LastRun | undefined;

  /**
   * Notes what is run now.
   * @param requested - which playbooks
   * @param mode - where and how
   */
  note(requested: readonly RequestedRun[], mode: RunMode): void {
    if (requested.length > 0) this.#last = { requested, mode };
  }

  /**
   * What was run last.
   * @param tests - the playbooks as they are now; those that are gone are left out
   * @returns undefined when this window has run nothing, or nothing of that is there
   */
  last(tests: readonly PlaybookTest[]): LastRun | undefined {
    const requested = (this.#last?.requested ?? []).flatMap(({ test, options }) => {
      const now = tests.find(({ item }) => item.id === test.item.id);
      return now === undefined ? [] : [{ test: now, options }];
    });
    return this.#last === undefined || requested.length === 0
      ? undefined
      : { requested, mode: this.#last.mode };
  }
}
