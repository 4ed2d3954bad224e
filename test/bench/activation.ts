import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { browserPackage, launchChromium } from '../harness/chromium.ts';
import { prepareDemo } from '../harness/demo.ts';
import { cache } from '../harness/paths.ts';
import { endEverything, endWithUs } from '../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer } from '../harness/toolchain.ts';
import { installVsix, startVsCode } from '../harness/vscodeServer.ts';
import { shipExtension } from '../harness/vsix.ts';
import { Workbench } from '../harness/workbench.ts';
import { type BenchRow, limitRow, median, ratioRow } from './row.ts';

/** Two extensions that come with VS Code, as its editor of running extensions names them. */
const builtIn = ['Git', 'GitHub'] as const;
const own = 'AMI Bakery';

/** How many windows of each kind are opened. */
const windows = 3;

/** How long after its start a window is idle, in milliseconds. */
const settling = 3000;

/** Milliseconds: ours, and the slower of the two built-in ones. */
interface Times {
  readonly ours: number;
  readonly theirs: number;
}

/**
 * How long VS Code takes to load and activate the extension, by VS Code's own count, beside two of its own extensions
 * in the same windows (docs/benchmarks.md). Twice: when the view is opened in a window that has nothing else to do,
 * which is what the extension costs; and at the start of a window with an ami-bakery.json, when VS Code starts many
 * extensions at once and each one's count includes waiting for the others.
 */
export async function measureActivation(): Promise<BenchRow[]> {
  await ensureDebianPackages([browserPackage]);
  const server = await ensureVsCodeServer();
  const { vsix } = await shipExtension();
  const extensionsFolder = join(cache, 'installed');
  await installVsix(server, vsix, extensionsFolder);
  const cloud = await startLocalCloud();
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const plainFolder = join(demo.workspace, '..', 'plain');
  await mkdir(plainFolder);
  const vscode = await startVsCode({
    server,
    extensionsFolder,
    environment: demo.environment,
    isTrusted: true,
  });
  const browser = await launchChromium();
  const measure = async (folder: string, wait: number): Promise<Times> => {
    const rounds: Map<string, number>[] = [];
    for (let round = 0; round < windows; round += 1) {
      const window = await Workbench.open(browser, { address: vscode.address, folder });
      await window.page.waitForTimeout(wait);
      await window.showImages();
      await window.waitForRows('the images', (rows) => rows.some(({ label }) => label === 'web'));
      rounds.push(await window.activationTimes([own, ...builtIn]));
      await window.close();
    }
    const medianOf = (name: string): number => median(rounds.map((times) => times.get(name) ?? Number.NaN));
    return { ours: medianOf(own), theirs: Math.max(...builtIn.map(medianOf)) };
  };
  try {
    const idle = await measure(plainFolder, settling);
    const atStart = await measure(demo.workspace, 0);
    return [
      limitRow('activation/load-and-activate', idle.ours, 'ms', 100, idle.theirs),
      ratioRow('activation/at-window-start', atStart.ours, atStart.theirs, 'ms', 1.5),
    ];
  } finally {
    await endEverything();
  }
}
