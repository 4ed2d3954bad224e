import assert from 'node:assert/strict';
import { waitForStatusBar } from '../harness/statusBar.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

describe('The images view', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene();
    await scene.window.waitForRows('three environments', (rows) =>
      ['dev', 'staging', 'prod'].every((name) =>
        rows.some(({ label, description }) => label === name && description === '150 images'),
      ),
    );
  });
  after(() => scene.end());

  it('shows the services of each environment by name, those images without one last', async () => {
    const rows = await scene.window.rows();
    const dev = rows
      .slice(
        1,
        rows.findIndex(({ label }) => label === 'staging'),
      )
      .map(({ label }) => label);
    assert.deepEqual(dev.slice(0, 3), ['api-gateway', 'auth', 'batch']);
    assert.equal(dev.at(-1), 'No service tag');
  });

  it('shows the images of a service newest first, with age, state and region, and their tags', async () => {
    const { window } = scene;
    const rows = await window.openRow('web', 'its images', (all) => all.some(({ level }) => level === 3));
    const images = rows.filter(({ level }) => level === 3);
    assert.match(images[0]?.description ?? '', /^\d+ (?:day|week)s? ago · .*(?:us-east-1|eu-west-1)$/u);
    assert.match(images.at(-1)?.description ?? '', /^1 year ago · deprecated/u);
    assert.match(images.at(-1)?.spoken ?? '', /^Image 1\.0\.1, deprecated, 1 year ago, /u);
    const label = images[2]?.label ?? '';
    await window.openRow(label, 'what is known of it', (all) => all.some((row) => row.label === 'Lineage'));
    const tags = await window.openRow('Tags', 'tags', (all) => all.some((row) => row.level === 5));
    const shown = tags.filter(({ level }) => level === 5).map((row) => `${row.label}=${row.description}`);
    assert.ok(
      shown.includes('Service=web') &&
        shown.includes('Environment=dev') &&
        shown.includes(`Version=${label}`),
    );
    await window.toggle('web');
  });

  it('copies the id of an image', async () => {
    const { window } = scene;
    const rows = await window.openRow('worker', 'images', (all) => all.some(({ level }) => level === 3));
    await window.pressInline(rows.find(({ level }) => level === 3)?.label ?? '', 'Copy Image Id');
    await waitForStatusBar(window.page, /Copied ami-[0-9a-f]{17}/u);
  });

  it('shows everything known of an image as a read-only document', async () => {
    const { window } = scene;
    const rows = await window.rows();
    await window.pressInline(rows.find(({ level }) => level === 3)?.label ?? '', 'Show Image Details');
    await window.page.locator('.tab', { hasText: /^ami-[0-9a-f]{17}\.json$/u }).waitFor();
    const text = await window.page.locator('.editor-instance .view-lines').innerText();
    assert.match(text.replaceAll('\u00A0', ' '), /"environment": "dev"/u);
    await window.toggle('worker');
  });

  it('shows after a refresh what has changed in AWS, without closing what is open', async () => {
    const { window } = scene;
    await window.openRow('auth', 'images', (all) => all.some(({ level }) => level === 3));
    await scene.tag('a-new-one');
    await window.runCommand('AMI Bakery: Refresh Images');
    const rows = await window.waitForRows('the new service', (all) =>
      all.some((row) => row.label === 'a-new-one'),
    );
    assert.ok(rows.some(({ level }) => level === 3));
    await window.toggle('auth');
  });

  it('shows hostile texts as mere text', async () => {
    const { window } = scene;
    let dialogs = 0;
    window.page.on('dialog', () => (dialogs += 1));
    await window.toggle('dev');
    const rows = await window.openRow('hostile-names', 'hostile names', (all) =>
      all.some(({ level }) => level === 3),
    );
    const labels = rows.map(({ label }) => label);
    assert.ok(labels.includes('<img src=x onerror=alert(1)><script>alert(1)</script>'));
    assert.ok(labels.includes("=cmd()|' /C calc'!A0"));
    assert.ok(labels.some((label) => label.startsWith('\uFFFDtxt.gpj\uFFFD')));
    assert.ok(labels.every((label) => !/[\u202A-\u202E\u2066-\u2069]/u.test(label)));
    assert.equal(await window.page.locator('.part.sidebar img[src="x"]').count(), 0);
    assert.equal(dialogs, 0);
    await window.toggle('hostile-names');
    await window.toggle('dev');
  });

  it('never shows a notification for all of this', async () => {
    assert.deepEqual(await scene.window.notifications(), []);
  });
});

describe('Reading many images', () => {
  it('shows some of them before all are there, also while pages come from everywhere', async () => {
    const scene = await openScene({ cloud: { images: 60_000 }, showsView: false });
    try {
      await scene.window.showImages();
      const counts = new Set<string>();
      await scene.window.waitForRows(
        'all images',
        (rows) => {
          const environments = rows.filter(({ level }) => level === 1);
          if (rows.some(({ level }) => level === 2)) {
            for (const { description } of environments) {
              if (/^[\d,]+ images, reading…$/u.test(description)) counts.add(description);
            }
          }
          return (
            environments.length > 0 &&
            environments.every(({ description }) => description.endsWith(' images'))
          );
        },
        60_000,
      );
      assert.ok(counts.size >= 3, `only ${counts.size} counts were shown while images were read`);
    } finally {
      await scene.end();
    }
  });

  it('shows the first page before the last is asked for, and can be stopped', async () => {
    const scene = await openScene({
      cloud: { images: 6000, concentrate: true },
      configuration: (cloud) =>
        JSON.stringify({
          environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint: cloud.endpoint }],
        }),
      faults: [{ kind: 'delay', action: 'DescribeImages', skip: 1, milliseconds: 8000 }],
    });
    try {
      await scene.window.waitForRows(
        'the first page',
        ([first, ...rest]) =>
          (first?.description ?? '').endsWith('images, reading…') &&
          rest.some(({ label }) => label === 'web'),
      );
      const pages = (await scene.requests()).filter(({ action }) => action === 'DescribeImages');
      assert.ok(pages.length <= 2, `${pages.length} pages were read`);
      await scene.window.pressInline('dev', 'Stop Reading');
      const stopped = await scene.window.waitForRows(
        'the end of the reading',
        (all) =>
          (all[0]?.description ?? '').endsWith('images, not all') &&
          all.some(({ label }) => label.startsWith('Reading was stopped')),
      );
      assert.ok(stopped.some(({ label }) => label === 'web'));
      assert.deepEqual(await scene.window.notifications(), []);
    } finally {
      await scene.end();
    }
  });
});
