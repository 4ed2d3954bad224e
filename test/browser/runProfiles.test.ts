import assert from 'node:assert/strict';
import { chooseFromMenu } from '../harness/contextMenu.ts';
import { eventually } from '../host/eventually.ts';
import { AnsibleScene } from './ansibleScene.ts';
import { shareBrowser } from './fixture.ts';
import type { StandInRun } from './standInTools.ts';

shareBrowser();

const manyCount = 400;

/** Of which the last ones are found seconds after the first: each follows a long role, whose tasks are not shown. */
function manyPlaybooks(): Record<string, string> {
  const tasks = Array.from({ length: 2000 }, (_, index) => `- { name: "${index}", debug: }\n`).join('');
  const playbook = '- { hosts: web, tasks: [{ name: Long, include_role: { name: long } }] }\n';
  const playbooks = Array.from({ length: manyCount }, (_, index) => [`zz/${index}.yml`, playbook] as const);
  return { ...Object.fromEntries(playbooks), 'zz/roles/long/tasks/main.yml': tasks };
}

const files = {
  'site.yml': `- name: Site
  hosts: web
  gather_facts: false
  tasks:
    - { name: Install, ansible.builtin.debug: , tags: packages }
    - { name: Configure, ansible.builtin.debug: , tags: config }
`,
  ...manyPlaybooks(),
  'other.yml': '- { name: Other, hosts: web, tasks: [{ name: Look, ansible.builtin.debug: }] }\n',
};

/** Line of the task in site.yml. */
const [install, configure] = [5, 6];

/** A run of both tasks on one machine. */
function runOf(statuses: Readonly<Record<number, string>>, exitCode = 0): StandInRun {
  const tasks = Object.entries(statuses).map(([line, status]) => ({
    line: Number(line),
    results: { web: { status, ...(status === 'failed' ? { message: 'no such package' } : {}) } },
  }));
  return { tasks, exitCode };
}

describe('The run profiles of playbooks', () => {
  let ansible: AnsibleScene;
  before(async () => {
    ansible = await AnsibleScene.open(files, 'site.yml');
  });
  after(() => ansible.end());

  it('are there for the first playbooks while the last are still being read', async () => {
    const rowCount = async (): Promise<number> =>
      Number(await ansible.view.row('site.yml').getAttribute('aria-setsize'));
    assert.ok((await rowCount()) < manyCount + 2);
    await eventually('all of them', async () => (await rowCount()) === manyCount + 2);
  });

  /** As a person does it with the menu of a row. */
  const runWith = async (label: string, profile: string): Promise<void> => {
    const { page } = ansible.scene.window;
    await chooseFromMenu(page, ansible.view.row(label), ['Execute Using Profile...']);
    const profiles = page.locator('.quick-input-widget .monaco-list-row');
    await profiles
      .filter({ has: page.getByText(profile, { exact: true }) })
      .first()
      .click();
  };

  it('change nothing in check mode', async () => {
    const options = await ansible.optionsAfter(() => runWith('site.yml', 'Check mode on Vagrant'));
    assert.deepEqual(options, ['--check', '--diff']);
    await ansible.view.end('site.yml', 'Passed');
  });

  it('run twice for idempotence, which is broken where the second run changes something, at its line', async () => {
    const before = (await ansible.tools.calls()).length;
    await ansible.tools.script(
      runOf({ [install]: 'changed', [configure]: 'changed' }),
      runOf({ [install]: 'ok', [configure]: 'changed' }),
    );
    await runWith('site.yml', 'Idempotence on Vagrant');
    await ansible.view.end('site.yml', 'Failed');
    assert.equal((await ansible.tools.calls()).length, before + 2);
    await ansible.view.open('site.yml');
    await ansible.view.open('Site');
    await ansible.view.end('Install', 'Passed');
    await ansible.view.end('Configure', 'Failed');
    const { page } = ansible.scene.window;
    await page.getByText('changed the second time').first().waitFor();
  });

  it('pass for idempotence where the second run changes nothing', async () => {
    await ansible.tools.script(
      runOf({ [install]: 'changed', [configure]: 'changed' }),
      runOf({ [install]: 'ok', [configure]: 'ok' }),
    );
    await runWith('site.yml', 'Idempotence on Vagrant');
    await ansible.view.end('site.yml', 'Passed');
    await ansible.view.end('Configure', 'Passed');
  });

  it('run once for idempotence where the first run fails', async () => {
    const before = (await ansible.tools.calls()).length;
    await ansible.tools.script(runOf({ [install]: 'failed' }, 2));
    await runWith('site.yml', 'Idempotence on Vagrant');
    await ansible.view.end('site.yml', 'Failed');
    assert.equal((await ansible.tools.calls()).length, before + 1);
  });

  it('run again what has failed, and nothing else', async () => {
    await ansible.tools.script(
      runOf({ [install]: 'ok', [configure]: 'failed' }, 2),
      runOf({ [configure]: 'ok' }),
    );
    await ansible.view.run('site.yml');
    await ansible.view.end('Configure', 'Failed');
    const options = await ansible.optionsAfter(() =>
      ansible.scene.window.runCommand('Test: Rerun Failed Tests'),
    );
    assert.deepEqual(options, ['--tags=config', '--diff']);
    await ansible.view.end('Configure', 'Passed');
  });

  it('say for an EC2 test instance that none runs, and lead to where one is launched', async () => {
    const before = (await ansible.tools.calls()).length;
    await runWith('other.yml', 'EC2 instance');
    await ansible.dialog('No EC2 test instance is running.').waitFor();
    await ansible.pressIn('No EC2 test instance is running.', 'Cancel');
    await ansible.view.end('other.yml', 'Skipped');
    assert.equal((await ansible.tools.calls()).length, before);
  });
});
