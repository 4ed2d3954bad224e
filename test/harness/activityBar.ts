import type { Locator, Page } from 'playwright-core';

/** The icon of a container of views. While it has a badge its label says more than its title. */
export function activityBarItem(page: Page, title: string): Locator {
  return page.locator('.activitybar .action-item', { has: page.locator(`[aria-label^="${title}"]`) }).first();
}

/**
 * Shows a container of views. A click on its icon in the moment in which VS Code brings the view of an earlier window
 * back hides it: it is pressed again until what shall be seen is there.
 * @param page - of the window
 * @param title - of the container
 * @param content - what is seen in it
 * @param limit - how long that may take, in milliseconds
 */
export async function showContainer(
  page: Page,
  title: string,
  content: Locator,
  limit: number,
): Promise<void> {
  const item = activityBarItem(page, title);
  const isThere = (): Promise<boolean> =>
    content.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
  const end = Date.now() + limit;
  do {
    const isShown = (await item.getAttribute('aria-selected')) === 'true';
    if (!isShown) await item.click();
  } while (!(await isThere()) && Date.now() < end);
  await content.waitFor();
}
