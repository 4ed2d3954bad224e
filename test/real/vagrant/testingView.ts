import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestingView } from '../../browser/testingView.ts';
import { eventually } from '../../host/eventually.ts';
import type { MachineScene } from './machineScene.ts';
import { ansiblesAtWork, TagRuns } from './playbookRuns.ts';

const withTags = 'Run Ansible with Tags…';

/**
 * From no machine that runs to `web`, which is what its playbook says.
 * @param machines - the scene, once there is one
 */
export function describeTestingView(machines: () => MachineScene): void {
  describe('The Testing view on a Vagrant machine', () => {
    let view: TestingView;

    /** How many processes on `web` have this in their command. */
    const atWork = (words: string): Promise<string> =>
      machines().starter.on('web', `pgrep -fc "${words}" || true`);

    before(async () => {
      await machines().starter.ensure('web', 'stopped');
      await machines().starter.ensure('backup', 'stopped');
      view = new TestingView(machines().scene.window.page);
      await view.show('ansible/web.yml');
    });

    it('runs nothing when none runs and a person does not want to start it', async () => {
      await view.run('ansible/web.yml');
      const dialog = machines().scene.window.page.locator('.monaco-dialog-box', {
        hasText: 'No Vagrant machine',
      });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await view.end('ansible/web.yml', 'Skipped');
    });

    it('starts the machine when none runs, and runs the tags that were chosen, and nothing else', async () => {
      await machines().tagRuns.run(withTags, 'content');
      await machines().scene.window.page.getByRole('button', { name: 'Start web' }).click();
      await view.begin('ansible/web.yml');
      await view.end('ansible/web.yml', 'Passed');
      assert.match(await machines().starter.on('web', 'cat /srv/web/index.html'), /It works/u);
      assert.equal(await machines().starter.on('web', 'ls /etc/nginx 2>/dev/null || echo none'), 'none');
    });

    it('runs a whole playbook, and shows each role and task as it went', async () => {
      const { page } = machines().scene.window;
      await view.open('ansible/web.yml');
      await view.open('Web server');
      await view.run('ansible/web.yml');
      await view.begin('ansible/web.yml');
      await view.end('ansible/web.yml', 'Passed');
      for (const role of ['users', 'logging', 'monitoring', 'web', 'self_provision'])
        await view.end(role, 'Passed');
      await page.getByText('PLAY RECAP').first().waitFor();
      assert.match(await machines().starter.on('web', 'systemctl is-active nginx'), /^active/u);
    });

    it('shows what failed, in its words, at its line', async () => {
      const { page } = machines().scene.window;
      await machines().tagRuns.run(withTags, 'broken');
      await machines().tagRuns.approve();
      await view.end('ansible/web.yml', 'Failed');
      await view.end('Break', 'Failed');
      await view.row('Break').dblclick();
      await page
        .locator('.test-message-inline-content, .test-output-peek', { hasText: 'broken on purpose' })
        .first()
        .waitFor();
      const lines = (await readFile(join(machines().starter.workspace, 'ansible', 'web.yml'), 'utf8')).split(
        '\n',
      );
      const line = lines.findIndex((text) => text.includes('name: Break')) + 1;
      await page.locator('.statusbar', { hasText: `Ln ${line}, Col` }).waitFor();
      assert.equal(await ansiblesAtWork(machines().starter.workspace), '');
      assert.equal(await atWork('[a]nsible'), '0');
      // What has failed is said of the playbook until it has run again.
      await machines().scene.window.runCommand('Test: Clear All Results');
    });

    it('leaves nothing behind when it is stopped, here and on the machine', async () => {
      const { page } = machines().scene.window;
      await machines().tagRuns.run(withTags, 'long');
      await eventually('the task', async () => (await atWork('[s]leep 271')) !== '0');
      await machines().scene.window.runCommand('Test: Cancel Test Run');
      // What was being done may be half done.
      await view.end('ansible/web.yml', 'Errored');
      await machines().scene.window.runCommand('Test: Clear All Results');
      assert.equal(await ansiblesAtWork(machines().starter.workspace), '');
      assert.equal(await atWork('[s]leep 271'), '0');
      await page.keyboard.press('Escape');
    });

    it('goes on without the window, and is shown whole in the next', async () => {
      await machines().tagRuns.run(withTags, 'little');
      await eventually('the task', async () => (await atWork('[s]leep 8')) !== '0');
      await machines().scene.window.page.reload();
      await machines().scene.window.waitForExtension();
      await view.show('ansible/web.yml');
      await view.end('ansible/web.yml', 'Passed');
      assert.equal(await ansiblesAtWork(machines().starter.workspace), '');
      assert.equal(await atWork('[s]leep 8'), '0');
    });

    it('runs the playbook of another service on its own machine, which is started for it', async () => {
      const { page } = machines().scene.window;
      await new TagRuns(machines().scene, 'ansible/backup.yml').run(withTags, 'logins');
      await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Start backup' }).click();
      await view.begin('ansible/backup.yml');
      await view.end('ansible/backup.yml', 'Passed');
      assert.match(await machines().starter.on('backup', 'getent passwd borg'), /\/var\/lib\/borg/u);
      assert.equal(await machines().starter.on('backup', 'command -v borg || echo none'), 'none');
    });
  });
}
