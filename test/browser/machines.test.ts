import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { openScene, type Scene, shareBrowser } from './fixture.ts';
import { makeStandInTools, type StandInTools } from './standInTools.ts';
import { TestingView } from './testingView.ts';

shareBrowser();

/** A Vagrant with the machines `web`, which stays at its start while a file is there, and `backup`. */
const vagrant = (folder: string): string => `#!${process.execPath}
const { appendFileSync, existsSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const folder = ${JSON.stringify(folder)};
const words = process.argv.slice(2);
const waitWhile = (name) => {
  while (existsSync(join(folder, name))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
};
appendFileSync(join(folder, 'calls'), words.join(' ') + '\\n');
if (existsSync(join(folder, 'broken'))) {
  console.log('1,,error-exit,Vagrant::Errors::VagrantfileLoadError,There was an error.\\\\n\\\\nLine 3: oh');
  process.exit(1);
}
if (words[0] === 'up') {
  waitWhile('hold');
  writeFileSync(join(folder, 'up'), '');
}
if (words[0] === 'halt') rmSync(join(folder, 'up'));
if (words[0] === 'status') {
  const state = existsSync(join(folder, 'up')) ? 'running' : 'not_created';
  const other = existsSync(join(folder, 'saved')) ? 'saved' : 'not_created';
  for (const [name, is] of [['web', state], ['backup', other]]) {
    console.log('1,' + name + ',provider-name,virtualbox');
    console.log('1,' + name + ',state,' + is);
  }
  waitWhile('hold-status');
}
if (words[0] === 'ssh-config') console.log('Host web\\n  HostName 192.0.2.1\\n  User vagrant\\n  Port 22');
`;

/** A task that starts a machine by its name, as any other extension may. */
const tasks = JSON.stringify({
  version: '2.0.0',
  tasks: [
    { label: 'Start web', type: 'process', command: 'true', args: ['${input:up}'], problemMatcher: [] },
  ],
  inputs: [{ id: 'up', type: 'command', command: 'amiBakery.vagrantUp', args: 'web' }],
});

describe('The machines of a Vagrantfile', () => {
  let scene: Scene;
  let folder: string;
  let tools: StandInTools;

  const row = (words: string): Locator =>
    scene.window.page.locator(`.part.sidebar .monaco-list-row[aria-label*="${words}"]`).first();
  /** What another Vagrant notes of a machine. */
  const note = async (name: string, state: string): Promise<void> => {
    const place = join(scene.demo.workspace, 'vagrant');
    const folders = { vagrantfile_path: place, local_data_path: join(place, '.vagrant') };
    const machines = { one: { name, state, provider: 'virtualbox', ...folders } };
    await writeFile(join(folder, 'data', 'machine-index', 'index'), JSON.stringify({ version: 1, machines }));
  };
  const showTargets = async (): Promise<void> => {
    await scene.window.showImages();
    const header = scene.window.page.locator('.pane-header', { hasText: 'Targets' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  };

  before(async () => {
    scene = await openScene({
      configuration: null,
      showsView: false,
      prepare: async ({ workspace }) => {
        folder = join(dirname(workspace), 'vagrant');
        await mkdir(join(folder, 'data', 'machine-index'), { recursive: true });
        tools = await makeStandInTools(dirname(workspace), workspace);
        const playbook = '- { name: Web, hosts: web, tasks: [{ ansible.builtin.debug: }] }\n';
        await writeFile(join(workspace, 'web.yml'), playbook);
        await writeFile(join(folder, 'vagrant'), vagrant(folder));
        await chmod(join(folder, 'vagrant'), 0o755);
        await writeFile(join(folder, 'hold'), '');
        await mkdir(join(workspace, 'vagrant'));
        await mkdir(join(workspace, '.vscode'));
        await writeFile(join(workspace, '.vscode', 'tasks.json'), tasks);
        await writeFile(join(workspace, 'vagrant', 'Vagrantfile'), '');
        await writeFile(join(workspace, 'vagrant', 'machines.json'), '{}');
      },
      variables: () => ({
        // Else VS Code takes the PATH of a login shell.
        VSCODE_CLI: '1',
        PATH: [folder, tools.variables['PATH'] ?? ''].join(delimiter),
        VAGRANT_HOME: folder,
      }),
    });
    await showTargets();
  });
  after(() => scene.end());

  it('show what is done with them also in the next window, while Vagrant has no time to say anything', async () => {
    const { page } = scene.window;
    await row('Machine web, not created').waitFor();
    await scene.window.chooseIn('AMI Bakery: Vagrant Up', 'web');
    await row('Machine web, starting').waitFor();
    await page.reload();
    await showTargets();
    await row('Machine web, starting').waitFor();
    await rm(join(folder, 'hold'));
    await row('Machine web, running').waitFor();
    await row('Machine backup, not created').waitFor();
  });

  it('say what is wrong with the Vagrantfile, on one line, and go on as soon as it is mended', async () => {
    const machines = join(scene.demo.workspace, 'vagrant', 'machines.json');
    await writeFile(join(folder, 'broken'), '');
    await writeFile(machines, '{ ');
    await row('Vagrant does not say which machines there are: There was an error. Line 3: oh').waitFor();
    await rm(join(folder, 'broken'));
    await writeFile(machines, '{}');
    await row('Vagrant does not say').waitFor({ state: 'hidden' });
    await row('Machine web, running').waitFor();
  });

  it('are started by their names without a question, also where they are thought to run', async () => {
    await writeFile(join(folder, 'calls'), '');
    const { page } = scene.window;
    await page.keyboard.press('Control+P');
    const input = page.locator('.quick-input-widget input').first();
    await input.fill('task Start web');
    await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: 'Start web' }).waitFor();
    await page.keyboard.press('Enter');
    await eventually('vagrant up', async () =>
      /^up .*\bweb\b/mu.test(await readFile(join(folder, 'calls'), 'utf8')),
    );
    await row('Machine web, running').waitFor();
  });

  it('are as Vagrant has noted last, also when it is still saying how they were before', async () => {
    const machines = join(scene.demo.workspace, 'vagrant', 'machines.json');
    await writeFile(join(folder, 'hold-status'), '');
    await writeFile(join(folder, 'saved'), '');
    await writeFile(join(folder, 'calls'), '');
    await appendFile(machines, ' ');
    await eventually('vagrant status', async () =>
      (await readFile(join(folder, 'calls'), 'utf8')).includes('status'),
    );
    await note('web', 'poweroff');
    await row('Machine web, poweroff').waitFor();
    await rm(join(folder, 'hold-status'));
    await row('Machine backup, saved').waitFor();
    assert.equal(await row('Machine web, poweroff').isVisible(), true);
  });

  it('are provisioned by Vagrant when that is asked for', async () => {
    await note('web', 'running');
    await row('Machine web, running').waitFor();
    await writeFile(join(folder, 'calls'), '');
    await scene.window.chooseIn('AMI Bakery: Vagrant Provision', 'web');
    await eventually('vagrant provision', async () =>
      /^provision .*\bweb\b/mu.test(await readFile(join(folder, 'calls'), 'utf8')),
    );
    await row('Machine web, running').waitFor();
  });

  it('are not stopped unasked while a playbook runs on them', async () => {
    const { page } = scene.window;
    await note('web', 'running');
    await row('Machine web, running').waitFor();
    const release = await tools.hold();
    const view = new TestingView(page);
    await view.show('web.yml');
    await view.run('web.yml');
    await eventually('the run', async () => (await tools.calls()).length > 0);
    await writeFile(join(folder, 'calls'), '');
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'web.yml is running on web.' });
    await scene.window.chooseIn('AMI Bakery: Vagrant Halt', 'web');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await release();
    await view.end('web.yml', 'Passed');
    assert.doesNotMatch(await readFile(join(folder, 'calls'), 'utf8'), /^halt/mu);
    await scene.window.chooseIn('AMI Bakery: Vagrant Halt', 'web');
    await eventually('vagrant halt', async () =>
      /^halt/mu.test(await readFile(join(folder, 'calls'), 'utf8')),
    );
  });
});
