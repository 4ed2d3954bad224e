import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import { shareBrowser, openScene, type Scene, type SceneOptions } from './fixture.ts';

shareBrowser();

const hostileName = '[x](command:workbench.action.quit) $(zap) <img src=x>';

const answers = {
  aws: 'aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0',
  packer: 'Packer v1.6.6',
  'ansible-playbook': 'ansible-playbook [core 2.14.18]',
} as const;

/**
 * A PATH on which there is nothing but an AWS CLI, Packer and Ansible, which note when they are run. VSCODE_CLI keeps
 * VS Code from asking the login shell for another one.
 */
const tools: Pick<SceneOptions, 'variables'> = {
  variables: (demo) => ({ VSCODE_CLI: '1', PATH: join(demo.workspace, '..', 'tools') }),
};
const prepareTools: NonNullable<SceneOptions['prepare']> = async ({ workspace }) => {
  const folder = join(workspace, '..', 'tools');
  await mkdir(folder);
  for (const [name, answer] of Object.entries(answers)) {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\necho ${name} >> "${folder}/ran"\necho "${answer}"\n`);
    await chmod(path, 0o755);
  }
};
const toolsThatRan = async ({ demo }: Scene): Promise<string[]> => {
  const text = await readFile(join(demo.workspace, '..', 'tools', 'ran'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).sort();
};

/** The report once it is on the screen. */
async function report({ window }: Scene): Promise<string> {
  await window.page.locator('.tab', { hasText: 'Tools and Credentials' }).waitFor();
  const lines = window.page.locator('.editor-instance .view-lines');
  await lines.locator('.view-line', { hasText: 'Environments' }).first().waitFor();
  return (await lines.innerText()).replaceAll('\u00A0', ' ');
}

describe('Check Tools and Credentials', () => {
  describe('in a trusted window', () => {
    let scene: Scene;
    before(async () => {
      scene = await openScene({
        ...tools,
        prepare: async (demo, cloud) => {
          await prepareTools(demo, cloud);
          const profiles = cloud.profiles.map((profile) =>
            profile.name === 'prod' ? { ...profile, secretAccessKey: 'wrong' } : profile,
          );
          await writeFile(demo.credentialsFile, awsConfigFiles(profiles).credentials);
        },
        configuration: ({ endpoint }) => {
          const regions = ['us-east-1'];
          const environments = [
            { name: 'dev', profile: 'dev', regions, endpoint, accountId: '111111111111' },
            { name: hostileName, profile: 'prod', regions, endpoint },
          ];
          return JSON.stringify({ environments });
        },
      });
      await scene.window.runCommand('AMI Bakery: Check Tools and Credentials');
    });
    after(() => scene.end());

    it('shows a report that says what is there, who one is, and what to run for the rest', async () => {
      const text = await report(scene);
      for (const part of [
        'AWS CLI: ok',
        'Version: 2.9.19',
        'Packer: ok',
        'Ansible: ok',
        'Vagrant: missing',
        'dev: ok',
        'Identity: arn:aws:iam::111111111111:user/dev',
        'aws configure --profile prod',
      ]) {
        assert.ok(text.includes(part), `${part} is not in:\n${text}`);
      }
      assert.deepEqual(await toolsThatRan(scene), ['ansible-playbook', 'aws', 'packer']);
    });

    it('says in one notification what needs attention, names as mere text', async () => {
      const { page } = scene.window;
      const toast = page.locator('.notification-list-item', { hasText: 'need attention' });
      await toast.waitFor();
      assert.equal(await toast.count(), 1);
      const message = toast.locator('.notification-list-item-message');
      assert.equal(
        await message.innerText(),
        'Tools and credentials that need attention: Vagrant, [x] (command:workbench.action.quit) $ (zap) <img src=x>',
      );
      assert.equal(await message.locator('a, img, .codicon').count(), 0);
      const buttons = await toast
        .locator('.notification-list-item-buttons-container .monaco-button')
        .allInnerTexts();
      assert.deepEqual(buttons, ['Sign In', 'Open Setting', 'Show Report']);
    });

    it('opens the setting of the tool that is missing', async () => {
      const { page } = scene.window;
      await page.locator('.notification-list-item .monaco-button', { hasText: 'Open Setting' }).click();
      await page.locator('.settings-editor', { hasText: 'Vagrant Path' }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.settings-editor').waitFor({ state: 'hidden' });
    });

    it('leaves the status bar to say in words which environment could not be read; it opens the view', async () => {
      const { window } = scene;
      const item = window.page.locator('.statusbar-item', { hasText: 'AMI Bakery:' });
      await item.filter({ hasText: 'could not be read' }).waitFor();
      assert.equal(await item.innerText(), ' AMI Bakery: [x] (command:workben… could not be read');
      assert.equal(await item.locator('.codicon-zap').count(), 0);
      await window.page.locator('.activitybar [aria-label^="Explorer"]').first().click();
      await item.click();
      await window.waitForImagesView();
    });
  });

  it('runs nothing in Restricted Mode and says so', async () => {
    const scene = await openScene({ ...tools, prepare: prepareTools, isTrusted: false });
    try {
      await scene.window.runCommand('AMI Bakery: Check Tools and Credentials');
      const text = await report(scene);
      for (const part of ['Restricted Mode: no program was run', 'Packer: not checked', 'dev: ok']) {
        assert.ok(text.includes(part), `${part} is not in:\n${text}`);
      }
      assert.deepEqual(await toolsThatRan(scene), []);
      await scene.window.page
        .locator('.notification-list-item-message', { hasText: 'Checking tools' })
        .waitFor({ state: 'detached' });
      assert.deepEqual(await scene.window.notifications(), []);
    } finally {
      await scene.end();
    }
  });
});

describe('The walkthrough', () => {
  it('opens from where there is nothing to see yet, and its steps do what they say', async () => {
    const scene = await openScene({
      ...tools,
      configuration: null,
      prepare: async (demo, cloud) => {
        await prepareTools(demo, cloud);
        await writeFile(demo.configFile, '');
        await writeFile(demo.credentialsFile, '');
      },
    });
    try {
      const { page } = scene.window;
      await page.locator('.welcome-view-content a', { hasText: 'Open the walkthrough' }).click();
      const step = (title: string): Locator => page.locator('.getting-started-step', { hasText: title });
      for (const title of [
        'See your images',
        'Sign in to AWS',
        'Share environments with your team',
        'Find and compare images',
      ]) {
        await step(title).waitFor();
      }
      assert.equal(await page.locator('.statusbar-item', { hasText: 'AMI Bakery' }).count(), 0);
      const check = step('Check tools and credentials');
      await check.click();
      await check.locator('.monaco-button', { hasText: 'Check Tools and Credentials' }).click();
      assert.match(await report(scene), /There are none: no AWS profile/u);
      await page.locator('.tab', { hasText: 'Welcome' }).click();
      await check.locator('.codicon-getting-started-step-checked').waitFor();
    } finally {
      await scene.end();
    }
  });
});
