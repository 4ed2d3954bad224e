import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTagsCommand,
  DescribeImagesCommand,
  type Image,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { hostileTexts } from '../../src/localcloud/sample/hostileTexts.ts';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { waitForStatusBar } from '../harness/statusBar.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

/** One region each, so that no version is there twice; the second one has the images with hostile names. */
const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({
    environments: [
      { name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint },
      { name: 'staging', profile: 'staging', regions: ['eu-west-1'], endpoint },
    ],
  });

const fileName = (extension: string): string => {
  const today = new Date();
  const [month, day] = [today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, '0'));
  return `ami-bakery-images-${today.getFullYear()}-${month ?? ''}-${day ?? ''}.${extension}`;
};

const versionOf = ({ Tags = [] }: Image): string => Tags.find(({ Key }) => Key === 'Version')?.Value ?? '';

describe('Image actions', () => {
  let scene: Scene;
  /** The available images of `web` in dev, the newest first, as AWS has them. */
  let images: Image[];
  let newest: string;
  let second: string;

  before(async () => {
    scene = await openScene({ configuration });
    const { window, cloud } = scene;
    await window.page.setViewportSize({ width: 1400, height: 1600 });
    const { Images = [] } = await sdkClients(cloud).ec2.send(
      new DescribeImagesCommand({
        Filters: [
          { Name: 'tag:Service', Values: ['web'] },
          { Name: 'state', Values: ['available'] },
        ],
      }),
    );
    images = Images.sort((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1));
    [newest = '', second = ''] = images.map(versionOf);
    await window.waitForRows('both environments', (rows) =>
      ['dev', 'staging'].every((name) =>
        rows.some(({ label, description }) => label === name && description === '75 images'),
      ),
    );
    await window.openRow('web', 'the images of web', (rows) => rows.some(({ level }) => level === 3));
  });
  after(() => scene.end());
  afterEach(async () => {
    await scene.window.runCommand('View: Close All Editors');
  });

  const statusBar = (text: string): Promise<void> => waitForStatusBar(scene.window.page, text);
  const field = (image: Image | undefined, pick: (image: Image) => string | undefined): string =>
    image === undefined ? '' : (pick(image) ?? '');
  const idOf = (image: Image | undefined): string => field(image, ({ ImageId }) => ImageId);
  const nameOf = (image: Image | undefined): string => field(image, ({ Name }) => Name);

  /** A message that is on the screen, which is closed again. */
  const message = async (text: string): Promise<string> => {
    const { window } = scene;
    const toast = window.page.locator('.notification-list-item', { hasText: text }).first();
    await toast.waitFor();
    const said = await toast.innerText();
    await window.runCommand('Notifications: Clear All Notifications');
    return said;
  };

  it('copy an image as its id, ARN and name, and as it is written in Terraform and Packer', async () => {
    const { window } = scene;
    const [image] = images;
    const [id, name] = [idOf(image), nameOf(image)];
    await window.chooseInMenu(newest, 'Copy Image Id');
    await statusBar(`Copied ${id}`);
    assert.equal(await window.clipboard(), id);
    await window.chooseInMenu(newest, 'Copy As', 'Copy Image ARN');
    await statusBar(`Copied arn:aws:ec2:us-east-1::image/${id}`);
    assert.equal(await window.clipboard(), `arn:aws:ec2:us-east-1::image/${id}`);
    await window.chooseInMenu(newest, 'Copy As', 'Copy Image Name');
    await statusBar(`Copied ${name}`);
    assert.equal(await window.clipboard(), name);
    await window.chooseInMenu(newest, 'Copy As', 'Copy Image as Terraform Data Source');
    await statusBar(`Copied ${id} as a Terraform data source`);
    const terraform = await window.clipboard();
    assert.ok(terraform.startsWith(`# ${id} (dev, us-east-1)\ndata "aws_ami" "web_`), terraform);
    assert.ok(terraform.includes(`    name   = "tag:Version"\n    values = ["${newest}"]`), terraform);
    await window.chooseInMenu(newest, 'Copy As', 'Copy Image as Packer Filter');
    await statusBar(`Copied ${id} as a Packer filter`);
    assert.ok((await window.clipboard()).includes(`    "tag:Version"  = "${newest}"`));
  });

  it('copy several images, one line or one block for each, also by the keyboard', async () => {
    const { window } = scene;
    const two = images.slice(0, 2);
    await window.select(newest, second);
    await window.page.keyboard.press('ControlOrMeta+C');
    await statusBar('Copied 2 image ids');
    assert.deepEqual((await window.clipboard()).split('\n').sort(), two.map(idOf).sort());
    await window.runCommand('AMI Bakery: Copy Image Name');
    await statusBar('Copied 2 image names');
    assert.deepEqual((await window.clipboard()).split('\n').sort(), two.map(nameOf).sort());
    await window.runCommand('AMI Bakery: Copy Image ARN');
    await statusBar('Copied 2 ARNs');
    await window.runCommand('AMI Bakery: Copy Image as Terraform Data Source');
    await statusBar('Copied 2 images as Terraform data sources');
    assert.equal((await window.clipboard()).match(/^data "aws_ami"/gmu)?.length, 2);
    await window.runCommand('AMI Bakery: Copy Image as Packer Filter');
    await statusBar('Copied 2 images as Packer filters');
    assert.equal((await window.clipboard()).match(/^source_ami_filter/gmu)?.length, 2);
  });

  it('show the details of an image, which follow what changes in AWS', async () => {
    const { window, cloud } = scene;
    const [image] = images;
    const id = idOf(image);
    await window.select(newest);
    await window.pressInline(newest, 'Show Image Details');
    const text = await window.waitForEditor('the details', (all) => all.includes('"tags": {'));
    const details = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    assert.equal(details['arn'], `arn:aws:ec2:us-east-1::image/${id}`);
    assert.equal(
      details['consoleUrl'],
      `https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#Images:visibility=owned-by-me;imageId=${id}`,
    );
    assert.equal(details['createdAt'], image?.CreationDate);
    const { ec2 } = sdkClients(cloud);
    await ec2.send(
      new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'ANewTag', Value: 'a new value' }] }),
    );
    await ec2.send(
      new ModifyImageAttributeCommand({
        ImageId: id,
        LaunchPermission: { Add: [{ UserId: '444444444444' }] },
      }),
    );
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForEditor(
      'the new tag and the new permission',
      (all) => all.includes('"ANewTag": "a new value"') && all.includes('"444444444444"'),
    );
  });

  it("say in AWS's words why they do not know who may launch an image, and show the rest", async () => {
    const { window } = scene;
    const said = 'You are not authorized to perform this operation.';
    await scene.addFault({
      kind: 'error',
      action: 'DescribeImageAttribute',
      code: 'UnauthorizedOperation',
      message: said,
      status: 403,
    });
    await window.select(second);
    await window.pressInline(second, 'Show Image Details');
    const text = await window.waitForEditor('the refusal', (all) => all.includes(said));
    const details = z.looseObject({ id: z.string(), launchPermissions: z.unknown() }).parse(JSON.parse(text));
    assert.equal(details.id, idOf(images[1]));
    assert.deepEqual(details.launchPermissions, { error: `${said} (UnauthorizedOperation)` });
    await scene.clearFaults();
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForEditor('the permissions', (all) => all.includes('"organizationalUnits": []'));
  });

  it('open several details each in an editor of its own, and ask before they open many', async () => {
    const { window } = scene;
    await window.select(newest, second);
    await window.runCommand('AMI Bakery: Show Image Details');
    for (const image of images.slice(0, 2)) {
      await window.page.locator('.tab', { hasText: `${idOf(image)}.json` }).waitFor();
    }
    await window.select(...images.slice(0, 6).map(versionOf));
    await window.runCommand('AMI Bakery: Show Image Details');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'Open the details of 6 images?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await window.page.locator('.tab', { hasText: /^ami-/u }).count(), 2);
  });

  it('open an image in the console', async () => {
    const { window } = scene;
    const address = `https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#Images:visibility=owned-by-me;imageId=${idOf(images[0])}`;
    const context = window.page.context();
    await context.route(/^https:/u, (route) =>
      route.fulfill({ contentType: 'text/html', body: 'The console' }),
    );
    await window.select(newest);
    await window.chooseInMenu(newest, 'Open Image in AWS Console');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'external website' });
    const [page] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('button', { name: 'Open', exact: true }).click(),
    ]);
    await page.waitForLoadState();
    assert.equal(page.url(), address);
    await page.close();
    await context.unroute(/^https:/u);
  });

  it('compare two selected images, the older one on the left', async () => {
    const { window } = scene;
    await window.select(newest, second);
    await window.chooseInMenu(second, 'Compare Selected Images');
    const tab = window.page.locator('.tab.active');
    await tab.filter({ hasText: '↔' }).waitFor();
    const title = await tab.innerText();
    assert.ok(
      title.includes(`web ${second} (dev, ${idOf(images[1])}) ↔ web ${newest} (dev, ${idOf(images[0])})`),
      title,
    );
    await window.waitForEditor(
      'the older one',
      (text) => text.includes(`"Version": "${second}"`),
      'original',
    );
    const right = await window.waitForEditor(
      'the newer one',
      (text) => text.includes(`"Version": "${newest}"`) && text.includes('"444444444444"'),
      'modified',
    );
    for (const key of ['blockDevices', 'launchPermissions', 'source', 'boot'])
      assert.ok(right.includes(`"${key}"`));
    assert.ok(!right.includes('snap-'), right);
  });

  it('compare an image with one that was selected before', async () => {
    const { window } = scene;
    await window.select(newest);
    assert.ok(!(await window.menuOf(newest)).includes('Compare Image with Selected'));
    await window.chooseInMenu(newest, 'Select Image for Compare');
    await statusBar(`Selected ${idOf(images[0])} for compare`);
    await window.chooseInMenu(second, 'Compare Image with Selected');
    await window.waitForEditor(
      'the older one',
      (text) => text.includes(`"Version": "${second}"`),
      'original',
    );
    await window.waitForEditor(
      'the newer one',
      (text) => text.includes(`"Version": "${newest}"`),
      'modified',
    );
  });

  it('take two images for a comparison, and ask for images where none is selected', async () => {
    const { window } = scene;
    await window.select(newest);
    await window.runCommand('AMI Bakery: Compare Selected Images');
    await message('Select exactly two images to compare.');
    await window.select('staging');
    await window.runCommand('AMI Bakery: Copy Image ARN');
    const pick = window.page.locator('.quick-input-widget');
    await pick.locator('.quick-input-title', { hasText: 'Copy Image ARN' }).waitFor();
    await pick.locator('input.quick-input-filter, .quick-input-filter input').first().fill(idOf(images[0]));
    await pick.locator('.monaco-list-row', { hasText: idOf(images[0]) }).click();
    await window.page.keyboard.press('Enter');
    await statusBar(`Copied arn:aws:ec2:us-east-1::image/${idOf(images[0])}`);
    await window.toggle('staging');
  });

  /** Answers what an export asks for, up to where the file is to be. */
  const beginExport = async (format: 'CSV' | 'JSON', which?: string): Promise<string> => {
    const { window, demo } = scene;
    const file = join(demo.workspace, fileName(format.toLowerCase()));
    // VS Code asks before it overwrites a file.
    await rm(file, { force: true });
    const picks = window.page.locator('.quick-input-widget');
    const pick = async (title: string, text: string | RegExp): Promise<void> => {
      await picks.locator('.quick-input-title', { hasText: title }).waitFor();
      await picks.locator('.monaco-list-row', { hasText: text }).first().click();
    };
    await window.runCommand('AMI Bakery: Export Images…');
    if (which !== undefined) await pick('Export which images?', which);
    await pick('Export images as', format);
    await picks.locator('.quick-input-title', { hasText: 'Export Images' }).waitFor();
    const hasProposal = `document.querySelector('.quick-input-widget input').value === ${JSON.stringify(file)}`;
    await window.page.waitForFunction(hasProposal);
    return file;
  };

  /** Takes the place that is proposed, and gives the text of the file. */
  const exportAs = async (format: 'CSV' | 'JSON', which?: string): Promise<string> => {
    const { page } = scene.window;
    const file = await beginExport(format, which);
    await page.keyboard.press('Enter');
    await page.locator('.notification-list-item', { hasText: /Exported \d+ images to/u }).waitFor();
    return readFile(file, 'utf8');
  };

  it('export all images that are shown as CSV, without a formula, and open the file', async () => {
    const { window } = scene;
    await window.select(newest);
    const csv = await exportAs('CSV');
    const lines = csv.split('\r\n');
    assert.match(lines[0] ?? '', /^"id","name","environment",/u);
    assert.equal(csv.match(/^"ami-/gmu)?.length, 150);
    assert.match(csv, /"'=cmd\(\)\|' \/C calc'!A0"/u);
    assert.doesNotMatch(csv, /^"?[=+\-@]|,"[=+\-@]/mu);
    const toast = window.page.locator('.notification-list-item', { hasText: 'Exported 150 images to' });
    await toast.hover();
    await toast.getByRole('button', { name: 'Open' }).click();
    await window.page.locator('.tab.active', { hasText: fileName('csv') }).waitFor();
  });

  it('export the selected images as JSON, exactly', async () => {
    const { window } = scene;
    await window.select(newest, second);
    const json = await exportAs('JSON', '2 selected images');
    const rows = z.array(z.looseObject({ id: z.string(), version: z.string() })).parse(JSON.parse(json));
    assert.deepEqual(rows.map(({ id }) => id).sort(), images.slice(0, 2).map(idOf).sort());
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('say in the words of the system where they cannot be exported to, and ask again', async () => {
    const { window } = scene;
    const exportInVain = async (): Promise<boolean> => {
      await beginExport('JSON', 'All 150 images');
      await window.typeInto('Export Images', '/proc/images.json');
      // The dialog follows what is typed a moment later: the first process of the machine is a folder there.
      await window.page
        .locator('.quick-input-widget .monaco-list-row')
        .getByText('1', { exact: true })
        .waitFor();
      await window.page.keyboard.press('Enter');
      const failure = window.page.locator('.notification-list-item', {
        hasText: 'The images could not be exported to /proc/images.json',
      });
      await failure.waitFor();
      assert.match(await failure.innerText(), /ENOENT|no such file|Unable to write/iu);
      await failure.getByRole('button', { name: 'Export Elsewhere…' }).click();
      const question = window.page.locator('.quick-input-title', { hasText: 'Export which images?' });
      return question.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    };
    // A question closes when the view takes the focus back in that moment (VS Code 1.139, treeView.ts: doRefresh).
    assert.ok((await exportInVain()) || (await exportInVain()));
    await window.page.keyboard.press('Escape');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('say which environments an export does not have all images of', async () => {
    const { window } = scene;
    const refusal = { kind: 'error', action: 'DescribeImages', account: '222222222222', status: 403 };
    await scene.addFault({ ...refusal, code: 'UnauthorizedOperation' });
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForRows('the refusal', (rows) =>
      rows.some(({ label }) => label === 'Not allowed to read staging'),
    );
    await window.select(newest);
    await exportAs('JSON');
    assert.match(await message('Exported 150 images to'), /Not read completely: staging\./u);
    await scene.clearFaults();
    await window.pressInline('Not allowed to read staging', 'Refresh Environment');
    await window.waitForRows('all images', (rows) =>
      rows.some(({ label, description }) => label === 'staging' && description === '75 images'),
    );
  });

  it('show hostile texts as mere text in details and comparisons', async () => {
    const { window } = scene;
    await window.toggle('web');
    await window.toggle('dev');
    const rows = await window.openRow('hostile-names', 'hostile names', (all) =>
      all.some(({ level }) => level === 3),
    );
    const labels = rows.filter(({ level }) => level === 3).map(({ label }) => label);
    const reversed = labels.find((label) => label.startsWith('\uFFFDtxt.gpj')) ?? '';
    await window.pressInline(reversed, 'Show Image Details');
    const text = await window.waitForEditor('the details', (all) => all.includes('"tags": {'));
    assert.ok(text.includes('\\u202Etxt.gpj\\u202C'), text);
    assert.doesNotMatch(text, /\p{Bidi_Control}/u);
    const { tags } = z.looseObject({ tags: z.record(z.string(), z.string()) }).parse(JSON.parse(text));
    assert.equal(tags['Version'], hostileTexts[2]);
    const formula = labels.find((label) => label.startsWith('=cmd')) ?? '';
    const icon = labels.find((label) => label.startsWith('$(warning)')) ?? '';
    await window.select(formula, icon);
    await window.chooseInMenu(icon, 'Compare Selected Images');
    await window.waitForEditor('the formula', (all) => all.includes(`"Version": "=cmd()`), 'original');
    const tab = window.page.locator('.tab.active', { hasText: '↔' });
    assert.match(await tab.innerText(), /\$ \(warning\)/u);
    assert.equal(
      await window.page.locator('.editor-instance a[href^="command:"], .tab .codicon-warning').count(),
      0,
    );
    await window.chooseInMenu(icon, 'Copy As', 'Copy Image as Terraform Data Source');
    await statusBar('as Terraform data sources');
    assert.ok((await window.clipboard()).includes('"$(warning) $${HOME} %PATH% {0}"'));
  });

  it('never show a notification for what a person sees anyway', async () => {
    assert.deepEqual(await scene.window.notifications(), []);
  });
});

describe('Image actions in Restricted Mode', () => {
  it('work, since they only read', async () => {
    const scene = await openScene({ configuration: null, isTrusted: false });
    try {
      const { window } = scene;
      await window.waitForRows('the images', (rows) => rows.some(({ label }) => label === 'web'));
      const rows = await window.openRow('web', 'the images of web', (all) =>
        all.some(({ level }) => level === 3),
      );
      const { label = '' } = rows.find(({ level }) => level === 3) ?? {};
      await window.chooseInMenu(label, 'Copy Image Id');
      await waitForStatusBar(window.page, 'Copied ami-');
      assert.match(await window.clipboard(), /^ami-[0-9a-f]{17}$/u);
      await window.pressInline(label, 'Show Image Details');
      await window.waitForEditor('the details', (text) => text.includes('"environment": "dev"'));
    } finally {
      await scene.end();
    }
  });
});
