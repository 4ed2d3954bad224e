import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../host/eventually.ts';
import type { MachineScene } from './machineScene.ts';

/** The Targets view, as a person uses it. */
class TargetsView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the view, which is closed at first. */
  async show(): Promise<void> {
    const header = this.#page.locator('.pane-header', { hasText: 'Targets' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    await this.row('web').waitFor();
  }

  row(machine: string): Locator {
    return this.#page.locator(`.part.sidebar .monaco-list-row[aria-label^="Machine ${machine}, "]`).first();
  }

  /** Waits until the row of a machine says something. */
  async says(machine: string, words: RegExp, timeLimit = 120_000): Promise<void> {
    let said = '';
    const isSaid = async (): Promise<boolean> => {
      said = (await this.row(machine).getAttribute('aria-label')) ?? '';
      return words.test(said);
    };
    await eventually(`${machine}: ${String(words)}`, isSaid, timeLimit).catch((thrown: unknown) => {
      throw new Error(`The row says: ${said}`, { cause: thrown });
    });
  }

  /** Presses a button until the row says what is being done: a press is lost while a row is drawn anew. */
  async press(machine: string, button: string, doing: RegExp): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.row(machine).hover();
      await this.row(machine).locator(`.actions [aria-label^="${button}"]`).first().click();
      try {
        await this.says(machine, doing, 10_000);
        return;
      } catch (thrown) {
        if (attempt === 3) throw thrown;
      }
    }
  }
}

/** Names of the containers that there are, of machines of this name. */
async function containers(machine: string): Promise<string[]> {
  const { stdout } = await execa('lxc-ls', ['-1']);
  return stdout.split('\n').filter((name) => name.startsWith(`vagrant_${machine}_`));
}

/** Processes of Vagrant that start a machine of this name. */
async function vagrants(machine: string): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes('vagrant up') && line.endsWith(`-- ${machine}`));
}

/** What the home of a machine has, whether it runs or not. */
function homeOf(container: string): Promise<string[]> {
  return readdir(join('/var/lib/lxc', container, 'rootfs', 'home', 'vagrant'));
}

const dialogButton = (page: Page, name: string): Locator =>
  page.locator('.monaco-dialog-box').getByRole('button', { name });

/**
 * From no machine to `web` and `backup`, both stopped.
 * @param machines - the scene, once there is one
 */
export function describeTargetsView(machines: () => MachineScene): void {
  describe('The Targets view', () => {
    let view: TargetsView;
    let others: string[];

    const page = (): Page => machines().scene.window.page;
    /** Waits until Vagrant has begun to make the container of `backup`. */
    const madeContainer = (): Promise<unknown> =>
      eventually('the container', async () => (await containers('backup')).length > others.length, 60_000);
    const run = (command: string, choice: string): Promise<void> =>
      machines().scene.window.chooseIn(`AMI Bakery: ${command}`, choice);

    before(async () => {
      others = await containers('backup');
      view = new TargetsView(page());
      await machines().scene.window.showImages();
      await view.show();
    });

    it('shows the machines of the Vagrantfile, and that they are not there yet', async () => {
      await view.says('web', /^Machine web, not created, lxc$/u);
      await view.says('backup', /^Machine backup, not created, lxc$/u);
    });

    it('starts a machine, and says how it is reached', async () => {
      await view.press('web', 'Vagrant Up', /starting/u);
      await view.says('web', /^Machine web, running, 10\.0\.3\.\d+, lxc, /u);
      assert.match(await machines().starter.on('web', 'cat /etc/debian_version'), /^12/u);
    });

    it('copies the command that opens a shell on it', async () => {
      await run('Copy SSH Command', 'web');
      await page().locator('.statusbar-item', { hasText: 'Copied the SSH command of web' }).first().waitFor();
      const [program = '', ...words] = (await machines().scene.window.clipboard()).split(' ');
      const { stdout } = await execa(program, [...words, 'whoami'], { stdin: 'ignore' });
      assert.equal(stdout, 'vagrant');
    });

    it('opens a terminal on it, in which a person works', async () => {
      await run('Open SSH Terminal', 'web');
      const terminal = page().locator('.terminal-wrapper.active .xterm-helper-textarea').first();
      await page().locator('.terminal-wrapper.active').first().waitFor();
      await eventually(
        'what was typed',
        async () => {
          // A shell that is not there yet takes nothing.
          await terminal.focus();
          await page().keyboard.type('whoami > typed');
          await page().keyboard.press('Enter');
          return (await machines().starter.on('web', 'cat typed || true')).trim() === 'vagrant';
        },
        60_000,
      );
      await page().keyboard.type('rm typed; exit');
      await page().keyboard.press('Enter');
      await page().locator('.terminal-wrapper.active').first().waitFor({ state: 'hidden' });
    });

    it('saves a snapshot of a machine that runs, which runs again afterwards', async () => {
      await machines().starter.on('web', 'touch before && sync');
      await run('Save Snapshot…', 'web');
      await dialogButton(page(), 'Save').click();
      await view.says('web', /saving a snapshot/u);
      await view.says('web', /running, 10/u);
    });

    it('stops a machine, and makes it what it was when its snapshot was saved', async () => {
      await machines().starter.on('web', 'touch after && sync');
      await view.press('web', 'Vagrant Halt', /stopp(?:ing|ed)/u);
      await view.says('web', /^Machine web, stopped/u);
      const container = await machines().starter.containerOf('web');
      assert.deepEqual(await sharedWith(homeOf(container), ['before', 'after']), ['before', 'after']);
      await run('Restore Snapshot…', 'web');
      await machines().scene.window.chooseItem('snap0');
      // For a moment there is none.
      const hasAfter = (): Promise<boolean> =>
        homeOf(container).then(
          (names) => names.includes('after'),
          () => true,
        );
      await eventually('the snapshot', async () => !(await hasAfter()), 60_000);
      await view.says('web', /^Machine web, stopped/u);
      assert.deepEqual(await sharedWith(homeOf(container), ['before', 'after']), ['before']);
    });

    it('says what the start of a machine has left when it is stopped, and removes it', async () => {
      await view.press('backup', 'Vagrant Up', /starting/u);
      await madeContainer();
      await page().locator('.notification-list-item').getByRole('button', { name: 'Cancel' }).click();
      const left = page().locator('.notification-list-item', {
        hasText: 'The first start of backup did not end',
      });
      await left.waitFor({ timeout: 60_000 });
      assert.deepEqual(await vagrants('backup'), []);
      await left.getByRole('button', { name: 'Vagrant Destroy…' }).click();
      await dialogButton(page(), 'Destroy').click();
      await view.says('backup', /not created/u);
      assert.deepEqual(await containers('backup'), others);
    });

    it('goes on without the window, and the next one sees to the end of it', async () => {
      await view.press('backup', 'Vagrant Up', /starting/u);
      await madeContainer();
      await page().reload();
      await machines().scene.window.showImages();
      await view.show();
      await view.says('backup', /running, 10/u);
      assert.deepEqual(await vagrants('backup'), []);
    });

    it('notices that somebody else has stopped a machine', async () => {
      await machines().starter.vagrant('halt', 'backup');
      await view.says('backup', /^Machine backup, stopped/u);
    });
  });
}

/** Those of the names that there are, in the order of the names. */
async function sharedWith(found: Promise<readonly string[]>, names: readonly string[]): Promise<string[]> {
  const all = await found;
  return names.filter((name) => all.includes(name));
}

/**
 * From `web`, with a snapshot where the suite of the view has run, and `backup` to no machine.
 * @param machines - the scene, once there is one
 */
export function describeRemoval(machines: () => MachineScene): void {
  describe('Removing machines', () => {
    it('is done with their snapshots, but not before a person has said yes', async () => {
      const { scene, starter } = machines();
      const { page } = scene.window;
      const view = new TargetsView(page);
      await starter.ensure('web', 'running');
      const made = [await starter.containerOf('web'), await starter.containerOf('backup')];
      await scene.window.showImages();
      await view.show();
      const ask = (machine: string): Promise<void> =>
        scene.window.chooseIn('AMI Bakery: Vagrant Destroy…', machine);
      await ask('web');
      await dialogButton(page, 'Cancel').click();
      assert.match(await starter.vagrant('status', 'web'), /web +running/u);
      for (const machine of ['web', 'backup']) {
        await ask(machine);
        await dialogButton(page, 'Destroy').click();
        await view.says(machine, /not created/u);
      }
      const left = [...(await containers('web')), ...(await containers('backup'))];
      assert.deepEqual(
        left.filter((container) => made.includes(container)),
        [],
      );
    });
  });
}
