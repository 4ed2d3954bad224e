import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { browserPackage, launchChromium } from '../harness/chromium.ts';
import { type Demo, prepareDemo } from '../harness/demo.ts';
import { cache } from '../harness/paths.ts';
import { endEverything, endWithUs } from '../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer, type VsCodeServer } from '../harness/toolchain.ts';
import { installVsix, type RunningVsCode, startVsCode } from '../harness/vscodeServer.ts';
import { shipExtension } from '../harness/vsix.ts';
import { Workbench } from '../harness/workbench.ts';
import { bareTreeTitle, installBareTree } from './bareTree/build.ts';
import { type BenchRow, limitRow, median } from './row.ts';

const images = 50_000;

/** How many windows are opened after the one that reads the images. */
const windows = 9;

/** From the end of activation until the row of a service is on the screen, in milliseconds (issue "Explorer in full"). */
const budget = 100;

/** How long after its start a window is idle, in milliseconds. */
const settling = 3000;

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

/** From the end of activation until the row is there, in milliseconds: one for each window. */
interface StartTimes {
  /** Where the view is opened in a window that has nothing else to do. */
  readonly idle: readonly number[];
  /** Where the view is there when the window opens, in the midst of all that VS Code starts. */
  readonly atStart: readonly number[];
}

/**
 * How soon a window shows the tree of an earlier one: from the end of activation until the row of a service is on the
 * screen, beside a row of the same depth of an extension that does nothing else. Twice: at the start of a window, when that
 * bare row has to wait as well; and where the view is opened in an idle window.
 */
export async function measureRestoredStart(): Promise<BenchRow[]> {
  await ensureDebianPackages([browserPackage]);
  const server = await ensureVsCodeServer();
  const cloud = await startLocalCloud({ images, concentrate: true });
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const plainFolder = join(demo.workspace, '..', 'plain');
  await mkdir(plainFolder);
  const open: OpenWindow = async (vscode, folder) =>
    Workbench.open(browser, {
      address: vscode.address,
      folder: folder === 'plain' ? plainFolder : demo.workspace,
    });
  const browser = await launchChromium();
  try {
    const baseline = await bareTimes(server, demo, open);
    const ours = await ourTimes(server, demo, open);
    const [atStart, bareAtStart] = [median(ours.atStart), median(baseline.atStart)];
    return [
      limitRow(`restored-start/first-row/${images}`, atStart, 'ms', budget, bareAtStart),
      limitRow(`restored-start/beyond-bare-tree/${images}`, atStart - bareAtStart, 'ms', budget),
      limitRow(
        `restored-start/idle-window/${images}`,
        median(ours.idle),
        'ms',
        budget,
        median(baseline.idle),
      ),
    ];
  } finally {
    await endEverything();
  }
}

/** Opens a window on a folder with an ami-bakery.json, at which the extensions start, or on a plain one. */
type OpenWindow = (vscode: RunningVsCode, folder: 'configured' | 'plain') => Promise<Workbench>;

async function ourTimes(server: VsCodeServer, demo: Demo, open: OpenWindow): Promise<StartTimes> {
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
  const timeOf = async ({ at }: FirstRow): Promise<number> => at - (await latestActivation(userDataFolder));
  const measure = async (folder: 'configured' | 'plain'): Promise<number[]> => {
    const window = await open(vscode, folder);
    await readOnce(window);
    return timesOf(window, { title: 'AMI Bakery', row: 'web', timeOf, isIdle: folder === 'plain' });
  };
  return { atStart: await measure('configured'), idle: await measure('plain') };
}

async function bareTimes(server: VsCodeServer, demo: Demo, open: OpenWindow): Promise<StartTimes> {
  const extensionsFolder = await temporaryFolder();
  await installBareTree(extensionsFolder);
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  const timeOf = ({ at, label }: FirstRow): number => at - Number(label.replace('activated ', ''));
  const measure = async (folder: 'configured' | 'plain'): Promise<number[]> => {
    const window = await open(vscode, folder);
    await iconOf(window, bareTreeTitle).click();
    await window.waitForRows('the bare row', ([, row]) => row?.label.startsWith('activated') === true);
    return timesOf(window, { title: bareTreeTitle, row: 'activated', timeOf, isIdle: folder === 'plain' });
  };
  return { atStart: await measure('configured'), idle: await measure('plain') };
}

/** What is measured. */
interface Subject {
  /** Of the view, in the activity bar. */
  readonly title: string;
  /** What the label of the row begins with. */
  readonly row: string;
  readonly timeOf: (row: FirstRow) => number | Promise<number>;
  /** Whether the view is opened when the window has nothing else to do. */
  readonly isIdle: boolean;
}

/** A window that is opened again shows the view that it showed before. */
async function timesOf(window: Workbench, { title, row, timeOf, isIdle }: Subject): Promise<number[]> {
  const { page } = window;
  await page.addInitScript(noteRow(row));
  const times: number[] = [];
  for (let round = 0; round < windows; round += 1) {
    if (isIdle) await iconOf(window, 'Explorer').click();
    await page.reload();
    if (isIdle) {
      await iconOf(window, title).waitFor();
      await page.waitForTimeout(settling);
      await iconOf(window, title).click();
    }
    await page.waitForFunction('globalThis.firstRow !== undefined', undefined, { timeout: 60_000 });
    // VS Code writes its logs a moment later.
    await page.waitForTimeout(2000);
    times.push(await timeOf(firstRowSchema.parse(await page.evaluate('globalThis.firstRow'))));
  }
  await window.close();
  return times;
}

function iconOf(window: Workbench, title: string): Locator {
  return window.page.locator(`.activitybar .action-item [aria-label^="${title}"]`).first();
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
