import type { Page } from 'playwright-core';

/** How long the palette may take to look for what was typed, in milliseconds. */
const searchTime = 1500;

/** How many commands that were used lately, and have the same words, may stand above one. */
const mostAbove = 8;

/**
 * Moves the focus of the open command palette to a command. A click can meet the row that was there before what was typed was
 * looked for.
 * @param page - of the window
 * @param title - of the command, which has been typed
 * @throws Error when it is not among what was found
 */
export async function focusCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: title });
  for (let above = 0; above < mostAbove; above += 1) {
    const isFocused = await row.waitFor({ timeout: above === 0 ? searchTime : 200 }).then(
      () => true,
      () => false,
    );
    if (isFocused) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The command palette does not offer ${title}.`);
}
