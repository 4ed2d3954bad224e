import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from '../harness/workbench.ts';
import { openScene, type Scene, type SceneOptions } from './fixture.ts';
import { makeStandInPacker, type PackerCall, type StandInPacker } from './standInPacker.ts';

/** What a window for baking is opened with. */
export interface BakingSceneOptions extends Pick<SceneOptions, 'configuration'> {
  /** Texts of files, by their paths in the workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** Does the rest before the window opens. */
  readonly prepare?: (workspace: string) => Promise<void>;
}

/** A window with Packer templates, its Bakes view open, and a Packer that says how it was run. */
export class BakingScene {
  readonly scene: Scene;
  readonly packer: StandInPacker;
  readonly window: Workbench;

  private constructor(scene: Scene, packer: StandInPacker, window: Workbench) {
    this.scene = scene;
    this.packer = packer;
    this.window = window;
  }

  /** Opens a window and its Bakes view. */
  static async open({ files, prepare, ...options }: BakingSceneOptions): Promise<BakingScene> {
    const made: StandInPacker[] = [];
    const scene = await openScene({
      ...options,
      prepare: async ({ workspace }) => {
        made.push(await makeStandInPacker(dirname(workspace)));
        for (const [name, text] of Object.entries(files)) {
          await mkdir(dirname(join(workspace, name)), { recursive: true });
          await writeFile(join(workspace, name), text);
        }
        await prepare?.(workspace);
      },
      variables: () => made[0]?.variables ?? {},
    });
    const [packer] = made;
    if (packer === undefined) throw new Error('The window was opened without its Packer.');
    const opened = new BakingScene(scene, packer, scene.window);
    await opened.showBakes();
    return opened;
  }

  /** One more window of the same VS Code on the same workspace. */
  async openWindow(): Promise<BakingScene> {
    const window = await this.scene.openWindow();
    const opened = new BakingScene(this.scene, this.packer, window);
    await window.showImages();
    await opened.showBakes();
    return opened;
  }

  /** Opens the Bakes view where it is closed. */
  async showBakes(): Promise<void> {
    const header = this.page.locator('.pane-header', { hasText: 'Bakes' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  }

  get page(): Page {
    return this.window.page;
  }

  /** What is open at the top. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The dialog that is open. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Rows of the sidebar that say something. */
  row(text: RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row').filter({ hasText: text });
  }

  /** A notification that says something. */
  notification(text: RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** How Packer was run so far to build something. */
  async builds(): Promise<PackerCall[]> {
    return (await this.packer.calls()).filter(({ arguments: [command] }) => command === 'build');
  }

  /** Chooses the first row at the top that has these texts. */
  async choose(...texts: readonly string[]): Promise<void> {
    let row = this.input.locator('.monaco-list-row');
    for (const text of texts) row = row.filter({ hasText: text });
    await row.first().click();
  }

  /** Presses a button of the dialog. */
  async pressIn(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
  }

  /** Puts away all notifications. */
  async clear(): Promise<void> {
    await this.window.runCommand('Notifications: Clear All Notifications');
  }

  /** Ends all of it. */
  async end(): Promise<void> {
    await this.scene.end();
  }
}
