import assert from 'node:assert/strict';
import type { TreeRow } from '../harness/workbench.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

const images = 2500;

/** As many calls as the images need, 1,000 in each. */
const pages = 3;

/** What the rows of the groups say together, which is every image once when none is lost or doubled. */
function sumOfGroups(rows: readonly TreeRow[]): number {
  return rows
    .filter(({ level }) => level === 2)
    .map(({ description }) => Number(description.replaceAll(',', '')))
    .filter((count) => !Number.isNaN(count))
    .reduce((sum, count) => sum + count, 0);
}

/** The failure rows of the environment: title and AWS's words. */
function failures(rows: readonly TreeRow[]): string[] {
  return rows
    .filter(({ spoken }) => spoken.startsWith('Failed: '))
    .map(({ label, description }) => `${label}: ${description}`);
}

// Each kind of fault that the local cloud can script, and what a person sees of it.
describe('When AWS', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene({
      cloud: { images, concentrate: true },
      configuration: (cloud) =>
        JSON.stringify({
          environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint: cloud.endpoint }],
        }),
    });
    await scene.window.page.setViewportSize({ width: 1280, height: 1000 });
    await scene.window.waitForRows('all images', allThere);
  });
  after(() => scene.end());
  afterEach(async () => {
    await scene.clearFaults();
    await scene.refresh(pages);
    await scene.window.waitForRows('all images again', allThere, 60_000);
  });

  const allThere = (rows: readonly TreeRow[]): boolean =>
    rows[0]?.description === '2,500 images' && sumOfGroups(rows) === images && failures(rows).length === 0;

  /** Refreshes with faults that end by themselves: nothing but a little waiting may be seen of them. */
  const overcomes = async (fault: object): Promise<void> => {
    const { window } = scene;
    await scene.addFault({ action: 'DescribeImages', ...fault });
    await scene.refresh(pages);
    const rows = await window.waitForRows('all images after the fault', allThere, 60_000);
    assert.equal(sumOfGroups(rows), images);
    assert.deepEqual(await window.notifications(), []);
  };

  /** Refreshes with a fault that does not end: what was there stays, and a row says what is wrong. */
  const failsWith = async (fault: object, words: RegExp): Promise<void> => {
    const { window } = scene;
    await scene.addFault({ action: 'DescribeImages', ...fault });
    await window.runCommand('AMI Bakery: Refresh Images');
    const rows = await window.waitForRows(
      'the failure',
      (all) => failures(all).length > 0 && all[0]?.description === '2,500 images, not all up to date',
      90_000,
    );
    assert.match(failures(rows).join('\n'), words);
    assert.equal(sumOfGroups(rows), images, 'what was read before stays, every image once');
    assert.deepEqual(await window.notifications(), []);
  };

  it('throttles for a while, the reading only takes longer', () =>
    overcomes({ kind: 'throttle', capacity: 1, refillPerSecond: 1, times: 2 }));

  it('throttles without end, its words stand in a row, with a button to try again', async () => {
    await failsWith(
      { kind: 'throttle', capacity: 1, refillPerSecond: 0.001 },
      /^AWS asks dev to slow down: us-east-1: Request limit exceeded\. \(RequestLimitExceeded\)$/u,
    );
    await scene.clearFaults();
    await scene.window.pressInline('AWS asks dev to slow down', 'Refresh Environment');
    await scene.window.waitForRows('all images', allThere, 60_000);
  });

  it('answers 503 twice, nothing is lost', () => overcomes({ kind: 'serverError', status: 503, times: 2 }));

  it('answers 500 without end, its words stand in a row', () =>
    failsWith({ kind: 'serverError' }, /^dev could not be read: us-east-1: .*InternalError/u));

  it('resets the connection in the middle of the pages, nothing is lost or doubled', () =>
    overcomes({ kind: 'reset', skip: 1, times: 2 }));

  it('cuts an answer off, nothing is lost or doubled', () =>
    overcomes({ kind: 'truncate', skip: 1, times: 1 }));

  it('loses an answer, nothing is lost or doubled', () =>
    overcomes({ kind: 'lostResponse', skip: 1, times: 1 }));

  it('resets every connection, a row says that it cannot be reached', () =>
    failsWith({ kind: 'reset' }, /^AWS cannot be reached for dev: us-east-1: /u));

  it('is slow, the reading can be stopped and takes nothing away', async () => {
    const { window } = scene;
    await scene.addFault({ kind: 'delay', action: 'DescribeImages', milliseconds: 30_000 });
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForRows('the reading', ([first]) => (first?.description ?? '').endsWith('reading…'));
    await window.pressInline('dev', 'Stop Reading');
    await window.waitForRows('the images of before', allThere);
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForRows('the reading', ([first]) => (first?.description ?? '').endsWith('reading…'));
    await window.runCommand('AMI Bakery: Stop Reading');
    await window.waitForRows('the images of before', allThere);
  });

  it('refuses the images, its words stand in a row and what was read stays', () =>
    failsWith({ kind: 'accessDenied' }, /^Not allowed to read dev: us-east-1: You are not authorized/u));

  it('refuses one kind of use, that alone is not known, and no image counts as unused', async () => {
    const { window } = scene;
    await scene.addFault({ kind: 'accessDenied', action: 'DescribeLaunchTemplates' });
    await scene.refresh(pages);
    await window.waitForRows('all images', allThere);
    const rows = await window.openRow('worker', 'images', (all) => all.some(({ level }) => level === 3));
    const image = rows.find(({ level }) => level === 3)?.label ?? '';
    await window.openRow(image, 'subjects', (all) => all.some(({ label }) => label === 'Used by'));
    const known = await window.openRow('Used by', 'the gap', (all) =>
      all.some(
        ({ label, description }) =>
          label === 'Not known: Launch templates' && description.startsWith('You are not authorized'),
      ),
    );
    assert.ok(!known.some(({ label }) => label === 'Nothing uses it'));
    assert.equal(known.filter(({ label }) => label.startsWith('Not known:')).length, 1);
    await scene.clearFaults();
    await window.pressInline('Not known: Launch templates', 'Refresh Environment');
    await window.waitForRows('all kinds of use', (all) =>
      all.every(({ label }) => !label.startsWith('Not known:')),
    );
    await window.toggle('worker');
  });

  it('shows changes late, a refresh shows what AWS shows, and the next one what has changed', async () => {
    const { window } = scene;
    await scene.addFault({ kind: 'eventualConsistency', reads: 3 });
    await scene.tag('a-new-service');
    await scene.refresh(pages);
    await window.waitForRows('all images', allThere, 60_000);
    await window.runCommand('AMI Bakery: Refresh Images');
    await window.waitForRows(
      'the change',
      (rows) => rows.some(({ label }) => label === 'a-new-service'),
      60_000,
    );
    assert.equal(sumOfGroups(await window.rows()), images);
  });
});
