import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { buildExtension } from './build.ts';
import { buildFunctions } from './buildFunctions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The most a VSIX may weigh, in bytes (docs/benchmarks.md). */
const vsixBudget = 2 * 1024 * 1024;

/** Where the VSIX is put, below the root of the repository. */
const vsixFile = 'dist/ami-bakery.vsix';

/** A packaged extension. */
export interface PackagedExtension {
  /** Absolute path. */
  readonly vsix: string;
  readonly bytes: number;
}

/**
 * Builds the extension and packages it, byte for byte the same for the same commit.
 * @throws Error when the VSIX is over its budget, or in vsce's own words
 */
export async function packageExtension(): Promise<PackagedExtension> {
  await buildExtension(true);
  const vsix = join(root, vsixFile);
  await mkdir(join(root, 'dist'), { recursive: true });
  await withCopy(async (folder) => {
    // The zip holds modes, which a checkout has by the umask of its owner.
    for (const file of await listFiles(folder)) await chmod(join(folder, file), 0o644);
    const vsce = [
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      vsix,
    ];
    await runVsce(vsce, folder);
  });
  const { size } = await stat(vsix);
  if (size > vsixBudget) {
    await rm(vsix);
    throw new Error(`The VSIX has ${size} bytes; ${vsixBudget} are allowed.`);
  }
  return { vsix, bytes: size };
}

/**
 * The files that the VSIX would hold, relative to the root, sorted.
 * @throws Error in vsce's own words
 */
export function listPackagedFiles(): Promise<string[]> {
  return withCopy(listFiles);
}

async function listFiles(folder: string): Promise<string[]> {
  const { stdout } = await runVsce(['ls', '--no-dependencies'], folder);
  return stdout.split('\n').filter(Boolean).sort();
}

/** vsce looks at every file of a folder, also of caches with a hundred thousand: it gets one with what it may package. */
async function withCopy<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-package-'));
  try {
    const ignoreFile = '.vscodeignore';
    const allowed = (await readFile(join(root, ignoreFile), 'utf8')).matchAll(/^!([^/\s]+)/gmu);
    for (const name of new Set([ignoreFile, ...Array.from(allowed, ([, first = '']) => first)])) {
      await cp(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true });
    }
    // The last one is of no use in the next.
    await rm(join(folder, vsixFile), { force: true });
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The zip holds times: those of the commit, in one time zone, so that they do not depend on when and where it is made. */
async function runVsce(arguments_: readonly string[], folder: string): Promise<{ stdout: string }> {
  return execa(process.execPath, [join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), ...arguments_], {
    cwd: folder,
    env: { SOURCE_DATE_EPOCH: process.env['SOURCE_DATE_EPOCH'] ?? (await commitTime()), TZ: 'UTC' },
  });
}

/** In seconds since 1970; one that never changes where there is no git or no repository, as in an unpacked archive. */
async function commitTime(): Promise<string> {
  // A container sees its owner's checkout as that of a stranger.
  const { exitCode, stdout } = await execa('git', ['-c', 'safe.directory=*', 'log', '-1', '--format=%ct'], {
    cwd: root,
    reject: false,
  });
  return exitCode === 0 ? stdout : String(Date.UTC(2026, 0, 1) / 1000);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { vsix, bytes } = await packageExtension();
  console.log(`${vsix} (${Math.ceil(bytes / 1024)} KiB)`);
  await buildFunctions(join(root, 'dist', 'lambda'));
  console.log(`${join(root, 'dist', 'lambda')} (the functions of lambda/cleanup.template.yaml)`);
}
