import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { browserPackage, launchChromium } from '../harness/chromium.ts';
import { type Demo, prepareDemo } from '../harness/demo.ts';
import { cache } from '../harness/paths.ts';
import { endEverything, endWithUs } from '../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer, type VsCodeServer } from '../harness/toolchain.ts';
import { installVsix, startVsCode } from '../harness/vscodeServer.ts';
import { shipExtension } from '../harness/vsix.ts';
import { Workbench } from '../harness/workbench.ts';
import { bareTreeTitle, installBareTree } from './bareTree/build.ts';
import { type BenchRow, limitRow, median } from './row.ts';

const images = 50_000;

/** How many windows are opened after the one that reads the images. */
const windows = 9;

/** From the end of activation until the row of a service is on the screen, in milliseconds (issue "Explorer in full"). */
const budget = 100;

/** Looks for a row at every frame and notes when it is there. Runs in the page, which TypeScript does not know. */
const noteRow = (start: string): string => `(() => {
  const look = () => {
    const rows = [...document.querySelectorAll('.part.sidebar .monaco-list-row[role="treeitem"] .label-name')];
    const row = rows.find((each) => each.textContent.startsWith('${start}'));
    if (row !== undefined) globalThis.firstRow = { at: Date.now(), label: row.textContent };
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;
const firstRowSchema = z.object({ at: z.number(), label: z.string() });
type FirstRow = z.infer<typeof firstRowSchema>;

/**
 * How soon a window shows the tree of an earlier one: from the end of activation until the row of a service is on the
 * screen, beside a row of the same depth of an extension that does nothing else.
 */
export async function measureRestoredStart(): Promise<BenchRow[]> {
  await ensureDebianPackages([browserPackage]);
  const server = await ensureVsCodeServer();
  const cloud = await startLocalCloud({ images, concentrate: true });
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const browser = await launchChromium();
  try {
    const baseline = await bareTimes(server, demo, browser);
    const ours = await ourTimes(server, demo, browser);
    return [
      limitRow(`restored-start/first-row/${images}`, median(ours), 'ms', budget, median(baseline)),
      limitRow(`restored-start/beyond-bare-tree/${images}`, median(ours) - median(baseline), 'ms', budget),
    ];
  } finally {
    await endEverything();
  }
}

async function ourTimes(server: VsCodeServer, demo: Demo, browser: Browser): Promise<number[]> {
  const { vsix } = await shipExtension();
  const extensionsFolder = join(cache, 'installed');
  await installVsix(server, vsix, extensionsFolder);
  const userDataFolder = await temporaryFolder();
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    userDataFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
  await readOnce(window);
  return timesOf(window, 'web', async ({ at }) => at - (await latestActivation(userDataFolder)));
}

async function bareTimes(server: VsCodeServer, demo: Demo, browser: Browser): Promise<number[]> {
  const extensionsFolder = await temporaryFolder();
  await installBareTree(extensionsFolder);
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
  await window.page.locator(`.activitybar .action-item [aria-label^="${bareTreeTitle}"]`).first().click();
  await window.waitForRows('the bare row', ([, row]) => row?.label.startsWith('activated') === true);
  return timesOf(window, 'activated', ({ at, label }) => at - Number(label.replace('activated ', '')));
}

/** A window that is opened again shows the view that it showed before. */
async function timesOf(
  window: Workbench,
  row: string,
  timeOf: (row: FirstRow) => number | Promise<number>,
): Promise<number[]> {
  const { page } = window;
  await page.addInitScript(noteRow(row));
  const times: number[] = [];
  for (let round = 0; round < windows; round += 1) {
    await page.reload();
    await page.waitForFunction('globalThis.firstRow !== undefined', undefined, { timeout: 60_000 });
    // VS Code writes its logs a moment later.
    await page.waitForTimeout(2000);
    times.push(await timeOf(firstRowSchema.parse(await page.evaluate('globalThis.firstRow'))));
  }
  await window.close();
  return times;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-restored-'));
  endWithUs(() => rm(folder, { recursive: true, force: true }));
  return folder;
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

/** When the extension was last activated, by its own log, in milliseconds since 1970. */
async function latestActivation(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const logs = names.filter((name) => name.endsWith('AMI Bakery.log'));
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')));
  const times = texts.flatMap((text) =>
    [...text.matchAll(/ \[info\] Activated in \d+ ms, at (\S+)$/gmu)].map(([, time = '']) =>
      Date.parse(time),
    ),
  );
  if (times.length === 0) throw new Error(`No log below ${folder} says when the extension was activated.`);
  return Math.max(...times);
}
