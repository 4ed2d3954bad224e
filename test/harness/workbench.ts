import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import * as z from 'zod/mini';
import { activityBarItem, showContainer } from './activityBar.ts';
import { focusCommand } from './commandPalette.ts';
import { chooseFromMenu } from './contextMenu.ts';
import { pressInlineButton } from './inlineButton.ts';
import { putAwayLostRow } from './lostRow.ts';
import { stopSpinning } from './stopSpinning.ts';

/** One row of a tree as a person sees and hears it. */
export interface TreeRow {
  /** 1 for the outermost rows. */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Undefined for a row that cannot be opened. */
  readonly isExpanded: boolean | undefined;
}

/** How a window is opened. */
export interface WindowOptions {
  /** Address of the VS Code. */
  readonly address: string;
  /** Folder, or file of a workspace with several, to open; none when left out. */
  readonly folder?: string;
}

/** Runs in the page, which TypeScript does not know; what comes back is parsed. */
const rowSelector = '.part.sidebar .monaco-list-row[role="treeitem"]';
const readRows = `[...document.querySelectorAll('${rowSelector}')].map((element) => ({
  top: element.getBoundingClientRect().top,
  level: element.getAttribute('aria-level'),
  label: element.querySelector('.label-name')?.textContent ?? '',
  description: element.querySelector('.label-description')?.textContent ?? '',
  spoken: element.getAttribute('aria-label') ?? '',
  expanded: element.getAttribute('aria-expanded'),
}))`;
const rowsSchema = z.array(
  z.strictObject({
    top: z.number(),
    level: z.nullable(z.string()),
    label: z.string(),
    description: z.string(),
    spoken: z.string(),
    expanded: z.nullable(z.string()),
  }),
);

/** The lines of an editor from top to bottom; VS Code draws spaces as no-break spaces. */
const readEditor = (selector: string): string =>
  `[...document.querySelectorAll('${selector} .view-line')]
    .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent.replaceAll('\\u00A0', ' ') }))
    .sort((a, b) => a.top - b.top)
    .map(({ text }) => text)
    .join('\\n')`;

/** How long anything in the window may take, in milliseconds. */
const limit = 60_000;

/** A VS Code window in a browser, driven as a person drives it. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window and waits until it can be used. */
  static async open(browser: Browser, options: WindowOptions): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(limit);
    await page.addInitScript(stopSpinning);
    await page.goto(addressOf(options));
    await page.waitForSelector('.monaco-workbench .activitybar [aria-label*="Explorer"]', {
      timeout: 60_000,
    });
    return new Workbench(page);
  }

  /** Shows the AMI Bakery view and waits until it is there. */
  async showImages(): Promise<void> {
    await this.waitForExtension();
    await showContainer(this.page, 'AMI Bakery', this.#imagesView, limit);
    await this.#moveMouseAway();
  }

  /** What VS Code says of the thing below the mouse lies over what is beside it, and goes when the mouse is seen to move. */
  async #moveMouseAway(): Promise<void> {
    await this.page.mouse.move(900, 500);
    await this.page.mouse.move(910, 510);
  }

  /** Waits until VS Code has found the extension, which it looks for after a window is on the screen. */
  async waitForExtension(): Promise<void> {
    await activityBarItem(this.page, 'AMI Bakery').waitFor({ timeout: 60_000 });
  }

  /** Waits until the AMI Bakery view is there. */
  async waitForImagesView(): Promise<void> {
    await this.#imagesView.waitFor();
  }

  get #imagesView(): Locator {
    return this.#sidebar.locator('.composite.title', { hasText: 'AMI Bakery' });
  }

  get #sidebar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  get #rows(): Locator {
    return this.page.locator(rowSelector);
  }

  /** The rows that are on the screen, from top to bottom. */
  async rows(): Promise<TreeRow[]> {
    const found: unknown = await this.page.evaluate(readRows);
    return (
      rowsSchema
        .parse(found)
        // A row that the list keeps for later use has no level.
        .filter(({ level }) => level !== null)
        .sort((a, b) => a.top - b.top)
        .map(({ level, label, description, spoken, expanded }) => ({
          level: Number(level),
          label,
          description,
          spoken,
          isExpanded: expanded === null ? undefined : expanded === 'true',
        }))
    );
  }

  /**
   * Waits until the rows on the screen are as they should be.
   * @param what - what is waited for, for the error
   * @param isAsExpected - looks at the rows
   */
  async waitForRows(
    what: string,
    isAsExpected: (rows: readonly TreeRow[]) => boolean,
    time = limit,
  ): Promise<TreeRow[]> {
    const end = Date.now() + time;
    for (;;) {
      const rows = await this.rows();
      if (isAsExpected(rows)) return rows;
      if (Date.now() > end) throw new Error(`${what} did not come. The rows are:\n${asText(rows)}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** The row whose label is exactly this one, below the row of a label before it if that is given. */
  row(label: string): Locator {
    const exact = new RegExp(`^${label.replace(/[\\^$.|?*+()[\]{}]/gu, '\\$&')}$`, 'u');
    return this.#rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) }).first();
  }

  /** Opens or closes a row. */
  async toggle(label: string): Promise<void> {
    await this.toggleRow(this.row(label));
  }

  /** Opens or closes a row that is found by more than its label. */
  async toggleRow(row: Locator): Promise<void> {
    const before = await row.getAttribute('aria-expanded');
    const end = Date.now() + limit;
    // A click on a row that VS Code draws anew in that moment is lost.
    do await row.locator('.monaco-tl-twistie').click();
    while (!(await this.#isToggled(row, before)) && Date.now() < end);
  }

  /**
   * Opens a row and waits for the rows below it. A row that is opened while VS Code fetches rows around it anew is closed
   * when they are drawn (1.139, asyncDataTree.ts): it is opened again.
   * @param row - its label, or where it is
   * @param what - what is waited for, for the error
   * @param isAsExpected - looks at all rows
   */
  async openRow(
    row: string | Locator,
    what: string,
    isAsExpected: (rows: readonly TreeRow[]) => boolean,
  ): Promise<TreeRow[]> {
    const closed = typeof row === 'string' ? this.row(row) : row;
    const end = Date.now() + limit;
    for (;;) {
      if ((await closed.getAttribute('aria-expanded')) === 'false') await this.toggleRow(closed);
      const rows = await this.rows();
      if (isAsExpected(rows)) return rows;
      if (Date.now() > end) throw new Error(`${what} did not come. The rows are:\n${asText(rows)}`);
      await this.page.waitForTimeout(100);
    }
  }

  async #isToggled(row: Locator, before: string | null): Promise<boolean> {
    const end = Date.now() + 2000;
    while (Date.now() < end) {
      if ((await row.getAttribute('aria-expanded')) !== before) return true;
      await this.page.waitForTimeout(50);
    }
    return false;
  }

  /** Presses a button at the end of a row, which shows when the mouse is over the row. */
  async pressInline(label: string, button: string): Promise<void> {
    const row = this.row(label);
    do {
      await pressInlineButton(row, button, limit);
      await this.page.waitForTimeout(300);
    } while (await putAwayLostRow(this.page));
  }

  /**
   * Selects rows, the last of which gets the focus.
   * @param labels - of rows that are on the screen, more than one for a selection of several
   */
  async select(...labels: readonly string[]): Promise<void> {
    for (const [index, label] of labels.entries()) {
      const modifiers = index === 0 ? [] : ['ControlOrMeta' as const];
      await this.row(label).locator('.label-name').click({ modifiers });
    }
  }

  /**
   * Chooses from the menu that a row shows when it is clicked with the second button.
   * @param label - of the row
   * @param titles - of the entries on the way through submenus
   */
  async chooseInMenu(label: string, ...titles: readonly string[]): Promise<void> {
    do {
      await chooseFromMenu(this.page, this.row(label).locator('.label-name'), titles);
      await this.page.waitForTimeout(300);
    } while (await putAwayLostRow(this.page));
  }

  /** The titles in the menu of a row, which is closed again. */
  async menuOf(label: string): Promise<string[]> {
    await this.row(label).locator('.label-name').click({ button: 'right' });
    const entries = this.page.locator(
      '.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)',
    );
    await entries.first().waitFor();
    const titles = await entries.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** What the clipboard holds. */
  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return z.string().parse(await this.page.evaluate('navigator.clipboard.readText()'));
  }

  /**
   * Waits until an editor holds what it should, and gives its text: the lines that are on the screen.
   * @param what - what is waited for, for the error
   * @param isAsExpected - looks at the text
   * @param side - of a diff editor; of an ordinary editor when left out
   */
  async waitForEditor(
    what: string,
    isAsExpected: (text: string) => boolean,
    side?: 'original' | 'modified',
  ): Promise<string> {
    const selector =
      side === undefined ? '.editor-instance' : `.editor-instance .monaco-diff-editor .editor.${side}`;
    const end = Date.now() + limit;
    let before: string | undefined;
    for (;;) {
      const text = z.string().parse(await this.page.evaluate(readEditor(selector)));
      // VS Code draws the lines of a document one frame after the other.
      if (text === before && isAsExpected(text)) return text;
      before = text;
      if (Date.now() > end) throw new Error(`${what} did not come. The editor holds:\n${text}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Runs a command by its title, from the command palette. */
  async runCommand(title: string): Promise<void> {
    const palette = this.page.locator('.quick-input-widget');
    const input = palette.locator('input').first();
    const end = Date.now() + limit;
    for (;;) {
      await this.#openPalette(input);
      try {
        await input.fill(`>${title}`, { timeout: 2000 });
        await focusCommand(this.page, title);
        await this.page.keyboard.press('Enter');
        return;
      } catch (thrown) {
        // The palette closes when an editor that is just opening takes the focus.
        if (Date.now() > end) throw thrown;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /**
   * Runs a command that asks for one of some items, and chooses one.
   * @param title - of the command
   * @param label - of the item
   */
  async chooseIn(title: string, label: string): Promise<void> {
    await this.#ask(title, (timeout) => this.#item(label).click({ timeout }));
  }

  /**
   * Runs a command that asks for a text, and types one.
   * @param title - of the command
   * @param box - title of the box that it opens at the top
   * @param text - takes the place of what stands in the box
   */
  async typeIn(title: string, box: string, text: string): Promise<void> {
    await this.#ask(title, (timeout) => this.typeInto(box, text, timeout));
  }

  /**
   * Runs a command that asks, and answers. It is run again when what it asks with is gone: a view with the focus takes it
   * back when the refresh of its rows ends in the moment in which VS Code gives it to the question, which closes the
   * question (VS Code 1.139, treeView.ts: doRefresh).
   */
  async #ask(title: string, answer: (timeout: number) => Promise<void>): Promise<void> {
    const end = Date.now() + limit;
    for (;;) {
      await this.runCommand(title);
      try {
        await answer(5000);
        return;
      } catch (thrown) {
        if (Date.now() > end) throw thrown;
      }
    }
  }

  /** Chooses an item of the list that is open below the input at the top. */
  async chooseItem(label: string): Promise<void> {
    await this.#item(label).click();
  }

  #item(label: string): Locator {
    return this.page
      .locator('.quick-input-widget .monaco-list-row')
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .first();
  }

  /** Types into the box that a command opens at the top, once it is there, in the place of what stands in it. */
  async typeInto(title: string, text: string, timeout = limit): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    await box.locator('.quick-input-title', { hasText: title }).waitFor({ timeout });
    await box.locator('input').first().fill(text, { timeout });
  }

  /** Presses a button in the title of the images view. */
  async pressTitle(button: string): Promise<void> {
    await this.#sidebar.hover();
    await this.#sidebar
      .locator(`.title-actions [aria-label^="${button}"], .actions [aria-label^="${button}"]`)
      .first()
      .click();
  }

  /** Scrolls to the end of the tree, as a person does with the End key. */
  async focusLastRow(): Promise<void> {
    await this.#sidebar.locator('.monaco-list').first().focus();
    await this.page.keyboard.press('End');
  }

  /** A key that is pressed while VS Code is busy with its start is lost now and then. */
  async #openPalette(input: Locator): Promise<void> {
    const end = Date.now() + limit;
    for (;;) {
      await this.page.keyboard.press('F1');
      const isOpen = await input.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) return;
      if (Date.now() > end) throw new Error('The command palette does not open.');
    }
  }

  /**
   * Opens a file of the workspace by its name.
   * @param name - that no other file has
   */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(name);
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: name }).first().click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** The text in the place of an empty tree. */
  async welcome(): Promise<string> {
    const view = this.#sidebar.locator('.welcome-view-content');
    await view.first().waitFor();
    return view.first().innerText();
  }

  /** The notifications that are on the screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The sentence above a tree, waited for: it comes after the rows that it is about. */
  async message(): Promise<string> {
    const message = this.#sidebar.locator('.message').filter({ hasText: /\S/u }).first();
    await message.waitFor();
    return message.innerText();
  }

  /**
   * How long VS Code took to load and activate extensions, in milliseconds, by its editor of running extensions.
   * @param names - display names of extensions that are active
   */
  async activationTimes(names: readonly string[]): Promise<Map<string, number>> {
    // Rows that are not on the screen do not exist.
    await this.page.setViewportSize({ width: 1280, height: 2400 });
    const end = Date.now() + limit;
    for (;;) {
      await this.runCommand('Developer: Show Running Extensions');
      await this.page.locator('.runtime-extensions-editor .monaco-list-row').first().waitFor();
      const rows = await this.page.locator('.runtime-extensions-editor .monaco-list-row').allInnerTexts();
      const times = new Map(
        names.flatMap((name) => {
          const row = rows.find((text) => text.split('\n', 1)[0] === name) ?? '';
          const milliseconds = /Activation: (\d+)\s?ms/u.exec(row)?.[1];
          return milliseconds === undefined ? [] : [[name, Number(milliseconds)] as const];
        }),
      );
      if (times.size === names.length) return times;
      if (Date.now() > end) throw new Error(`Of ${names.join(', ')} VS Code shows only: ${rows.join(' · ')}`);
      // The editor is filled when it is opened, and does not follow what is activated later.
      await this.page.waitForTimeout(500);
      await this.page.keyboard.press('Escape');
    }
  }

  /** Takes a picture of the whole window, without what VS Code says of the thing below the mouse. */
  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const hover = this.page.locator('.workbench-hover:visible');
    const end = Date.now() + limit;
    do {
      await this.#moveMouseAway();
      // A hover comes a while after the mouse has come.
      await this.page.waitForTimeout(1000);
    } while ((await hover.count()) > 0 && Date.now() < end);
    await hover.first().waitFor({ state: 'hidden' });
    await this.page.screenshot({ path });
  }

  /** Closes the window. */
  async close(): Promise<void> {
    await this.page.close();
  }
}

/** Rows as indented text. */
export function asText(rows: readonly TreeRow[]): string {
  return rows
    .map(({ level, label, description, isExpanded }) => {
      const mark = isExpanded === undefined ? ' ' : isExpanded ? '▾' : '▸';
      return `${'  '.repeat(level - 1)}${mark} ${label}${description === '' ? '' : `  ${description}`}`;
    })
    .join('\n');
}

function addressOf({ address, folder }: WindowOptions): string {
  const url = new URL(address);
  if (folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  return url.href;
}
