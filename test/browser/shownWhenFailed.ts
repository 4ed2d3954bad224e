import { join } from 'node:path';
import type { Context, Test } from 'mocha';
import type { Page } from 'playwright-core';
import { cache } from '../harness/paths.ts';

/** What stands in a person's way, or tells them something. */
const told = '.monaco-dialog-box, .notification-list-item-message, .quick-input-widget';

const judged = new WeakSet<Test>();

/**
 * A hook after each test: one that has failed says what its windows show, and has pictures of them made.
 * @param pages - the windows that are open
 */
export function sayWhatIsShown(pages: () => readonly Page[]): (this: Context) => Promise<void> {
  return async function (): Promise<void> {
    const { currentTest: test } = this;
    if (test?.err === undefined || judged.has(test)) return;
    judged.add(test);
    const title = test.fullTitle().replace(/[^A-Za-z0-9]+/gu, '-');
    const pictureOf = (index: number): string => join(cache, 'failed', `${title.slice(-100)}-${index}.png`);
    const shown = await Promise.all(pages().map((page, index) => whatIsShown(page, pictureOf(index))));
    const { message, stack } = test.err;
    const whole = [message, ...shown].join('\n');
    // Mocha prints the stack where a test ran in another process.
    test.err.stack = stack?.replace(message, () => whole) ?? whole;
    test.err.message = whole;
  };
}

/** Nothing that goes wrong here may hide why the test has failed. */
async function whatIsShown(page: Page, picture: string): Promise<string> {
  try {
    await page.screenshot({ path: picture, timeout: 5000 });
    const texts = await page.locator(told).filter({ visible: true }).allInnerTexts();
    const lines = texts.map((text) => text.replace(/\s+/gu, ' ').trim());
    return [`The window of ${picture} shows:`, ...lines].join('\n  ');
  } catch (thrown) {
    return `What the window shows is not known: ${String(thrown)}`;
  }
}
