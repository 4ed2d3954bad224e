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

/** One of the two whose rows are looked for, in a window of its own that is opened again and again. */
interface Subject {
  /** Of the view, in the activity bar. */
  readonly title: string;
  /** What the label of the row begins with. */
  readonly row: string;
  /** From the end of activation until the row was there, in milliseconds. */
  readonly timeOf: (row: FirstRow) => number | Promise<number>;
  readonly window: Workbench;
}

/** Opens a window on a folder with an ami-bakery.json, at which the extension starts, or on a plain one. */
type OpenSubject = (folder: string) => Promise<Subject>;

/**
 * How soon a window shows the tree of an earlier one: from the end of activation until the row of a service is on the
 * screen, beside a row of the same depth of an extension that does nothing else. Twice: at the start of a window, when that
 * bare row has to wait as well; and where the view is opened in an idle window. Windows of both alternate, because what
 * else the machine does moves these times more than anything.
 */
export async function measureRestoredStart(): Promise<BenchRow[]> {
  await ensureDebianPackages([browserPackage]);
  const server = await ensureVsCodeServer();
  const cloud = await startLocalCloud({ images, concentrate: true });
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const plainFolder = join(demo.workspace, '..', 'plain');
  await mkdir(plainFolder);
  const browser = await launchChromium();
  const open = (vscode: RunningVsCode, folder: string): Promise<Workbench> =>
    Workbench.open(browser, { address: vscode.address, folder });
  try {
    const bare = await bareSubject(server, demo, open);
    const ours = await ourSubject(server, demo, open);
    const atStart = await timesOf(await bare(demo.workspace), await ours(demo.workspace), false);
    const idle = await timesOf(await bare(plainFolder), await ours(plainFolder), true);
    return [
      limitRow(
        `restored-start/first-row/${images}`,
        median(atStart.ours),
        'ms',
        budget,
        median(atStart.bare),
      ),
      limitRow(`restored-start/beyond-bare-tree/${images}`, beyond(atStart), 'ms', budget),
      limitRow(`restored-start/idle-window/${images}`, median(idle.ours), 'ms', budget, median(idle.bare)),
      limitRow(`restored-start/idle-beyond-bare-tree/${images}`, beyond(idle), 'ms', budget),
    ];
  } finally {
    await endEverything();
  }
}

/** How much later than the bare row of the window before it a row was there, in milliseconds. */
function beyond({ ours, bare }: Times): number {
  return median(ours.map((time, round) => time - (bare[round] ?? Number.NaN)));
}

type OpenWindow = (vscode: RunningVsCode, folder: string) => Promise<Workbench>;

async function ourSubject(server: VsCodeServer, demo: Demo, open: OpenWindow): Promise<OpenSubject> {
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
  return async (folder) => {
    const window = await open(vscode, folder);
    await readOnce(window);
    return {
      title: 'AMI Bakery',
      row: 'web',
      timeOf: async ({ at }) => at - (await latestActivation(userDataFolder)),
      window,
    };
  };
}

async function bareSubject(server: VsCodeServer, demo: Demo, open: OpenWindow): Promise<OpenSubject> {
  const extensionsFolder = await temporaryFolder();
  await installBareTree(extensionsFolder);
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  return async (folder) => {
    const window = await open(vscode, folder);
    await iconOf(window, bareTreeTitle).click();
    await window.waitForRows('the bare row', ([, row]) => row?.label.startsWith('activated') === true);
    return {
      title: bareTreeTitle,
      row: 'activated',
      timeOf: ({ at, label }) => at - Number(label.replace('activated ', '')),
      window,
    };
  };
}

/** In the order of the windows: from the end of activation until the row was there, in milliseconds. */
interface Times {
  readonly bare: readonly number[];
  readonly ours: readonly number[];
}

/**
 * Opens the windows of both again, by turns.
 * @param isIdle - whether the view is opened when its window has nothing else to do, instead of with the window
 */
async function timesOf(bareTree: Subject, extension: Subject, isIdle: boolean): Promise<Times> {
  const bare: number[] = [];
  const ours: number[] = [];
  for (const { window, row } of [bareTree, extension]) await window.page.addInitScript(noteRow(row));
  for (let round = 0; round < windows; round += 1) {
    bare.push(await timeOf(bareTree, isIdle));
    ours.push(await timeOf(extension, isIdle));
  }
  for (const { window } of [bareTree, extension]) await window.close();
  return { bare, ours };
}

/** A window that is opened again shows the view that it showed before. */
async function timeOf(subject: Subject, isIdle: boolean): Promise<number> {
  const { window, title } = subject;
  const { page } = window;
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
  return subject.timeOf(firstRowSchema.parse(await page.evaluate('globalThis.firstRow')));
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
