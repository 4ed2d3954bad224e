import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { eventually } from '../host/eventually.ts';
import type { Workbench } from '../harness/workbench.ts';
import { shareBrowser, openScene, type SceneOptions } from './fixture.ts';

shareBrowser();

/** How long something that must not happen gets to happen, in milliseconds. */
const grace = 3000;

/** Whether somebody waits for the content of a named pipe (Linux manual, fifo(7): else opening it fails with ENXIO). */
async function isAskedFor(pipe: string): Promise<boolean> {
  try {
    const file = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    await file.close();
    return true;
  } catch (thrown) {
    assert.ok(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENXIO');
    return false;
  }
}

/** Runs a command that shows nothing of the images, and waits until the extension has started for it. */
async function showLog(window: Workbench): Promise<void> {
  await window.runCommand('AMI Bakery: Show Log');
  await window.page
    .locator('.view-line', { hasText: /Activated\sin/u })
    .first()
    .waitFor();
}

describe('A window that shows nothing of AMI Bakery', () => {
  it('reads no AWS profile, also when the extension has started, until the view is opened', async () => {
    const prepare: SceneOptions['prepare'] = async (demo) => {
      await rm(demo.configFile);
      await execa('mkfifo', [demo.configFile]);
    };
    const scene = await openScene({ configuration: null, showsView: false, prepare });
    const { demo, window } = scene;
    try {
      await window.runCommand('AMI Bakery: Show Log');
      await window.page
        .locator('.view-line', { hasText: /Activated\sin/u })
        .first()
        .waitFor();
      await wait(grace);
      assert.equal(await isAskedFor(demo.configFile), false);
      await window.showImages();
      await eventually('a reader of the profiles', () => isAskedFor(demo.configFile));
    } finally {
      await scene.end();
    }
  });

  it('shows what is wrong with ami-bakery.json as soon as the workspace is trusted', async () => {
    const configuration = (): string => '{ "environments": [] }';
    const scene = await openScene({ configuration, isTrusted: false, showsView: false });
    const { window } = scene;
    const problems = window.page.locator('.markers-panel');
    try {
      await showLog(window);
      await window.runCommand('Problems: Focus on Problems View');
      await problems.getByText('No problems have been detected').waitFor();
      await window.runCommand('Workspaces: Manage Workspace Trust');
      const editor = window.page.locator('.workspace-trust-editor');
      await editor.getByRole('button', { name: 'Trust', exact: true }).click();
      await problems.getByText('environments must name at least one environment.').waitFor();
    } finally {
      await scene.end();
    }
  });
});
