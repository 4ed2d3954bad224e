import { readlink } from 'node:fs/promises';
import { execa } from 'execa';
import type { Scene } from '../../browser/fixture.ts';

/**
 * Processes of Ansible here that work on a machine, and connections of runs that are open: one on each line.
 * @param workspace - folder of those that run them
 */
export function ansiblesAtWork(workspace: string): Promise<string> {
  return processes(
    workspace,
    (line) =>
      (line.includes('ansible-playbook') && line.includes('ssh-config')) ||
      /\.ansible\/cp\/[0-9a-f]{8}\//u.test(line),
  );
}

/**
 * Processes of Packer, and of what it starts, Ansible and its connections among it: one on each line. A connection that
 * waits for the next playbook is none of them: Ansible keeps those of playbooks that ran before, for a minute.
 * @param workspace - folder of those that run them
 */
export function packersAtWork(workspace: string): Promise<string> {
  return processes(
    workspace,
    (line) =>
      !line.includes('[mux]') &&
      /(?:^|\/)packer (?:build|plugin)|packer_build_name=|(?:^|\/)(?:ansible[\w-]*|ssh|sftp|scp) |\bssh: /u.test(
        line,
      ),
  );
}

/**
 * The process that extensions run in.
 * @param userDataFolder - of the VS Code
 */
export async function extensionHostOf(userDataFolder: string): Promise<number> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').map((line) => {
    const [, pid = '', parent = '', args = ''] = /^ *(\d+) +(\d+) (.*)$/u.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const isOf = (pid: number): boolean => {
    const found = all.find((each) => each.pid === pid);
    return found !== undefined && (found.args.includes(userDataFolder) || isOf(found.parent));
  };
  const host = all.find(({ args, parent }) => args.includes('--type=extensionHost') && isOf(parent));
  if (host === undefined) throw new Error('There is no extension host.');
  return host.pid;
}

/** Those that work elsewhere are of tests that run beside this one. */
async function processes(workspace: string, isOne: (line: string) => boolean): Promise<string> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,args=']);
  const found = stdout.split('\n').flatMap((line) => {
    const [, pid = '', args = ''] = /^ *(\d+) (.*)$/u.exec(line) ?? [];
    return isOne(args) ? [{ pid, args }] : [];
  });
  const lines = found.map(async ({ pid, args }) => {
    // One that has ended meanwhile works nowhere.
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    return folder.startsWith(workspace) ? [args] : [];
  });
  return (await Promise.all(lines)).flat().join('\n');
}

/** Runs tags of a playbook as a person does, who finds those chosen that were run last. */
export class TagRuns {
  readonly #scene: Scene;
  readonly #playbook: string;
  #last: readonly string[] = [];

  /**
   * Runs nothing yet.
   * @param scene - a window
   * @param playbook - as it is named there
   */
  constructor(scene: Scene, playbook: string) {
    this.#scene = scene;
    this.#playbook = playbook;
  }

  /** Runs these tags, and no others. */
  async run(command: string, ...tags: readonly string[]): Promise<void> {
    await this.#scene.window.chooseIn(`AMI Bakery: ${command}`, this.#playbook);
    await this.choose(...tags);
  }

  /** Chooses these tags, and no others, where they are asked for. */
  async choose(...tags: readonly string[]): Promise<void> {
    const list = this.#scene.window.page.locator('.quick-input-widget', {
      hasText: `Run ${this.#playbook} with which tags?`,
    });
    await list.locator('.monaco-list-row').first().waitFor();
    const press = async (tag: string, isChecked: boolean): Promise<void> => {
      // Rows that are not on the screen do not exist.
      await list.locator('input[type="text"]').fill(tag);
      await list
        .locator(
          `.monaco-list-row [role="checkbox"][aria-label="${tag}"][aria-checked="${String(isChecked)}"]`,
        )
        .click();
    };
    for (const tag of this.#last) await press(tag, true);
    for (const tag of tags) await press(tag, false);
    this.#last = tags;
    await list.getByRole('button', { name: 'OK' }).click();
  }

  /** Says yes where tasks are shown that would surprise. */
  async approve(): Promise<void> {
    await this.#scene.window.page
      .getByRole('button', { name: 'Run', exact: true })
      .click({ timeout: 3000 })
      .catch(() => undefined);
  }
}
