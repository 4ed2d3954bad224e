import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeOldest } from '../../../src/host/removeOldest.ts';

const minute = 60;

describe('Of the files that are kept for the next window', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-kept-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (name: string, minutesAgo: number): Promise<void> => {
    const path = join(folder, name);
    const time = Date.now() / 1000 - minutesAgo * minute;
    await writeFile(path, '{}');
    await utimes(path, time, time);
  };
  const left = async (most: number): Promise<string[]> => {
    await removeOldest(folder, most);
    return (await readdir(folder)).sort();
  };

  it('the ones written last stay', async () => {
    await write('a.json', 3);
    await write('b.json', 1);
    await write('c.json', 2);
    assert.deepEqual(await left(2), ['b.json', 'c.json']);
  });

  it('none goes for one that another window has not finished, which stays', async () => {
    await write('a.json', 3);
    await write('b.json', 2);
    await write('c.json.4711', 1);
    assert.deepEqual(await left(2), ['a.json', 'b.json', 'c.json.4711']);
  });

  it('those go that a window has begun long ago and never finished', async () => {
    await write('a.json', 200);
    await write('c.json.4711', 100);
    assert.deepEqual(await left(1), ['a.json']);
  });

  it('the oldest goes although another is removed or renamed at the same moment', async () => {
    await write('a.json', 3);
    await write('b.json', 2);
    // Listed, and not there when it is looked at.
    await symlink(join(folder, 'nowhere'), join(folder, 'c.json'));
    assert.deepEqual(await left(1), ['b.json', 'c.json']);
  });
});
