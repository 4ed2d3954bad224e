import type { Page } from 'playwright-core';

/**
 * Whether VS Code has lost the row that was just pressed, because the list was being redrawn. A person is told so and presses
 * again; the message is put away.
 * @param page - of the window
 */
export async function putAwayLostRow(page: Page): Promise<boolean> {
  const lost = page.locator('.notification-list-item', { hasText: 'The list was being redrawn' });
  if (!(await lost.isVisible())) return false;
  await lost.hover();
  await lost.locator('.codicon-notifications-clear').click();
  await lost.waitFor({ state: 'detached' });
  return true;
}
