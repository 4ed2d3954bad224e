import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTagsCommand, DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import { sampleServices } from '../../../src/localcloud/sample/accounts.ts';
import { sampleWorld, type SampleOptions } from '../../../src/localcloud/sample/sampleWorld.ts';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { emptyRegion } from '../../../src/localcloud/world.ts';
import { sdkClients } from './clients.ts';
import { sampleRegionsOf } from './sampleRegions.ts';

const now = Date.UTC(2026, 10, 24);
const day = 24 * 60 * 60 * 1000;
const usual: SampleOptions = { images: 450, seed: 1, now, concentrate: false };

function imagesOf(options: SampleOptions): Image[] {
  return sampleRegionsOf(options).flatMap(({ images }) => images);
}

describe('The sample world', () => {
  it('is the same for the same seed and another for another', () => {
    assert.deepEqual(imagesOf(usual), imagesOf(usual));
    assert.notDeepEqual(imagesOf({ ...usual, seed: 2 }), imagesOf(usual));
  });

  it('has as many images as are asked for, with the snapshot of each', () => {
    for (const count of [0, 1, 7, 450, 3001]) {
      const regions = sampleRegionsOf({ ...usual, images: count });
      assert.equal(
        regions.reduce((sum, { images }) => sum + images.length, 0),
        count,
      );
      assert.equal(
        regions.reduce((sum, { snapshots }) => sum + snapshots.length, 0),
        count,
      );
    }
  });

  it('can have all of them in one place', () => {
    const world = sampleWorld({ ...usual, concentrate: true });
    assert.equal(world.accounts.get('111111111111')?.get('us-east-1')?.images.length, 450);
  });

  it('covers 18 months, every service and every state', () => {
    const images = imagesOf(usual);
    const ages = images.map(({ CreationDate = '' }) => (now - Date.parse(CreationDate)) / day);
    assert.ok(Math.max(...ages) > 530 && Math.max(...ages) < 550 && Math.min(...ages) >= 0);
    const services = new Set(images.map(({ Tags }) => Tags?.find(({ Key }) => Key === 'Service')?.Value));
    for (const service of sampleServices) assert.ok(services.has(service), service);
    const states = new Set(images.map(({ State }) => State));
    assert.deepEqual([...states].sort(), ['available', 'disabled', 'failed', 'pending']);
    assert.ok(images.some(({ DeprecationTime }) => Date.parse(DeprecationTime ?? '') < now));
    assert.ok(images.some(({ Tags }) => Tags === undefined));
  });

  it('keeps to what EC2 allows in names, descriptions and tags', () => {
    for (const { Name = '', Description = '', Tags = [] } of imagesOf(usual)) {
      assert.match(Name, /^[\w()[\] ./'@-]{3,128}$/u);
      assert.ok(Array.from(Description).length <= 255);
      for (const { Key = '', Value = '' } of Tags) {
        assert.ok(Array.from(Key).length <= 128 && Array.from(Value).length <= 256);
      }
    }
  });
});

describe('A state file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-state-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps what was changed from one start to the next', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startLocalCloud({ images: 6, stateFile });
    const { ec2 } = sdkClients(first);
    const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const id = image?.ImageId ?? '';
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Kept', Value: 'yes' }] }));
    await first.close();
    const second = await startLocalCloud({ images: 99, stateFile });
    try {
      const { Images = [] } = await sdkClients(second).ec2.send(
        new DescribeImagesCommand({ ImageIds: [id] }),
      );
      assert.ok(Images[0]?.Tags?.some(({ Key, Value }) => Key === 'Kept' && Value === 'yes'));
    } finally {
      await second.close();
    }
  });

  it('that cannot be read stops the start, says where, and stays as it is', async () => {
    const stateFile = join(folder, 'state.json');
    const file = (lists: object): string =>
      JSON.stringify({ version: 5, accounts: { 1: { r: { ...emptyRegion(), ...lists } } } });
    const broken: readonly [string, RegExp][] = [
      ['{', /state\.json cannot be read/u],
      ['{"version":1,"accounts":{}}', /cannot be read: [^{]*expected 5[^{]*at version$/u],
      ['{"version":5}', /accounts/u],
      ['{"version":5,"accounts":{"1":{"r":{"images":[]}}}}', /instances/u],
      [file({ colours: [] }), /colours/u],
      [file({ images: [{ ImageId: 7 }] }), /1\.r\.images\[0\]\.ImageId is not a string/u],
      [file({ images: [{ Colour: 'red' }] }), /1\.r\.images\[0\]\.Colour is not known/u],
      [file({ dueChanges: [{ at: 'soon' }] }), /1\.r\.dueChanges\[0\]\.at is not a time/u],
    ];
    for (const [text, message] of broken) {
      await writeFile(stateFile, text);
      await assert.rejects(startLocalCloud({ stateFile }), message);
      assert.equal(await readFile(stateFile, 'utf8'), text);
    }
  });

  it('that is a folder or cannot be written stops the start and is named', async () => {
    const start = (stateFile: string): Promise<unknown> => startLocalCloud({ images: 6, stateFile });
    await assert.rejects(start(folder), {
      message: `The state file ${folder} cannot be read: EISDIR: illegal operation on a directory, read`,
    });
    const nowhere = join(folder, 'missing', 'state.json');
    await assert.rejects(start(nowhere), (thrown: Error) =>
      thrown.message.startsWith(`The state file ${nowhere} cannot be written: ENOENT`),
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it('is there as soon as the cloud is', async () => {
    const cloud = await startLocalCloud({ images: 6, stateFile: join(folder, 'state.json') });
    try {
      assert.deepEqual(await readdir(folder), ['state.json']);
    } finally {
      await cloud.close();
    }
  });
});
