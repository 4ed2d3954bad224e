import assert from 'node:assert/strict';
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type { TreeRow } from '../harness/workbench.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { shareBrowser, openScene, type Scene, type SceneOptions } from './fixture.ts';

shareBrowser();

describe('The images of the view', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene({
      configuration: (cloud) =>
        JSON.stringify({
          environments: [
            { name: 'dev', profile: 'dev', regions: ['us-east-1', 'eu-west-1'], endpoint: cloud.endpoint },
          ],
        }),
    });
    await scene.window.waitForRows('all images', ([first]) => first?.description === '150 images');
  });
  after(() => scene.end());

  const labels = async (level: number): Promise<string[]> =>
    (await scene.window.rows()).filter((row) => row.level === level).map(({ label }) => label);

  it('are filtered by what is typed, which the view says until the filter is cleared', async () => {
    const { window } = scene;
    await window.typeIn('AMI Bakery: Filter Images…', 'Filter images', 'state:deprecated tag:Service=web');
    await window.page.keyboard.press('Enter');
    const [environment, ...rows] = await window.waitForRows('only deprecated images of web', ([first]) =>
      /^\d+ of 150 images$/u.test(first?.description ?? ''),
    );
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['web'],
    );
    assert.equal(environment?.description, `${rows[0]?.description ?? ''} of 150 images`);
    assert.equal(await window.message(), 'Only images that pass: state:deprecated tag:Service=web');
    const images = await window.openRow('web', 'its images', (all) => all.some(({ level }) => level === 3));
    for (const { description } of images.filter(({ level }) => level === 3)) {
      assert.match(description, /deprecated/u);
    }
    await window.pressTitle('Clear Image Filter');
    await window.waitForRows('all images again', ([first]) => first?.description === '150 images');
  });

  it('say that no image passes a filter, and what is wrong with one that cannot be understood', async () => {
    const { window } = scene;
    await window.typeIn('AMI Bakery: Filter Images…', 'Filter images', 'nothing-is-called-this');
    await window.page.keyboard.press('Enter');
    await window.waitForRows('the note', (rows) =>
      rows.some(({ label }) => label === 'No image passes the filter'),
    );
    await window.pressTitle('Clear Image Filter');
    await window.typeIn('AMI Bakery: Filter Images…', 'Filter images', 'state:broken');
    await window.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'state: takes available, deprecated' })
      .first()
      .waitFor();
    await window.page.keyboard.press('Escape');
  });

  it('offer terms that can be added to a filter', async () => {
    const { window } = scene;
    await window.typeIn('AMI Bakery: Filter Images…', 'Filter images', 'auto');
    await window.chooseItem('tag:AutoCleanup=false');
    // Its own item is the one that Enter takes, as soon as the list has followed.
    await window.page
      .locator('.quick-input-widget .monaco-list-row.focused', { hasText: 'Show images that pass' })
      .waitFor();
    await window.page.keyboard.press('Enter');
    await window.waitForRows('images that cleanup leaves alone', ([first]) =>
      /^\d+ of 150 images$/u.test(first?.description ?? ''),
    );
    await window.pressTitle('Clear Image Filter');
  });

  it('are grouped by state, and in one list, and so they stay in the next window', async () => {
    const { window } = scene;
    await window.chooseIn('AMI Bakery: Group Images By…', 'State');
    await window.waitForRows('states', (rows) => rows.some(({ label }) => label === 'available'));
    const states = await labels(2);
    const life = ['pending', 'available', 'deprecated', 'disabled', 'failed'];
    assert.deepEqual(
      states,
      life.filter((state) => states.includes(state)),
    );
    assert.ok(states.length > 3, states.join());
    await window.chooseIn('AMI Bakery: Group Images By…', 'Nothing: one list');
    await window.waitForRows('one list', (rows) => rows.filter(({ level }) => level === 2).length > 10);
    await window.chooseIn('AMI Bakery: Sort Images By…', 'Oldest first');
    await window.waitForRows('the oldest first', ([, first]) =>
      (first?.description ?? '').includes('1 year ago'),
    );
    // VS Code writes what a window keeps a moment later.
    await window.page.waitForTimeout(3000);
    await window.page.reload();
    await window.showImages();
    await window.waitForRows('the same order', ([, first]) =>
      (first?.description ?? '').includes('1 year ago'),
    );
    await window.chooseIn('AMI Bakery: Sort Images By…', 'Newest first');
    await window.chooseIn('AMI Bakery: Group Images By…', 'Service');
    await window.waitForRows('services', (rows) => rows.some(({ label }) => label === 'web'));
  });

  it('without a service tag go by the family of their names', async () => {
    const { window } = scene;
    const rows = await window.openRow('No service tag', 'families', (all) =>
      all.some(({ level }) => level === 3),
    );
    const families = rows.filter(({ level }) => level === 3);
    assert.ok(families.length > 1);
    for (const { label } of families) assert.doesNotMatch(label, /\d{4}/u);
    await window.toggle('No service tag');
  });
});

describe('A long list of images', () => {
  const longList: SceneOptions = {
    cloud: { images: 2500, concentrate: true },
    configuration: ({ endpoint }) =>
      JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] }),
  };

  it('grows in its group when asked, and shows an image that was looked for without all newer ones', async () => {
    const scene = await openScene(longList);
    try {
      const { window, cloud } = scene;
      await window.page.setViewportSize({ width: 1280, height: 3000 });
      await window.waitForRows('all images', ([first]) => first?.description === '2,500 images');
      const olderIn = (rows: readonly TreeRow[]): number | undefined => {
        const label = rows.find((row) => row.label.startsWith('Show Older'))?.label;
        return label === undefined ? undefined : Number(label.replaceAll(/\D/gu, ''));
      };
      const imagesIn = (rows: readonly TreeRow[]): number =>
        rows.filter(({ level }) => level === 3).length - 1;
      const rows = await window.openRow('web', 'images of web', (all) => olderIn(all) !== undefined);
      const older = olderIn(rows) ?? 0;
      assert.equal(imagesIn(rows), 50);
      const { Images: found = [] } = await sdkClients(cloud).ec2.send(
        new DescribeImagesCommand({ Filters: [{ Name: 'tag:Service', Values: ['web'] }], MaxResults: 1000 }),
      );
      const [oldest] = [...found].sort((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? -1 : 1));
      // Rows that are drawn anew because of what is read meanwhile would hide that these are not.
      await window.waitForRows('use', (all) => all.some(({ description }) => description.includes('in use')));
      await scene.addFault({ kind: 'delay', action: 'DescribeImages', milliseconds: 60_000 });
      await window.page.waitForTimeout(3000);
      await window.row(`Show Older (${older})`).click();
      const more = await window.waitForRows('more of web', (all) => olderIn(all) === older - 50);
      assert.equal(imagesIn(more), 100);

      await window.runCommand('AMI Bakery: Find Image…');
      await window.page
        .locator('.quick-input-widget input')
        .first()
        .fill(oldest?.ImageId ?? '');
      await window.page
        .locator('.quick-input-widget .monaco-list-row', { hasText: oldest?.ImageId ?? '' })
        .first()
        .click();
      const shown = await window.waitForRows('the oldest', (all) => olderIn(all) === older - 51);
      assert.equal(imagesIn(shown), 101);
      await window.page.locator('.part.sidebar .monaco-list-row.selected[role="treeitem"]').waitFor();
    } finally {
      await scene.end();
    }
  });

  it('shows the newest and, when asked, older ones; the next window shows it at once, with its age', async () => {
    const scene = await openScene(longList);
    try {
      const { window } = scene;
      await window.waitForRows('all images', ([first]) => first?.description === '2,500 images');
      await window.chooseIn('AMI Bakery: Group Images By…', 'Nothing: one list');
      await window.waitForRows('one list', (rows) => rows.filter(({ level }) => level === 2).length > 10);
      await window.focusLastRow();
      await window.waitForRows('the end of the list', (rows) => rows.at(-1)?.label === 'Show Older (2,450)');
      await window.row('Show Older (2,450)').click();
      await window.row('Show Older (2,450)').waitFor({ state: 'detached' });
      await window.focusLastRow();
      await window.waitForRows('more of the list', (rows) => rows.at(-1)?.label === 'Show Older (2,400)');
      // What was read is kept a moment later.
      await window.page.waitForTimeout(3000);
      await scene.addFault({ kind: 'delay', action: 'DescribeImages', milliseconds: 60_000 });
      await window.page.reload();
      await window.showImages();
      const [first, ...rows] = await window.waitForRows('the tree of before', ([environment]) =>
        /^2,500 images, as of .*, reading…$/u.test(environment?.description ?? ''),
      );
      assert.ok(first !== undefined && rows.length > 10);
      await scene.clearFaults();
    } finally {
      await scene.end();
    }
  });
});
