import assert from 'node:assert/strict';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { openScene, type Scene, shareBrowser } from './fixture.ts';
import { makeStandInTools, type StandInMachine, type StandInTools } from './standInTools.ts';
import { TestingView } from './testingView.ts';

shareBrowser();

const playbook = '- { name: Web, hosts: web, gather_facts: false, tasks: [{ ansible.builtin.debug: }] }\n';

/** Of two folders, of which one has two Vagrantfiles with a machine of one name. */
const places = ['one/a', 'one/b', 'two/a'] as const;

describe('Playbooks and machines of one name in a window with several folders', () => {
  let scene: Scene;
  let tools: StandInTools;
  let view: TestingView;
  let root: string;

  const machineIn = (place: string, state: StandInMachine['state'] = 'running'): StandInMachine => ({
    ...{ name: 'web', state },
    folder: join(root, place),
  });

  before(async () => {
    scene = await openScene({
      configuration: null,
      showsView: false,
      opens: ({ workspace }) => join(workspace, 'all.code-workspace'),
      prepare: async ({ workspace }) => {
        root = await realpath(workspace);
        tools = await makeStandInTools(dirname(workspace), workspace);
        for (const place of places) {
          await mkdir(join(workspace, place), { recursive: true });
          await writeFile(join(workspace, place, 'web.yml'), playbook);
          await writeFile(join(workspace, place, 'Vagrantfile'), '');
        }
        await writeFile(join(workspace, 'two', 'Vagrantfile'), '');
        const folders = ['one', 'two'].map((path) => ({ path }));
        await writeFile(join(workspace, 'all.code-workspace'), JSON.stringify({ folders }));
        await tools.setMachines(places.map((place) => machineIn(place)));
      },
      variables: () => tools.variables,
    });
    view = new TestingView(scene.window.page);
    await view.show('one/a/web.yml');
  });
  after(() => scene.end());

  it('are told apart, and each runs on the machine of its own Vagrantfile', async () => {
    for (const place of [...places].reverse()) {
      const before = (await tools.vagrantFolders()).length;
      await view.run(`${place}/web.yml`);
      await view.end(`${place}/web.yml`, 'Passed');
      const asked = (await tools.vagrantFolders()).slice(before);
      assert.deepEqual(new Set(asked), new Set([join(root, place)]));
    }
  });

  it('are asked about by folder where the own one does not run', async () => {
    await tools.setMachines([machineIn('one/a'), machineIn('one/b', 'stopped')]);
    await scene.window.chooseIn('AMI Bakery: Run Ansible with Tags…', 'one/b/web.yml');
    const tags = scene.window.page.locator('.quick-input-widget', {
      hasText: 'Run one/b/web.yml with which tags?',
    });
    await tags.waitFor();
    await scene.window.page.keyboard.press('Escape');
    await view.run('one/b/web.yml');
    const question = scene.window.page.locator('.quick-input-widget', { hasText: 'Run on which machine?' });
    await question.locator('.monaco-list-row', { hasText: /^Start web.*one\/b/u }).waitFor();
    const before = (await tools.vagrantFolders()).length;
    await question.locator('.monaco-list-row', { hasText: /^web.*lxc · one\/a/u }).click();
    await eventually('the machine that was chosen', async () =>
      (await tools.vagrantFolders()).slice(before).includes(join(root, 'one/a')),
    );
    await view.end('one/b/web.yml', 'Passed');
  });

  it('have the name of their folder also where the Vagrantfile is at its root', async () => {
    await scene.window.showImages();
    const header = scene.window.page.locator('.pane-header', { hasText: 'Targets' });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    const row = (words: string): Locator =>
      scene.window.page.locator(`.part.sidebar .monaco-list-row[aria-label="${words}"]`);
    await row('Vagrant machines of two').waitFor();
    await row('Vagrant machines of one/a').waitFor();
  });
});
