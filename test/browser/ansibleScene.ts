import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { openScene, type Scene } from './fixture.ts';
import { type AnsibleCall, makeStandInTools, type StandInTools } from './standInTools.ts';
import { TestingView } from './testingView.ts';

/** Texts of files, by their paths in the workspace. */
export type WorkspaceFiles = Readonly<Record<string, string>>;

/** Writes files and an empty `ansible.cfg`. */
export async function writePlaybooks(workspace: string, files: WorkspaceFiles): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
  await writeFile(join(workspace, 'ansible.cfg'), '');
}

/** A window with playbooks in its Testing view, a machine that runs, and an Ansible that says how it was run. */
export class AnsibleScene {
  readonly scene: Scene;
  readonly tools: StandInTools;
  readonly view: TestingView;

  private constructor(scene: Scene, tools: StandInTools) {
    this.scene = scene;
    this.tools = tools;
    this.view = new TestingView(scene.window.page);
  }

  /**
   * Opens a window and shows its Testing view.
   * @param files - of the workspace
   * @param first - one of its playbooks
   */
  static async open(files: WorkspaceFiles, first: string): Promise<AnsibleScene> {
    const made: StandInTools[] = [];
    const scene = await openScene({
      configuration: null,
      showsView: false,
      prepare: async ({ workspace }) => {
        made.push(await makeStandInTools(dirname(workspace), workspace));
        await writePlaybooks(workspace, files);
      },
      variables: () => made[0]?.variables ?? {},
    });
    const [tools] = made;
    if (tools === undefined) throw new Error('The window was opened without its tools.');
    const ansible = new AnsibleScene(scene, tools);
    await ansible.view.show(first);
    return ansible;
  }

  /** The box at the top with a title. */
  titled(title: string): Locator {
    const { page } = this.scene.window;
    const quickInput = page.locator('.quick-input-widget');
    return quickInput.filter({ has: page.locator('.quick-input-title', { hasText: title }) });
  }

  /** The box at the top that says something. */
  saying(words: string): Locator {
    return this.scene.window.page.locator('.quick-input-widget', { hasText: words });
  }

  /** Presses keys one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.scene.window.page.keyboard.press(key);
  }

  /** Does something that runs Ansible, and says how that was run. */
  async callOf(act: () => Promise<void>): Promise<AnsibleCall> {
    const before = (await this.tools.calls()).length;
    await act();
    return eventually('the call of Ansible', async () => (await this.tools.calls())[before]);
  }

  /** Does something that runs Ansible, and gives its options but those that say which machine and playbook. */
  async optionsAfter(act: () => Promise<void>): Promise<string[]> {
    return (await this.callOf(act)).arguments.slice(4, -2);
  }

  /** Finds an item by its label in the box at the top, and takes it. */
  async choose(options: Locator, label: string): Promise<void> {
    await options.locator('input').fill(label);
    await options.locator('.monaco-list-row.focused', { hasText: label }).waitFor();
    await this.press('Enter');
  }

  /** Answers what the box at the top asks. */
  async answer(prompt: string, text: string, isHidden = false): Promise<void> {
    const question = this.saying(prompt);
    await question.waitFor();
    const type = isHidden ? 'password' : 'text';
    await question.locator(`input[type="${type}"]`).fill(text);
    await this.press('Enter');
  }

  /** The dialog that says something. */
  dialog(words: string): Locator {
    return this.scene.window.page.locator('.monaco-dialog-box', { hasText: words });
  }

  /** Presses a button of the dialog that says something. */
  async pressIn(words: string, button: string): Promise<void> {
    await this.dialog(words).getByRole('button', { name: button, exact: true }).click();
  }

  /** Ends all of it. */
  async end(): Promise<void> {
    await this.scene.end();
  }
}
