import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { prepareDemo } from '../../harness/demo.ts';

describe('The folder of a demo', () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 3 });
  });
  after(() => cloud.close());

  it('is removed at the end when it was made for the demo', async () => {
    const demo = await prepareDemo(cloud);
    await demo.remove();
    assert.ok(!existsSync(demo.workspace));
  });

  it('stays, with what is in it, when it was given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-given-'));
    try {
      const demo = await prepareDemo(cloud, { folder });
      await demo.remove();
      assert.ok(existsSync(join(demo.workspace, 'ami-bakery.json')));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
