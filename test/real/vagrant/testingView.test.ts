import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Scene } from '../../browser/fixture.ts';
import { TestingView } from '../../browser/testingView.ts';
import { eventually } from '../../host/eventually.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';

/** What is added to the playbook of web, and what it does. */
const moreTasks = `
  post_tasks:
    - name: Break
      ansible.builtin.fail:
        msg: broken on purpose
      tags: [never, broken]
    - name: Wait long
      ansible.builtin.command: sleep 271
      changed_when: false
      tags: [never, long]
    - name: Wait a little
      ansible.builtin.command: sleep 8
      changed_when: false
      tags: [never, little]
`;

describe('The Testing view on a Vagrant machine', function () {
  this.timeout(5 * 60_000);
  let scene: Scene;
  let machines: MachineScene;
  let view: TestingView;
  let lines: string[];

  const onMachine = (command: string): Promise<string> => machines.onMachine(command);
  /** Processes of Ansible that work for this window. */
  const ansibles = async (): Promise<string> => {
    const { stdout } = await execa('ps', ['-eo', 'args']);
    return stdout
      .split('\n')
      .filter((line) => line.includes('ansible-playbook') && line.includes('ssh-config'))
      .join('\n');
  };
  let lastTags: readonly string[] = [];
  const runTags = async (...tags: readonly string[]): Promise<void> => {
    const { window } = scene;
    await window.chooseIn('AMI Bakery: Run Ansible with Tags…', 'ansible/web.yml');
    const list = window.page.locator('.quick-input-widget', {
      hasText: 'Run ansible/web.yml with which tags?',
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
    // What was run last is chosen already.
    for (const tag of lastTags) await press(tag, true);
    for (const tag of tags) await press(tag, false);
    lastTags = tags;
    await list.getByRole('button', { name: 'OK' }).click();
  };

  before(async () => {
    machines = await openMachineScene(async (workspace) => {
      const playbook = join(workspace, 'ansible', 'web.yml');
      const text = `${await readFile(playbook, 'utf8')}${moreTasks.slice(1)}`;
      lines = text.split('\n');
      await writeFile(playbook, text);
    });
    ({ scene } = machines);
    view = new TestingView(scene.window.page);
    await view.show('ansible/web.yml');
  });
  after(() => machines.end());

  it('runs nothing when none runs and a person does not want to start it', async () => {
    await view.run('ansible/web.yml');
    const dialog = scene.window.page.locator('.monaco-dialog-box', { hasText: 'No Vagrant machine' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await view.end('ansible/web.yml', 'Skipped');
  });

  it('starts the machine when none runs, and runs the tags that were chosen, and nothing else', async () => {
    await runTags('content');
    await scene.window.page.getByRole('button', { name: 'Start web' }).click();
    await view.end('ansible/web.yml', 'Passed');
    assert.match(await onMachine('cat /srv/web/index.html'), /It works/u);
    assert.equal(await onMachine('ls /etc/nginx 2>/dev/null || echo none'), 'none');
  });

  it('runs a whole playbook, and shows each role and task as it went', async () => {
    const { page } = scene.window;
    await view.open('ansible/web.yml');
    await view.open('Web server');
    await view.run('ansible/web.yml');
    await view.end('ansible/web.yml', 'Passed');
    for (const role of ['users', 'logging', 'monitoring', 'web', 'self_provision'])
      await view.end(role, 'Passed');
    await page.getByText('PLAY RECAP').first().waitFor();
    assert.match(await onMachine('systemctl is-active nginx'), /^active/u);
  });

  it('shows what failed, in its words, at its line', async () => {
    const { page } = scene.window;
    await runTags('broken');
    await page
      .getByRole('button', { name: 'Run', exact: true })
      .click({ timeout: 3000 })
      .catch(() => undefined);
    await view.end('ansible/web.yml', 'Failed');
    await view.end('Break', 'Failed');
    await view.row('Break').dblclick();
    await page
      .locator('.test-message-inline-content, .test-output-peek', { hasText: 'broken on purpose' })
      .first()
      .waitFor();
    const line = lines.findIndex((text) => text.includes('name: Break')) + 1;
    await page.locator('.statusbar', { hasText: `Ln ${line}, Col` }).waitFor();
  });

  it('leaves nothing behind when it is stopped, here and on the machine', async () => {
    const { page } = scene.window;
    await runTags('long');
    await eventually('the task', async () => (await onMachine('pgrep -fc "[s]leep 271" || true')) !== '0');
    await scene.window.runCommand('Test: Cancel Test Run');
    await view.end('ansible/web.yml', 'Skipped');
    assert.equal(await ansibles(), '');
    assert.equal(await onMachine('pgrep -fc "[s]leep 271" || true'), '0');
    await page.keyboard.press('Escape');
  });

  it('goes on without the window, and is shown whole in the next', async () => {
    await runTags('little');
    await eventually('the task', async () => (await onMachine('pgrep -fc "[s]leep 8" || true')) !== '0');
    await scene.window.page.reload();
    await scene.window.waitForExtension();
    await view.show('ansible/web.yml');
    await view.end('ansible/web.yml', 'Passed');
    assert.equal(await ansibles(), '');
  });
});
