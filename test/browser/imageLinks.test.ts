import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type { Locator } from 'playwright-core';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { waitForStatusBar } from '../harness/statusBar.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { eventually } from '../host/eventually.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

interface CloudImage {
  readonly id: string;
  readonly createdAt: string;
  readonly name: string;
  readonly service: string;
  readonly version: string;
}

/** The images of one place, as the cloud has them. */
async function imagesOf(cloud: LocalCloud, profile: string, region: string): Promise<CloudImage[]> {
  const { ec2 } = sdkClients(cloud, { profile, region });
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
  return Images.map(({ ImageId = '', Name = '', CreationDate = '', Tags = [] }) => {
    const tag = (key: string): string => Tags.find(({ Key }) => Key === key)?.Value ?? '';
    return {
      id: ImageId,
      createdAt: CreationDate,
      name: Name,
      service: tag('Service'),
      version: tag('Version'),
    };
  });
}

/** What a person sees of the pick that is open. */
class Pick {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get input(): Locator {
    return this.#scene.window.page.locator('.quick-input-widget input[type="text"]').first();
  }

  get title(): Locator {
    return this.#scene.window.page.locator('.quick-input-widget .quick-input-title');
  }

  /** The row that has all of these texts. */
  row(...texts: readonly string[]): Locator {
    return texts.reduce(
      (rows, hasText) => rows.filter({ hasText }),
      this.#scene.window.page.locator('.quick-input-widget .monaco-list-row'),
    );
  }
}

/** Waits until the row of an image is selected in the tree, whatever was closed above it. */
async function waitForSelected(scene: Scene, label: string, timeout = 60_000): Promise<void> {
  const { page } = scene.window;
  await page
    .locator('.part.sidebar .monaco-list-row.selected[role="treeitem"]', {
      has: page.locator('.label-name', { hasText: label }),
    })
    .waitFor({ timeout });
}

describe('Finding an image', () => {
  it('goes over every environment that can be read, also in Restricted Mode, and selects its row', async () => {
    const scene = await openScene({
      isTrusted: false,
      configuration: null,
      // With so many environments none is read before somebody asks for it.
      prepare: async ({ configFile, credentialsFile }, cloud) => {
        const [profile] = cloud.profiles;
        const more = ['a', 'b', 'c'].flatMap((name) => (profile === undefined ? [] : [{ ...profile, name }]));
        const { config, credentials } = awsConfigFiles(more, cloud.endpoint);
        await appendFile(configFile, config);
        await appendFile(credentialsFile, credentials);
      },
      faults: [
        {
          kind: 'error',
          action: 'DescribeImages',
          account: '222222222222',
          code: 'UnauthorizedOperation',
          message: 'You are not authorized.',
          status: 403,
        },
      ],
    });
    try {
      const { window, cloud } = scene;
      await window.waitForRows('the profiles', (rows) => rows.length === 6);
      const region = cloud.profiles.find(({ name }) => name === 'prod')?.region ?? '';
      const images = await imagesOf(cloud, 'prod', region);
      const image = images.find(({ service }) => service === 'web');
      assert.ok(image);
      await scene.window.runCommand('AMI Bakery: Find Image…');
      const pick = new Pick(scene);
      await pick.input.fill(image.name.slice(4).toUpperCase());
      await pick.row(`web ${image.version}`, image.id, `${image.name} · prod · ${region} · `).waitFor();
      await pick
        .row('staging could not be searched', 'You are not authorized. (UnauthorizedOperation)')
        .waitFor();
      await window.page.keyboard.press('Enter');
      await waitForSelected(scene, image.version);
      const rows = await window.rows();
      assert.equal(rows.find(({ label }) => label === 'prod')?.isExpanded, true);
      assert.equal(rows.find(({ label }) => label === 'dev')?.isExpanded, false);
      assert.deepEqual(await window.notifications(), []);
    } finally {
      await scene.end();
    }
  });
});

describe('Image links', () => {
  let scene: Scene;
  let image: CloudImage;
  let hostile: CloudImage;
  before(async () => {
    scene = await openScene();
    const staging = await imagesOf(scene.cloud, 'staging', 'eu-west-1');
    const found = staging.find(({ service, version }) => service === 'worker' && version !== '');
    const worst = staging.find(({ version }) => version.startsWith('**bold**'));
    assert.ok(found && worst);
    image = found;
    hostile = worst;
    const lines = [`image_id = "${image.id}"`, `hostile_id = "${hostile.id}"`, 'end = true'];
    await writeFile(join(scene.demo.workspace, 'main.tf'), `${lines.join('\n')}\n`);
    await scene.window.waitForRows('the images', (rows) =>
      rows.some(({ label, description }) => label === 'staging' && description === '150 images'),
    );
  });
  after(() => scene.end());

  /** VS Code shows no hover where the mouse came to rest while another one was about to go. */
  const hoverOver = async (id: string): Promise<Locator> => {
    const { page } = scene.window;
    const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'Created' }).first();
    for (let attempt = 1; ; attempt += 1) {
      await page.mouse.move(640, 700);
      await hover.waitFor({ state: 'hidden' });
      await page.locator('.monaco-editor .view-line', { hasText: id }).getByText(id).hover();
      const isShown = await hover.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (isShown) return hover;
      if (attempt === 4) throw new Error(`Nothing is shown on hover over ${id}.`);
    }
  };

  it('are searched for with the newest first, whatever their labels are', async () => {
    const { window, cloud } = scene;
    const places = cloud.profiles.flatMap(({ name }) => cloud.regions.map((region) => ({ name, region })));
    const all = await Promise.all(places.map(({ name, region }) => imagesOf(cloud, name, region)));
    const newestFirst = all
      .flat()
      .filter(({ name }) => name.startsWith('auth-1.1.'))
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    await window.runCommand('AMI Bakery: Find Image…');
    const pick = new Pick(scene);
    await pick.input.fill('auth 1.1.');
    await pick.title.filter({ hasText: `Find Image: ${newestFirst.length} found` }).waitFor();
    const shown = await pick.row('auth 1.1.').locator('.label-description').allInnerTexts();
    assert.deepEqual(
      shown,
      newestFirst.slice(0, shown.length).map(({ id }) => id),
    );
    await window.page.keyboard.press('Escape');
  });

  it('copy what is chosen from several searches, where nothing is selected', async () => {
    const { window } = scene;
    await window.runCommand('AMI Bakery: Copy Image Id');
    const pick = new Pick(scene);
    for (const { id } of [image, hostile]) {
      await pick.input.fill(id);
      await pick.row(id).click();
    }
    // Both stay chosen and in sight while something else is searched for.
    await pick.input.fill('no such image');
    await pick.row(image.id).waitFor();
    await pick.row(hostile.id).waitFor();
    await pick.input.press('Enter');
    await waitForStatusBar(window.page, 'Copied 2 image ids');
  });

  it('say on hover what an image is, and lead from there to its row', async () => {
    await scene.window.openFile('main.tf');
    const hover = await hoverOver(image.id);
    const text = (await hover.innerText()).replaceAll('\u00A0', ' ');
    assert.match(text, new RegExp(`worker ${image.version}`, 'u'));
    assert.ok(
      text.includes(`Name: ${image.name}`) && text.includes('Environment: staging (222222222222)'),
      text,
    );
    await hover.getByText('Show in the Images view').click();
    await waitForSelected(scene, image.version);
  });

  it('copy the id from the hover', async () => {
    const hover = await hoverOver(image.id);
    await hover.getByText('Copy Image Id').click();
    await waitForStatusBar(scene.window.page, `Copied ${image.id}`);
    // A hover that was pressed in stays until it is sent away.
    await scene.window.page.keyboard.press('Escape');
  });

  it('show hostile texts on hover as mere text, with no links but ours', async () => {
    const hover = await hoverOver(hostile.id);
    const text = (await hover.innerText()).replaceAll('\u00A0', ' ');
    assert.ok(text.includes(`Version: ${hostile.version}`), text);
    assert.equal(await hover.locator('img, script, code').count(), 0);
    const links = await hover.locator('a').all();
    const addresses = await Promise.all(links.map((link) => link.getAttribute('data-href')));
    assert.deepEqual(
      addresses.map((address) => address?.replace(/\?.*/u, '')),
      ['command:amiBakery.revealImage', 'command:amiBakery.copyImageId'],
    );
  });

  it('lead from the id in the text to its row', async () => {
    const { page } = scene.window;
    const id = page.locator('.monaco-editor .view-line', { hasText: hostile.id }).getByText(hostile.id);
    // A press is lost where VS Code is just looking for the links of the file.
    await eventually('the row', async () => {
      await page.mouse.move(640, 700);
      await page.keyboard.down('Control');
      await id.click();
      await page.keyboard.up('Control');
      return waitForSelected(scene, hostile.version, 5000).then(
        () => true,
        () => false,
      );
    });
    assert.deepEqual(await scene.window.notifications(), []);
  });
});
