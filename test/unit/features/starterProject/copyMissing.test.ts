import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { type CopiedFile, copyMissing } from '../../../../src/features/starterProject/copyMissing.ts';

const paths = [
  'README.md',
  '.lint',
  'web.yml',
  'boot/web.yml',
  'roles/web/tasks/main.yml',
  'roles/web/README.md',
];

describe('The files of a starter project', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-starter-'));
    await write('source', paths);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (where: string, names: readonly string[], text?: string): Promise<void> => {
    for (const name of names) {
      const file = join(folder, where, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text ?? `of the project: ${name}`);
    }
  };
  const copyTo = async (where: string): Promise<CopiedFile[]> => {
    const copied: CopiedFile[] = [];
    for await (const file of copyMissing(join(folder, 'source'), join(folder, where))) copied.push(file);
    return copied;
  };
  const textOf = (where: string, name: string): Promise<string> =>
    readFile(join(folder, where, name), 'utf8');

  it('are all there afterwards, and nothing else', async () => {
    assert.deepEqual(
      await copyTo('new/workspace'),
      [...paths].sort().map((path) => ({ path, isNew: true })),
    );
    for (const path of paths) assert.equal(await textOf('new/workspace', path), `of the project: ${path}`);
    assert.deepEqual(
      await readdir(join(folder, 'new/workspace'), { recursive: true }).then((all) => all.sort()),
      await readdir(join(folder, 'source'), { recursive: true }).then((all) => all.sort()),
    );
  });

  it('take the place of nothing that is there, whatever it is', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...paths, 'roles/own/tasks/main.yml']),
        fc.string({ unit: 'binary' }),
        async (own, text) => {
          const where = `workspace-${(round += 1)}`;
          await write(where, own, text);
          const copied = await copyTo(where);
          for (const path of own) assert.equal(await textOf(where, path), Buffer.from(text).toString());
          assert.deepEqual(
            copied.filter(({ isNew }) => !isNew).map(({ path }) => path),
            paths.filter((path) => own.includes(path)).sort(),
          );
          for (const { path, isNew } of copied) {
            if (isNew) assert.equal(await textOf(where, path), `of the project: ${path}`);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leave a folder that has the name of one as it is', async () => {
    await mkdir(join(folder, 'workspace/web.yml/mine'), { recursive: true });
    const copied = await copyTo('workspace');
    assert.deepEqual(
      copied.filter(({ isNew }) => !isNew),
      [{ path: 'web.yml', isNew: false }],
    );
    assert.deepEqual(await readdir(join(folder, 'workspace/web.yml')), ['mine']);
  });

  it('cannot be put where a file stands in the place of a folder, in the words of the system', async () => {
    await write('workspace', ['roles'], 'mine');
    await assert.rejects(copyTo('workspace'), /(?:EEXIST|ENOTDIR).*roles/u);
    assert.equal(await textOf('workspace', 'roles'), 'mine');
  });
});
