import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { findProgram, programCandidates } from '../../../src/tools/findProgram.ts';

describe('The files that a program name may mean', () => {
  const onLinux = (program: string, path: string): string[] =>
    programCandidates(program, { platform: 'linux', path });
  const onWindows = (program: string, path: string): string[] =>
    programCandidates(program, { platform: 'win32', path });

  it('are those of PATH in its order', () => {
    assert.deepEqual(onLinux('packer', '/usr/local/bin:/usr/bin'), [
      '/usr/local/bin/packer',
      '/usr/bin/packer',
    ]);
    assert.deepEqual(onWindows('packer', String.raw`C:\tools;"C:\Program Files\HashiCorp"`), [
      String.raw`C:\tools\packer.exe`,
      String.raw`C:\tools\packer.com`,
      String.raw`C:\Program Files\HashiCorp\packer.exe`,
      String.raw`C:\Program Files\HashiCorp\packer.com`,
    ]);
  });

  it('are an absolute path itself', () => {
    assert.deepEqual(onLinux('/opt/packer', '/usr/bin'), ['/opt/packer']);
    assert.deepEqual(onWindows(String.raw`D:\packer.EXE`, ''), [String.raw`D:\packer.EXE`]);
  });

  it('are never batch files, which only a shell can run', () => {
    const files = onWindows('aws.cmd', String.raw`C:\tools`);
    assert.deepEqual(files, [String.raw`C:\tools\aws.cmd.exe`, String.raw`C:\tools\aws.cmd.com`]);
  });

  it('never depend on the current folder', () => {
    for (const program of ['./packer', 'bin/packer', '../packer', '']) {
      assert.deepEqual(onLinux(program, '/usr/bin'), []);
    }
    assert.deepEqual(onLinux('packer', ':.:bin:'), []);
    assert.deepEqual(onWindows('packer', String.raw`;.;bin;C:;C:bin`), []);
    fc.assert(
      fc.property(fc.string(), fc.string(), (program, path) => {
        const all = [
          ...onLinux(program, path).map((file) => posix.isAbsolute(file)),
          ...onWindows(program, path).map((file) => win32.isAbsolute(file)),
        ];
        assert.ok(all.every(Boolean));
      }),
    );
  });
});

describe('Finding a program', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-find-'));
    for (const name of ['refused', 'allowed']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'tool'), '');
    }
    await chmod(join(folder, 'allowed', 'tool'), 0o755);
    await chmod(join(folder, 'refused', 'tool'), 0o644);
  });
  after(() => rm(folder, { recursive: true }));
  const find = (program: string, ...folders: string[]): ReturnType<typeof findProgram> =>
    findProgram(program, { platform: 'linux', path: folders.map((name) => join(folder, name)).join(':') });

  it('passes over a file that may not be run while a later one may', async () => {
    assert.deepEqual(await find('tool', 'missing', 'refused', 'allowed'), {
      kind: 'found',
      path: join(folder, 'allowed', 'tool'),
    });
  });

  it('names the file that may not be run when it is the only one', async () => {
    const lookup = await find('tool', 'refused', 'missing');
    assert.ok(lookup.kind === 'not-executable' && lookup.path === join(folder, 'refused', 'tool'));
    assert.match(String(lookup.cause), /EACCES/u);
  });

  it('does not take a folder for a program', async () => {
    assert.deepEqual(await find(join(folder, 'allowed')), {
      kind: 'not-executable',
      path: join(folder, 'allowed'),
      cause: undefined,
    });
  });

  it('says when there is none', async () => {
    assert.deepEqual(await find('tool', 'missing'), { kind: 'not-found' });
    assert.deepEqual(await find(join(folder, 'missing', 'tool')), { kind: 'not-found' });
  });
});
