import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { openScene, type Scene, shareBrowser } from './fixture.ts';

shareBrowser();

const template = `variable "region" { type = string }

source "amazon-ebs" "web" {
  ami_name      = "web"
  instance_type = "t3.micro"
  region        = var.region
  source_ami    = "ami-0123456789abcdef0"
  communicator  = "none"
}

build {
  sources = ["source.amazon-ebs.web"]
}
`;
const files = {
  'packer/web/web.pkr.hcl': template,
  'packer/plugins/plugins.pkr.hcl':
    'packer {\n  required_plugins {\n    amazon = { version = ">= 1", source = "github.com/hashicorp/amazon" }\n  }\n}\n',
};

describe('Packer templates, judged by Packer itself', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene({
      configuration: null,
      showsView: false,
      prepare: async ({ workspace }) => {
        await mkdir(join(workspace, '.vscode'), { recursive: true });
        // Else a terminal draws its text, and there is none to read.
        const settings = { 'terminal.integrated.gpuAcceleration': 'off' };
        await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
        for (const [name, text] of Object.entries(files)) {
          await mkdir(dirname(join(workspace, name)), { recursive: true });
          await writeFile(join(workspace, name), text);
        }
      },
    });
  });
  after(() => scene.end());

  const path = (): string => join(scene.demo.workspace, 'packer', 'web', 'web.pkr.hcl');
  const notification = (text: RegExp): Locator =>
    scene.window.page.locator('.notification-list-item').filter({ hasText: text });
  const clear = (): Promise<void> => scene.window.runCommand('Notifications: Clear All Notifications');
  const problems = (): Locator => scene.window.page.locator('.markers-panel .monaco-list-row');

  it('are said to be valid when somebody asks', async () => {
    await scene.window.runCommand('AMI Bakery: Validate Packer Template');
    await notification(/packer\/web is valid\./u).waitFor();
    await clear();
  });

  it('show what is wrong at its line when they are saved, and no longer once it is right', async () => {
    const { page } = scene.window;
    await scene.window.openFile('web.pkr.hcl');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('nonsense "x" {}\n');
    await page.keyboard.press('ControlOrMeta+S');
    await scene.window.runCommand('View: Focus Problems');
    await problems()
      .filter({ hasText: /packer.*\[Ln 1, Col 1\]/u })
      .first()
      .waitFor();
    await scene.window.openFile('web.pkr.hcl');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ControlOrMeta+S');
    await scene.window.runCommand('View: Focus Problems');
    await problems().filter({ hasText: 'packer' }).first().waitFor({ state: 'detached' });
    assert.equal(await readFile(path(), 'utf8'), template);
  });

  it('are formatted', async () => {
    await writeFile(path(), template.replace('  ami_name      = "web"', 'ami_name="web"'));
    await scene.window.runCommand('AMI Bakery: Format Packer Template');
    await notification(/Formatted .*web\.pkr\.hcl/u).waitFor();
    assert.equal(await readFile(path(), 'utf8'), template);
    await clear();
  });

  it('have plugins of their own only with a Packer that knows such', async () => {
    await scene.window.runCommand('AMI Bakery: Install Packer Plugins');
    await notification(/This Packer is older than 1\.7 and has its plugins with it\./u).waitFor();
    await clear();
  });

  it('can be validated as a task, in a terminal', async () => {
    const task = {
      label: 'look at it',
      type: 'ami-bakery',
      tool: 'packer',
      template: 'packer/web',
      command: 'validate',
      args: ['-var=region=us-east-1'],
      // Else VS Code asks how to look for problems.
      problemMatcher: [],
    };
    await writeFile(
      join(scene.demo.workspace, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: [task] }),
    );
    await eventually(
      'the task',
      async () => {
        await scene.window.runCommand('Tasks: Run Task');
        const item = scene.window.page.locator('.quick-input-widget .monaco-list-row', {
          hasText: 'look at it',
        });
        const isThere = await item
          .first()
          .waitFor({ timeout: 5000 })
          .then(() => true)
          .catch(() => false);
        if (isThere) await item.first().click();
        else await scene.window.page.keyboard.press('Escape');
        return isThere;
      },
      60_000,
    );
    const terminal = scene.window.page.locator('.terminal-wrapper .xterm-rows').first();
    const text = async (): Promise<string> => (await terminal.innerText()).replaceAll('\u00A0', ' ');
    // Packer 1.6.6 says nothing of a template that is valid; VS Code says how a task ended that failed.
    await eventually('its end', async () => (await text()).includes('Terminal will be reused by tasks'));
    assert.match(await text(), /Executing task: packer validate -var=region=us-east-1 packer\/web/u);
    assert.doesNotMatch(await text(), /exit code/u);
  });
});
