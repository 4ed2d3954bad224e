import type { Locator, Page } from 'playwright-core';

/**
 * Waits until the status bar says something.
 * @param page - of the window
 * @param text - a part of what it says
 * @throws Error that tells what it says instead, and which notifications there are
 */
export async function waitForStatusBar(page: Page, text: string | RegExp): Promise<void> {
  const items = page.locator('.statusbar-item');
  try {
    await items.filter({ hasText: text }).first().waitFor();
  } catch (cause) {
    const said = async (parts: Locator): Promise<string> => (await parts.allInnerTexts()).join(' · ');
    const notified = await said(page.locator('.notification-list-item-message'));
    throw new Error(
      `The status bar does not say ${String(text)}, but: ${await said(items)}. Notifications: ${notified}`,
      { cause },
    );
  }
}
