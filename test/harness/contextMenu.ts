import type { Locator, Page } from 'playwright-core';

/** How long a menu may take, in milliseconds. */
const limit = 60_000;

/** How long a menu may stay after it was pressed, in milliseconds. */
const closesWithin = 2000;

/** Run in the page: remembers over which entry the mouse button goes up next, which is when VS Code takes it. */
const noteThePress = `{
  globalThis.pressedEntry = '';
  const noted = (event) => {
    const label = event.composedPath().find((part) => part.classList?.contains('action-menu-item'));
    globalThis.pressedEntry = label?.querySelector('.action-label')?.textContent ?? '';
  };
  // VS Code lets no other listener of the entry itself know.
  addEventListener('mouseup', noted, { capture: true, once: true });
}`;

/**
 * Chooses from the menu of a row. The menu is opened again when it closed before the entry was pressed: it does so when
 * something else takes the focus, as a view does whose rows were just read again (VS Code 1.139, treeView.ts: doRefresh).
 * @param page - of the window
 * @param row - the text of the row, which is clicked with the second button
 * @param titles - of the entries on the way through submenus
 * @throws Error when the menu stays open
 */
export async function chooseFromMenu(page: Page, row: Locator, titles: readonly string[]): Promise<void> {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    await row.click({ button: 'right' });
    try {
      if (await pressEntry(page, titles)) return;
    } catch (thrown) {
      if (Date.now() > end) throw thrown;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`Nothing can be chosen from the menu with ${titles.join(' > ')}.`);
}

/** Whether the entry was pressed while the menu was open, and the menu is closed. */
async function pressEntry(page: Page, titles: readonly string[]): Promise<boolean> {
  const entry = (title: string | undefined): Locator =>
    page.locator('.monaco-menu .action-label').getByText(title ?? '', { exact: true });
  // A submenu opens under the mouse.
  for (const title of titles.slice(0, -1)) await entry(title).hover({ timeout: 5000 });
  const last = entry(titles.at(-1));
  const end = Date.now() + closesWithin;
  do {
    await page.evaluate(noteThePress);
    // A menu takes no click in its first 100 ms, and longer on a busy machine (VS Code 1.139, menu.ts).
    await last.click({ delay: 200, timeout: 5000 });
    const isClosed = await last.waitFor({ state: 'detached', timeout: closesWithin }).then(
      () => true,
      () => false,
    );
    if (isClosed) return (await page.evaluate('globalThis.pressedEntry')) === titles.at(-1);
  } while (Date.now() < end);
  return false;
}
