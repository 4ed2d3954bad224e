import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { launchChromium } from '../harness/chromium.ts';
import { prepareDemo } from '../harness/demo.ts';
import { cache } from '../harness/paths.ts';
import { endEverything, endWithUs } from '../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer } from '../harness/toolchain.ts';
import { installVsix, startVsCode } from '../harness/vscodeServer.ts';
import { shipExtension } from '../harness/vsix.ts';
import { Workbench } from '../harness/workbench.ts';
import { type BenchRow, limitRow, median } from './row.ts';

const images = 50_000;

/** How many windows are opened after the one that reads the images. */
const windows = 3;

/** From the end of activation until the row of a service is on the screen, in milliseconds (issue "Explorer in full"). */
const budget = 100;

/** How often the page looks for the row: at every frame. Runs in the page, which TypeScript does not know. */
const noteFirstRow = `(() => {
  const look = () => {
    const rows = [...document.querySelectorAll('.part.sidebar .monaco-list-row[role="treeitem"] .label-name')];
    if (rows.some((row) => row.textContent === 'web')) globalThis.firstRowAt = Date.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/**
 * How soon a window shows the tree of an earlier one: from the end of activation, as the extension's log has it, until
 * the row of a service is on the screen.
 */
export async function measureRestoredStart(): Promise<BenchRow[]> {
  await ensureDebianPackages(['chromium']);
  const server = await ensureVsCodeServer();
  const { vsix } = await shipExtension();
  const extensionsFolder = join(cache, 'installed');
  await installVsix(server, vsix, extensionsFolder);
  const cloud = await startLocalCloud({ images, concentrate: true });
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const userDataFolder = await mkdtemp(join(tmpdir(), 'ami-bakery-restored-'));
  endWithUs(() => rm(userDataFolder, { recursive: true, force: true }));
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    userDataFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  const browser = await launchChromium();
  try {
    const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
    await readOnce(window);
    const { page } = window;
    await page.addInitScript(noteFirstRow);
    const times: number[] = [];
    for (let round = 0; round < windows; round += 1) {
      // A window that is opened again shows the view that it showed before.
      await page.reload();
      await window.waitForRows(
        'the tree of before',
        (rows) => rows.some(({ label }) => label === 'web'),
        60_000,
      );
      const firstRowAt = z.number().parse(await page.evaluate('globalThis.firstRowAt'));
      times.push(firstRowAt - (await latestActivation(userDataFolder)));
    }
    return [limitRow(`restored-start/first-row/${images}`, median(times), 'ms', budget)];
  } finally {
    await endEverything();
  }
}

/** Reads everything and waits until it is kept, which is a moment after. */
async function readOnce(window: Workbench): Promise<void> {
  await window.showImages();
  await window.waitForRows(
    'all images',
    ([first]) => first?.description === `${new Intl.NumberFormat('en').format(images)} images`,
    120_000,
  );
  await window.page.waitForTimeout(5000);
}

/** When the extension was last activated, by its own log. */
async function latestActivation(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const logs = names.filter((name) => name.endsWith('AMI Bakery.log'));
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')));
  const times = texts.flatMap((text) =>
    [...text.matchAll(/^(\d{4}-\d{2}-\d{2} [\d:.]+) \[info\] Activated in/gmu)].map(([, time = '']) =>
      Date.parse(time),
    ),
  );
  if (times.length === 0) throw new Error(`No log below ${folder} says when the extension was activated.`);
  return Math.max(...times);
}
