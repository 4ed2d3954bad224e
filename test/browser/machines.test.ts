import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { endBrowser, openScene, type Scene } from './fixture.ts';

after(endBrowser);

/** A Vagrant with the machines `web`, which stays at its start while a file is there, and `backup`. */
const vagrant = (folder: string): string => `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const folder = ${JSON.stringify(folder)};
const words = process.argv.slice(2);
if (existsSync(join(folder, 'broken'))) {
  console.log('1,,error-exit,Vagrant::Errors::VagrantfileLoadError,There was an error.\\\\n\\\\nLine 3: oh');
  process.exit(1);
}
if (words[0] === 'up') {
  while (existsSync(join(folder, 'hold'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  writeFileSync(join(folder, 'up'), '');
}
if (words[0] === 'status') {
  const state = existsSync(join(folder, 'up')) ? 'running' : 'not_created';
  for (const [name, is] of [['web', state], ['backup', 'not_created']]) {
    console.log('1,' + name + ',provider-name,virtualbox');
    console.log('1,' + name + ',state,' + is);
  }
}
if (words[0] === 'ssh-config') console.log('Host web\\n  HostName 192.0.2.1\\n  User vagrant\\n  Port 22');
`;

describe('The machines of a Vagrantfile', function () {
  this.timeout(120_000);
  let scene: Scene;
  let folder: string;

  const row = (words: string): Locator =>
    scene.window.page.locator(`.part.sidebar .monaco-list-row[aria-label*="${words}"]`).first();
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
        folder = join(dirname(workspace), 'stand-ins');
        await mkdir(folder);
        await writeFile(join(folder, 'vagrant'), vagrant(folder));
        await chmod(join(folder, 'vagrant'), 0o755);
        await writeFile(join(folder, 'hold'), '');
        await mkdir(join(workspace, 'vagrant'));
        await writeFile(join(workspace, 'vagrant', 'Vagrantfile'), '');
        await writeFile(join(workspace, 'vagrant', 'machines.json'), '{}');
      },
      variables: () => ({
        // Else VS Code takes the PATH of a login shell.
        VSCODE_CLI: '1',
        PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
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
});
