import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { parseSshConfig } from '../../../src/tools/ssh/sshAddress.ts';
import { endBrowser, openScene, type Scene } from '../../browser/fixture.ts';
import { browserExtensions, root } from '../../harness/paths.ts';
import { endEverything } from '../../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer } from '../../harness/toolchain.ts';
import { ensureVagrant } from '../../harness/vagrant.ts';
import { installVsix } from '../../harness/vscodeServer.ts';
import { shipExtension } from '../../harness/vsix.ts';
import { eventually } from '../../host/eventually.ts';

const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });

describe('A playbook on an EC2 test instance that a container stands in for', function () {
  this.timeout(3 * 60_000);
  let folder: string;
  let scene: Scene;
  let keysFile: string;
  let vagrant: (...parameters: readonly string[]) => Promise<string>;

  before(async () => {
    const variables = await ensureVagrant();
    await ensureDebianPackages(['chromium', 'ansible-core']);
    const { vsix } = await shipExtension();
    await installVsix(await ensureVsCodeServer(), vsix, browserExtensions);
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-instance-'));
    for (const part of ['ansible', 'vagrant'])
      await cp(join(root, part), join(folder, part), { recursive: true });
    vagrant = async (...parameters) => {
      const options = { cwd: join(folder, 'vagrant'), env: variables, stdin: 'ignore' } as const;
      return (await execa('vagrant', parameters, options)).stdout;
    };
    await vagrant('up', 'web', '--no-provision');
    const address = parseSshConfig(await vagrant('ssh-config', 'web'))?.host ?? '';
    const container = await readFile(join(folder, 'vagrant/.vagrant/machines/web/lxc/id'), 'utf8');
    keysFile = join('/var/lib/lxc', container.trim(), 'rootfs/home/vagrant/.ssh/authorized_keys');
    scene = await openScene({
      configuration,
      cloud: { sshHosts: [{ address, authorizedKeysFile: keysFile }] },
      prepare: async ({ workspace }) => {
        await cp(join(root, 'ansible'), join(workspace, 'ansible'), { recursive: true });
      },
    });
  });
  after(async () => {
    await scene.end();
    await vagrant('destroy', '--force');
    await rm(folder, { recursive: true, force: true });
    await endBrowser();
    await endEverything();
  });

  it('runs its tags there and nothing else, with a key that AWS lets in for a minute', async () => {
    const { page } = scene.window;
    const input = page.locator('.quick-input-widget');
    const keysBefore = await readFile(keysFile, 'utf8');
    await scene.window.chooseInMenu('web', 'Launch Test Instance…');
    await input.locator('.monaco-list-row', { hasText: 'us-east-1a' }).click();
    await input.locator('.monaco-list-row', { hasText: 'EC2 Instance Connect' }).click();
    await input.getByText('After how many hours').waitFor();
    await page.keyboard.press('Enter');
    await input.getByText('From which address').waitFor();
    await input.locator('input').first().fill('127.0.0.1');
    await page.keyboard.press('Enter');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Launch' }).click();
    await page.locator('.notification-list-item', { hasText: 'runs.' }).waitFor();

    await scene.window.chooseIn('AMI Bakery: Run Ansible with Tags on EC2…', 'ansible/web.yml');
    await input.locator('input[type="text"]').fill('content');
    await input.locator('.monaco-list-row [role="checkbox"][aria-label="content"]').click();
    await input.getByRole('button', { name: 'OK' }).click();
    await page
      .getByRole('button', { name: 'Run', exact: true })
      .click({ timeout: 3000 })
      .catch(() => undefined);
    await input.getByText('The user of its image').waitFor();
    await input.locator('input').first().fill('vagrant');
    await page.keyboard.press('Enter');
    await page.locator('.activitybar [aria-label="Testing"]').first().click();
    await page
      .locator('.test-explorer .monaco-list-row[aria-label^="ansible/web.yml (Passed)"]')
      .waitFor({ timeout: 60_000 });
    assert.match(await vagrant('ssh', 'web', '--command', 'cat /srv/web/index.html'), /It works/u);
    assert.equal(await vagrant('ssh', 'web', '--command', 'ls /etc/nginx 2>/dev/null || echo none'), 'none');

    await scene.window.showImages();
    await scene.window.runCommand('AMI Bakery: End Test Instance…');
    await input.locator('.monaco-list-row', { hasText: 'running' }).click();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'End' }).click();
    await eventually('the keys', async () => (await readFile(keysFile, 'utf8')) === keysBefore, 30_000);
    const { stdout } = await execa('ps', ['-eo', 'args']);
    assert.doesNotMatch(stdout, /ansible-playbook .*ssh-config/u);
  });
});
