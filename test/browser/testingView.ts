import type { Locator, Page } from 'playwright-core';
import { showContainer } from '../harness/activityBar.ts';

/** The icons of VS Code for how a test has ended. */
const icons = {
  Passed: 'codicon-testing-passed-icon',
  Failed: 'codicon-testing-failed-icon',
  Errored: 'codicon-testing-error-icon',
  Skipped: 'codicon-testing-skipped-icon',
} as const;

/** The Testing view, as a person uses it. */
export class TestingView {
  readonly #page: Page;

  /**
   * Does nothing yet.
   * @param page - of the window
   */
  constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Opens the view, and waits for a playbook.
   * @param label - of the playbook
   */
  async show(label: string): Promise<void> {
    await showContainer(this.#page, 'Testing', this.row(label), 60_000);
  }

  /** The row of a playbook, play, role or task. */
  row(label: string): Locator {
    return this.#page.locator(`.test-explorer .monaco-list-row[aria-label^="${label} ("]`).first();
  }

  /** Waits until a run of a row has begun: until then it says how the one before went. */
  async begin(label: string): Promise<void> {
    // VS Code 1.139 says in words only how a run has ended.
    const busy = ['codicon-testing-queued-icon', 'codicon-loading'].map((icon) => `.computed-state.${icon}`);
    await this.row(label).locator(busy.join(', ')).waitFor();
  }

  /** Waits until a row says in words and by its icon how a run of it has ended. */
  async end(label: string, state: keyof typeof icons): Promise<void> {
    await this.#page
      .locator(`.test-explorer .monaco-list-row[aria-label^="${label} (${state})"]`)
      .filter({ has: this.#page.locator(`.computed-state.${icons[state]}`) })
      .first()
      .waitFor({ timeout: 300_000 });
  }

  /** Opens a row that is closed. */
  async open(label: string): Promise<void> {
    if ((await this.row(label).getAttribute('aria-expanded')) === 'false') await this.row(label).click();
  }

  /** Presses the arrow beside a row. */
  async run(label: string): Promise<void> {
    await this.row(label).hover();
    await this.row(label).locator('[aria-label^="Run Test"]').first().click();
  }
}
