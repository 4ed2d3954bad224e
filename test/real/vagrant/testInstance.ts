import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { TestingView } from '../../browser/testingView.ts';
import { eventually } from '../../host/eventually.ts';
import type { MachineScene } from './machineScene.ts';
import { ansiblesAtWork } from './playbookRuns.ts';

const onInstance = 'Run Ansible with Tags on EC2…';

/**
 * With `web`, which stands in for an EC2 instance, and the playbook of the suite of the Testing view.
 * @param machines - the scene, once there is one
 */
export function describeTestInstance(machines: () => MachineScene): void {
  describe('A playbook on an EC2 test instance that a container stands in for', () => {
    let cloud: LocalCloud;
    let keysFile: string;
    let keysBefore: string;
    let view: TestingView;

    const page = (): Page => machines().scene.window.page;
    const input = (): Locator => page().locator('.quick-input-widget');
    const configuration = (): string => join(machines().starter.workspace, 'ami-bakery.json');

    before(async () => {
      const { starter } = machines();
      await starter.ensure('web', 'running');
      const address = await starter.addressOf('web');
      keysFile = await starter.keysFileOf('web');
      keysBefore = await readFile(keysFile, 'utf8');
      cloud = await startLocalCloud({ sshHosts: [{ address, authorizedKeysFile: keysFile }] });
      const environment = { name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint: cloud.endpoint };
      await writeFile(configuration(), JSON.stringify({ environments: [environment] }));
      view = new TestingView(page());
    });
    after(async () => {
      await rm(configuration(), { force: true });
      await cloud.close();
    });

    it('is reached with a key that AWS lets in for a minute', async () => {
      await machines().scene.window.showImages();
      await machines().scene.window.runCommand('AMI Bakery: Launch Test Instance…');
      await input().locator('input').first().fill('web 1.1.3');
      await input().locator('.monaco-list-row', { hasText: 'available' }).first().click();
      await input().locator('.monaco-list-row', { hasText: 'us-east-1a' }).click();
      await input().locator('.monaco-list-row', { hasText: 'EC2 Instance Connect' }).click();
      await input().getByText('After how many hours').waitFor();
      await page().keyboard.press('Enter');
      await input().getByText('From which address').waitFor();
      await input().locator('input').first().fill('127.0.0.1');
      await page().keyboard.press('Enter');
      await page().locator('.monaco-dialog-box').getByRole('button', { name: 'Launch' }).click();
      await page().locator('.notification-list-item', { hasText: 'runs.' }).waitFor();
      await machines().starter.on(
        'web',
        'sudo rm -rf /srv/web/index.html /etc/nginx/sites-available/default',
      );

      await machines().tagRuns.run(onInstance, 'content');
      await machines().tagRuns.approve();
      await input().getByText('The user of its image').waitFor();
      await input().locator('input').first().fill('vagrant');
      await page().keyboard.press('Enter');
      await view.show('ansible/web.yml');
      await view.begin('ansible/web.yml');
      await view.end('ansible/web.yml', 'Passed');
      assert.match(await machines().starter.on('web', 'cat /srv/web/index.html'), /It works/u);
      assert.equal(await machines().starter.on('web', 'ls /etc/nginx/sites-available | wc -l'), '0');
    });

    it('is let in again by the next window, so that stopping it there leaves nothing', async () => {
      const sleeping = (): Promise<string> => machines().starter.on('web', 'pgrep -fc "[s]leep 271" || true');
      await machines().scene.window.runCommand('Test: Clear All Results');
      await machines().tagRuns.run(onInstance, 'long');
      await eventually('the task', async () => (await sleeping()) !== '0', 60_000);
      await page().reload();
      await fetch(`${cloud.control}/requests`, { method: 'DELETE' });
      await machines().scene.window.waitForExtension();
      await view.show('ansible/web.yml');
      const requests = async (): Promise<string> => (await fetch(`${cloud.control}/requests`)).text();
      await eventually('the key', async () => (await requests()).includes('SendSSHPublicKey'), 60_000);
      // Before that there is nothing to cancel.
      await page().locator('.activitybar [aria-label*="Tests are running"]').first().waitFor();
      await machines().scene.window.runCommand('Test: Cancel Test Run');
      const isOver = async (): Promise<boolean> =>
        (await ansiblesAtWork(machines().starter.workspace)) === '' && (await sleeping()) === '0';
      await eventually('the end of it', isOver, 30_000);
      await view.end('ansible/web.yml', 'Errored');
    });

    it('is nowhere let in any more when the instance was ended', async () => {
      await machines().scene.window.showImages();
      await machines().scene.window.runCommand('AMI Bakery: End Test Instance…');
      await input().locator('.monaco-list-row', { hasText: 'running' }).click();
      await page().locator('.monaco-dialog-box').getByRole('button', { name: 'End' }).click();
      await eventually('the keys', async () => (await readFile(keysFile, 'utf8')) === keysBefore, 30_000);
    });
  });
}
