import assert from 'node:assert/strict';
import { execa } from 'execa';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../host/eventually.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';

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
  async says(machine: string, words: RegExp): Promise<void> {
    const said = async (): Promise<string> => (await this.row(machine).getAttribute('aria-label')) ?? '';
    await eventually(`${machine}: ${String(words)}`, async () => words.test(await said()), 120_000);
  }

  async press(machine: string, button: string): Promise<void> {
    await this.row(machine).hover();
    await this.row(machine).locator(`.actions [aria-label^="${button}"]`).first().click();
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

describe('The Targets view on Vagrant machines', function () {
  this.timeout(5 * 60_000);
  let machines: MachineScene;
  let view: TargetsView;
  let others: string[];

  const page = (): Page => machines.scene.window.page;
  /** Waits until Vagrant has begun to make the container of `backup`. */
  const madeContainer = (): Promise<unknown> =>
    eventually('the container', async () => (await containers('backup')).length > others.length, 60_000);
  const dialogButton = (name: string): Locator =>
    page().locator('.monaco-dialog-box').getByRole('button', { name });
  const run = (command: string, choice: string): Promise<void> =>
    machines.scene.window.chooseIn(`AMI Bakery: ${command}`, choice);

  before(async () => {
    machines = await openMachineScene();
    others = await containers('backup');
    view = new TargetsView(page());
    await machines.scene.window.showImages();
    await view.show();
  });
  after(() => machines.end());

  it('shows the machines of the Vagrantfile, and that they are not there yet', async () => {
    await view.says('web', /^Machine web, not created, lxc$/u);
    await view.says('backup', /^Machine backup, not created, lxc$/u);
  });

  it('starts a machine, and says how it is reached', async () => {
    await view.press('web', 'Vagrant Up');
    await view.says('web', /starting/u);
    await view.says('web', /^Machine web, running, 10\.0\.3\.\d+, lxc, /u);
    assert.match(await machines.onMachine('cat /etc/debian_version'), /^12/u);
  });

  it('copies the command that opens a shell on it', async () => {
    await run('Copy SSH Command', 'web');
    await page().locator('.statusbar-item', { hasText: 'Copied the SSH command of web' }).first().waitFor();
    const [program = '', ...words] = (await machines.scene.window.clipboard()).split(' ');
    const { stdout } = await execa(program, [...words, 'whoami'], { stdin: 'ignore' });
    assert.equal(stdout, 'vagrant');
  });

  it('makes a machine what it was when its snapshot was saved', async () => {
    await machines.onMachine('touch before && sync');
    await run('Save Snapshot…', 'web');
    await view.says('web', /saving a snapshot/u);
    await view.says('web', /running, 10/u);
    await machines.onMachine('touch after && sync');
    await run('Restore Snapshot…', 'web');
    await machines.scene.window.chooseItem('snap0');
    await view.says('web', /restoring/u);
    await view.says('web', /running, 10/u);
    assert.equal(await machines.onMachine('ls'), 'before');
  });

  it('says what the start of a machine has left when it is stopped, and removes it', async () => {
    await view.press('backup', 'Vagrant Up');
    await madeContainer();
    await page().locator('.notification-list-item').getByRole('button', { name: 'Cancel' }).click();
    const left = page().locator('.notification-list-item', {
      hasText: 'The first start of backup did not end',
    });
    await left.waitFor({ timeout: 60_000 });
    assert.deepEqual(await vagrants('backup'), []);
    await left.getByRole('button', { name: 'Vagrant Destroy…' }).click();
    await dialogButton('Destroy').click();
    await view.says('backup', /not created/u);
    assert.deepEqual(await containers('backup'), others);
  });

  it('goes on without the window, and the next one sees to the end of it', async () => {
    await view.press('backup', 'Vagrant Up');
    await madeContainer();
    await page().reload();
    await machines.scene.window.showImages();
    await view.show();
    await view.says('backup', /running, 10/u);
    assert.deepEqual(await vagrants('backup'), []);
  });

  it('notices that somebody else has stopped a machine', async () => {
    await machines.vagrant('halt', 'backup');
    await view.says('backup', /^Machine backup, stopped/u);
  });

  it('destroys a machine and its snapshots, but not before it was told yes', async () => {
    await run('Vagrant Destroy…', 'web');
    await dialogButton('Cancel').click();
    assert.match(await machines.vagrant('status', 'web'), /web +running/u);
    await run('Vagrant Destroy…', 'web');
    await dialogButton('Destroy').click();
    await view.says('web', /not created/u);
    await run('Vagrant Destroy…', 'backup');
    await dialogButton('Destroy').click();
    await view.says('backup', /not created/u);
    assert.deepEqual([...(await containers('web')), ...(await containers('backup'))], others);
  });
});
