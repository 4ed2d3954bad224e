import type { Locator } from 'playwright-core';

/** How long a button may take to be pressed once the mouse is over its row, in milliseconds. */
const patience = 3000;

/**
 * Presses a button at the end of a row, which shows while the mouse is over the row. A row that is drawn anew under the mouse does
 * not know of it until it moves.
 * @param row - on the screen
 * @param button - what its name begins with
 * @param limit - how long it may take, in milliseconds
 */
export async function pressInlineButton(row: Locator, button: string, limit: number): Promise<void> {
  const end = Date.now() + limit;
  const pressed = row.locator(`.actions [aria-label^="${button}"]`).first();
  for (;;) {
    await row.hover();
    try {
      await pressed.click({ timeout: patience });
      return;
    } catch (thrown) {
      if (Date.now() > end) throw thrown;
      await row.hover({ position: { x: 1, y: 1 } });
    }
  }
}
