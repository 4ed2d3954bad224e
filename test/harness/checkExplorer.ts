import { join } from 'node:path';
import * as z from 'zod/mini';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { launchChromium } from './chromium.ts';
import type { Demo } from './demo.ts';
import { root } from './paths.ts';
import type { RunningVsCode } from './vscodeServer.ts';
import { asText, type TreeRow, Workbench } from './workbench.ts';

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' } as const;

interface ExpectedRow {
  readonly label: string;
  readonly description: string;
}

const summarySchema = z.looseObject({
  counts: z.array(z.looseObject({ account: z.string(), images: z.number() })),
});

/**
 * Looks at the explorer as a newcomer does: every environment must show as many images as the local cloud has for it.
 * Prints the tree and takes the pictures of the README.
 * @param cloud - where the images are
 * @param demo - the workspace
 * @param vscode - VS Code with the extension
 * @throws Error with the rows that are there when they are not those that should be
 */
export async function checkExplorer(cloud: LocalCloud, demo: Demo, vscode: RunningVsCode): Promise<void> {
  const { counts } = summarySchema.parse(await (await fetch(cloud.control)).json());
  const expected = cloud.profiles.map(({ name, account }): ExpectedRow => {
    const images = counts
      .filter((each) => each.account === account)
      .reduce((sum, each) => sum + each.images, 0);
    return { label: name, description: `${images} images` };
  });
  const browser = await launchChromium();
  for (const [name, theme] of Object.entries(themes)) {
    // A window reads its settings when it is opened.
    await vscode.changeSettings({ 'workbench.colorTheme': theme });
    const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
    const rows = await openImage(window, expected);
    if (name === 'light') console.log(asText(rows));
    await takePicture(window, `explorer-${name}`);
    await compareTwo(window);
    await takePicture(window, `compare-${name}`);
    await window.typeIn('AMI Bakery: Filter Images…', 'Filter images', 'tag:Service=web older:90d is:');
    await takePicture(window, `filter-${name}`);
    await window.page.keyboard.press('Escape');
    const notifications = await window.notifications();
    if (notifications.length > 0) throw new Error(`There are notifications: ${notifications.join(' · ')}`);
    await window.close();
  }
}

/**
 * Looks at the view in a workspace that is not trusted, and takes the pictures of the docs: it must show the person's own
 * profiles, and say so.
 * @param demo - the workspace
 * @param vscode - VS Code with the extension, which trusts no workspace
 * @throws Error when it does not say so
 */
export async function checkRestrictedMode(demo: Demo, vscode: RunningVsCode): Promise<void> {
  const browser = await launchChromium();
  for (const [name, theme] of Object.entries(themes)) {
    await vscode.changeSettings({ 'workbench.colorTheme': theme });
    const window = await Workbench.open(browser, { address: vscode.address, folder: demo.workspace });
    await window.showImages();
    await window.waitForRows('the images of the profiles', (rows) => {
      const environments = rows.filter(({ level }) => level === 1);
      const areRead = environments.every(({ description }) => description.endsWith(' images'));
      return areRead && rows.some(({ label }) => label === 'web');
    });
    const message = await window.message();
    if (!message.startsWith('Restricted Mode')) throw new Error(`Above the tree stands: ${message}`);
    await takePicture(window, `restricted-${name}`);
    await window.close();
  }
}

async function takePicture(window: Workbench, name: string): Promise<void> {
  await window.screenshot(join(root, 'docs', 'images', `${name}.png`));
  console.log(`Took docs/images/${name}.png`);
}

/** Compares the oldest image of web on the screen with the one above it. */
async function compareTwo(window: Workbench): Promise<void> {
  const labels = (await window.rows()).filter(({ level }) => level === 3).map(({ label }) => label);
  const [first, second] = labels.filter((label, index) => labels.indexOf(label) === index);
  if (first === undefined || second === undefined)
    throw new Error(`There are no two images: ${labels.join()}`);
  await window.select(first, second);
  await window.runCommand('AMI Bakery: Compare Selected Images');
  for (const side of ['original', 'modified'] as const) {
    await window.waitForEditor('who may launch an image', (text) => text.includes('"isPublic"'), side);
  }
}

/** Opens an environment's images down to the tags of one of them. */
async function openImage(window: Workbench, expected: readonly ExpectedRow[]): Promise<readonly TreeRow[]> {
  // The demo opens at the view: nothing is pressed for it.
  await window.waitForImagesView();
  await window.waitForRows(`The images of ${expected.map(({ label }) => label).join(', ')}`, (rows) =>
    expected.every((environment) => rows.some((row) => isSame(row, environment))),
  );
  const rows = await window.openRow('web', 'The images of web', (all) =>
    all.some(({ level }) => level === 3),
  );
  const image = rows.find(({ level, description }) => level === 3 && !/pending|failed/u.test(description));
  await window.openRow(image?.label ?? '', 'What is known of it', (all) =>
    all.some(({ label }) => label === 'Lineage'),
  );
  await window.pressInline(image?.label ?? '', 'Show Image Details');
  await window.openRow('Used by', 'What uses it', (all) => all.some(({ level }) => level === 5));
  return window.openRow('Tags', 'The tags of an image', (all) =>
    all.some(({ label }) => label === 'LastUsed'),
  );
}

function isSame(row: TreeRow, expected: ExpectedRow): boolean {
  return row.label === expected.label && row.description === expected.description;
}
