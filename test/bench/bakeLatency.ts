import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { browserPackage, launchChromium } from '../harness/chromium.ts';
import { type Demo, prepareDemo } from '../harness/demo.ts';
import { cache } from '../harness/paths.ts';
import { endEverything, endWithUs } from '../harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer } from '../harness/toolchain.ts';
import { installVsix, startVsCode } from '../harness/vscodeServer.ts';
import { shipExtension } from '../harness/vsix.ts';
import { Workbench } from '../harness/workbench.ts';
import { type BenchRow, limitRow, median } from './row.ts';

/** How many lines are waited for, and how long after each other they come, in milliseconds. No part of a second. */
const lines = 20;
const pause = 1370;

/** From a line of Packer until the view shows what it says, in milliseconds (issue "Bake"). */
const budget = 300;

/** What Packer says by turns, and what the row of the bake says then. */
const turns = [
  { said: 'Stopping the source instance...', shown: 'Stopping the instance' },
  { said: 'Creating AMI bench from instance i-0', shown: 'Creating the image' },
] as const;

const template = `
variable "region" { type = string }
variable "ec2_endpoint" { default = "" }
source "amazon-ebs" "bench" { region = var.region }
build { sources = ["source.amazon-ebs.bench"] }
`;

/** Notes what the first row of a bake says at every frame where that has changed. Runs in the page. */
const noteRow = `(() => {
  globalThis.shown = [];
  const look = () => {
    const rows = [...document.querySelectorAll('.part.sidebar .monaco-list-row[role="treeitem"]')];
    const text = rows.find((row) => row.textContent.includes('packer/bench in dev'))?.textContent ?? '';
    const words = ${JSON.stringify(turns.map(({ shown }) => shown))}.find((each) => text.includes(each));
    if (words !== undefined && globalThis.shown.at(-1)?.words !== words) {
      globalThis.shown.push({ at: Date.now(), words });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;
const shownSchema = z.array(z.object({ at: z.number(), words: z.string() }));

/**
 * How long after Packer has printed a line the Bakes view shows what it says. A program stands in for Packer that says the
 * same lines and notes when.
 */
export async function measureBakeLatency(): Promise<BenchRow[]> {
  await ensureDebianPackages([browserPackage]);
  const server = await ensureVsCodeServer();
  const cloud = await startLocalCloud({ images: 60 });
  endWithUs(() => cloud.close());
  const environments = [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint: cloud.endpoint }];
  const demo = await prepareDemo(cloud, { configuration: JSON.stringify({ environments }) });
  const programs = await makeProgram(demo);
  const { vsix } = await shipExtension();
  const extensionsFolder = join(cache, 'installed');
  await installVsix(server, vsix, extensionsFolder);
  const browser = await launchChromium();
  try {
    const vscode = await startVsCode({
      server,
      extensionsFolder,
      environment: {
        ...demo.environment,
        // Else VS Code takes the PATH of a login shell.
        VSCODE_CLI: '1',
        PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
      },
      isTrusted: true,
    });
    const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
    const latencies = await measureIn(window, programs);
    const slow = [...latencies].sort((a, b) => a - b)[Math.floor(latencies.length * 0.9) - 1] ?? Number.NaN;
    return [
      limitRow('bake-latency/median', median(latencies), 'ms', budget),
      limitRow('bake-latency/nine-of-ten', slow, 'ms', budget),
    ];
  } finally {
    await endEverything();
  }
}

async function measureIn(window: Workbench, programs: string): Promise<number[]> {
  const { page } = window;
  await window.showImages();
  await page.locator('.pane-header', { hasText: 'Bakes' }).click();
  await page.evaluate(noteRow);
  await window.runCommand('AMI Bakery: Bake…');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Bake', exact: true }).click();
  await page
    .locator('.part.sidebar .monaco-list-row', { hasText: /packer\/bench in dev.*Failed/u })
    .waitFor({ timeout: lines * pause + 60_000 });
  const shown = shownSchema.parse(await page.evaluate('globalThis.shown'));
  const said = (await readFile(join(programs, 'said'), 'utf8')).trim().split('\n').map(Number);
  if (shown.length !== said.length) {
    throw new Error(`Of ${said.length} lines ${shown.length} were shown.`);
  }
  return shown.map(({ at }, index) => at - (said[index] ?? Number.NaN));
}

/** It makes no image: what a bake comes to is none of this. */
async function makeProgram({ workspace }: Demo): Promise<string> {
  await mkdir(join(workspace, 'packer', 'bench'), { recursive: true });
  await writeFile(join(workspace, 'packer', 'bench', 'bench.pkr.hcl'), template);
  const programs = join(workspace, '..', 'programs');
  await mkdir(programs);
  const path = join(programs, 'packer');
  const said = JSON.stringify(turns.map((turn) => turn.said));
  await writeFile(
    path,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
if (process.argv[2] === 'version') { console.log('Packer v1.6.6'); process.exit(0); }
if (process.argv[2] !== 'build') process.exit(0);
const said = ${said};
let count = 0;
const say = () => {
  if (count === ${lines}) process.exit(1);
  appendFileSync(${JSON.stringify(join(programs, 'said'))}, Date.now() + '\\n');
  console.log(new Date().toISOString().slice(0, 19) + 'Z: ==> amazon-ebs.bench: ' + said[count % said.length]);
  count += 1;
  setTimeout(say, ${pause});
};
setTimeout(say, 3000);
`,
  );
  await chmod(path, 0o755);
  return programs;
}
