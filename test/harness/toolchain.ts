import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { execa, ExecaError } from 'execa';
import { withLock } from '../../scripts/lock.mjs';
import { cache, logs } from './paths.ts';
import { ansiblePackages, type DebianPackage, debianPackages, pythonPackages, versions } from './versions.ts';

/** Something that is needed is not there and cannot be installed here. The message says what a person can do. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';
}

/** The VS Code that runs in a browser. */
export interface VsCodeServer {
  /** The Node that it runs on. */
  readonly node: string;
  /** The script that starts it. */
  readonly script: string;
}

const alternatives =
  'Without it these still work: npm run localcloud, npm run package, npm start -- --desktop.';

/** The programs that know of Debian packages. A machine that is not Debian has neither. */
const debian = { dpkgQuery: 'dpkg-query', aptGet: '/usr/bin/apt-get' };

/**
 * Makes sure that Debian packages are installed; says in one line each what it installs, and what for.
 * @param names - the packages
 * @param programs - where the programs are that know of them
 * @throws MissingToolError on a machine where they are missing and cannot be installed
 */
export async function ensureDebianPackages(
  names: readonly DebianPackage[],
  programs: Readonly<typeof debian> = debian,
): Promise<void> {
  const missing = await missingPackages(names, programs.dpkgQuery);
  if (missing.length > 0) await withLock('Debian packages', () => installPackages(names, programs));
}

async function installPackages(
  names: readonly DebianPackage[],
  programs: Readonly<typeof debian>,
): Promise<void> {
  const missing = await missingPackages(names, programs.dpkgQuery);
  if (missing.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync(programs.aptGet)) {
    throw new MissingToolError(
      `Missing: ${missing.map((name) => `${name} (${debianPackages[name]})`).join(', ')}. ` +
        `They can be installed by this command only on Debian. On Debian: ${command}. ${alternatives}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new MissingToolError(
      `Missing: ${missing.join(', ')}. Run as root: sudo ${command}. ${alternatives}`,
    );
  }
  for (const name of missing) say(`Installing the Debian package ${name}: ${debianPackages[name]}`);
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  await runLogged('apt', programs.aptGet, ['update', '--quiet'], environment);
  await runLogged(
    'apt',
    programs.aptGet,
    ['install', '--yes', '--quiet', '--no-install-recommends', ...missing],
    environment,
  );
}

async function missingPackages(names: readonly DebianPackage[], dpkgQuery: string): Promise<DebianPackage[]> {
  const { exitCode, stdout } = await execa(
    dpkgQuery,
    ['--show', '--showformat=${Package} ${Status}\n', ...names],
    { reject: false },
  );
  // A program that is not there has no exit code, and no output either.
  const lines = exitCode === undefined ? [] : stdout.split('\n');
  const installed = new Set(
    lines.filter((line) => line.endsWith(' install ok installed')).map((line) => line.split(' ', 1)[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * Makes sure that a real VS Code is in the cache, installing it from npm when it is not (some minutes, once).
 * @throws MissingToolError on a machine where it cannot be installed
 */
export async function ensureVsCodeServer(): Promise<VsCodeServer> {
  if (platform() !== 'linux') {
    throw new MissingToolError(
      `The VS Code that tests run in needs Linux; this is ${platform()}. On this machine use a desktop VS Code: ` +
        'npm start -- --desktop, npm run test:desktop.',
    );
  }
  const nodePackage = `node-linux-${arch()}`;
  const nodeFolder = await ensureNpmPackage(nodePackage, versions.node, 'the Node that VS Code runs on', {});
  const node = join(nodeFolder, 'bin', 'node');
  if (!isInstalled('code-server', versions.codeServer)) {
    await ensureDebianPackages(['build-essential', 'libkrb5-dev', 'pkg-config', 'python3']);
  }
  const codeServer = await ensureNpmPackage(
    'code-server',
    versions.codeServer,
    'a complete VS Code (2 minutes)',
    {
      // Its installation checks which Node runs it; the headers are in the same package, so nothing is downloaded.
      PATH: [join(nodeFolder, 'bin'), process.env['PATH'] ?? ''].join(delimiter),
      npm_config_nodedir: nodeFolder,
      // Of node-gyp: its native modules are compiled on all cores, and little optimized, which takes half the time.
      JOBS: 'max',
      CFLAGS: '-O1',
      CXXFLAGS: '-O1',
      // Set by the npm that started this command, it would name the Node of that one.
      npm_config_user_agent: undefined,
    },
  );
  return { node, script: join(codeServer, 'lib', 'vscode', 'out', 'server-main.js') };
}

/**
 * Makes sure that a desktop VS Code is in the cache, downloading it from its vendor when it is not.
 * @returns path of its program
 * @throws MissingToolError where it cannot be downloaded
 */
export async function ensureDesktopVsCode(): Promise<string> {
  const cachePath = join(cache, 'desktop');
  if (!existsSync(cachePath)) say(`Downloading VS Code ${versions.desktopVsCode} into the cache`);
  try {
    return await downloadAndUnzipVSCode({
      version: versions.desktopVsCode,
      cachePath,
      reporter: new SilentReporter(),
    });
  } catch (thrown) {
    throw new MissingToolError(
      `The desktop VS Code cannot be downloaded from its vendor: ${thrown instanceof Error ? thrown.message : String(thrown)}. ` +
        'The same tests run in a VS Code from npm: npm run test:host.',
      { cause: thrown },
    );
  }
}

function folderOf(name: string, version: string): string {
  return join(cache, `${name}-${version}`);
}

function isInstalled(name: string, version: string): boolean {
  const folder = folderOf(name, version);
  return (
    existsSync(join(folder, 'complete')) && existsSync(join(folder, 'node_modules', name, 'package.json'))
  );
}

/**
 * Installs one npm package outside the project's own, all or nothing.
 * @returns folder of the package
 */
async function ensureNpmPackage(
  name: string,
  version: string,
  purpose: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const folder = folderOf(name, version);
  if (!isInstalled(name, version)) {
    await withLock(folder, async () => {
      if (isInstalled(name, version)) return;
      say(`Installing ${name} ${version} from npm into the cache: ${purpose}`);
      await replaceWhole(folder, async (unfinished) => {
        const manifest = { private: true, allowScripts: { [name]: true } };
        await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
        await runLogged(
          name,
          'npm',
          ['install', '--prefix', unfinished, '--no-audit', '--no-fund', `${name}@${version}`],
          environment,
        );
      });
    });
  }
  return join(folder, 'node_modules', name);
}

/**
 * Makes sure that boto3, moto and cfn-lint are in the cache, installing them from PyPI when they are not (a minute, once).
 * @returns path of the Python that has them
 * @throws MissingToolError on a machine where they cannot be installed
 */
export async function ensurePythonPackages(): Promise<string> {
  const { boto3, moto, 'cfn-lint': lint } = pythonPackages;
  const programs = await ensurePythonEnvironment(
    pythonPackages,
    `boto3 ${boto3}, moto ${moto} and cfn-lint ${lint} from PyPI into the cache: they judge the local cloud and the template of the functions`,
  );
  return join(programs, 'python');
}

/** The folders of the programs of two Ansibles. */
export interface Ansibles {
  /** Debian's, the older one. */
  readonly older: string;
  /** The newer one, with ansible-lint. */
  readonly newer: string;
}

/**
 * Makes sure that both Ansibles are there, installing what is not from Debian, and from PyPI into the cache (a minute,
 * once).
 * @returns where their programs are
 * @throws MissingToolError on a machine where they cannot be installed
 */
export async function ensureAnsibles(): Promise<Ansibles> {
  await ensureDebianPackages(['ansible-core']);
  const { 'ansible-core': core, 'ansible-lint': lint } = ansiblePackages;
  const newer = await ensurePythonEnvironment(
    ansiblePackages,
    `ansible-core ${core} and ansible-lint ${lint} from PyPI into the cache: they judge the content of ansible/`,
  );
  return { older: '/usr/bin', newer };
}

/**
 * Makes sure that a virtual environment with exactly these packages is in the cache.
 * @param packages - their versions by their names
 * @param what - what is said to be installed, and what for
 * @returns folder of its programs
 */
async function ensurePythonEnvironment(
  packages: Readonly<Record<string, string>>,
  what: string,
): Promise<string> {
  const requirements = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
  const key = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 16);
  const folder = join(cache, `python-${key}`);
  const programs = join(folder, 'bin');
  if (!(await isCompleteHere(folder))) {
    await ensureDebianPackages(['python3-venv']);
    await withLock(folder, async () => {
      if (await isCompleteHere(folder)) return;
      say(`Installing ${what}`);
      await rm(folder, { recursive: true, force: true });
      await runLogged(basename(folder), debianPython, ['-m', 'venv', folder], {});
      await runLogged(
        basename(folder),
        join(programs, 'python'),
        ['-m', 'pip', 'install', '--no-input', '--no-deps', '--only-binary=:all:', ...requirements],
        {},
      );
      await writeFile(join(folder, 'complete'), folder);
    });
  }
  return programs;
}

/** The Python that python3-venv is for, whatever else is on PATH. */
const debianPython = '/usr/bin/python3';

/** Whether a virtual environment is complete and where it was made: its programs name the folder that they were made in. */
async function isCompleteHere(folder: string): Promise<boolean> {
  const madeIn = await readFile(join(folder, 'complete'), 'utf8').catch(() => undefined);
  return madeIn === folder;
}

/** Makes a folder of the cache, all or nothing: beside, renamed and marked when it is complete. */
async function replaceWhole(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await fill(unfinished);
  await writeFile(join(unfinished, 'complete'), '');
  await rename(unfinished, folder);
}

/** Runs a program whose output nobody wants to read unless it fails. */
async function runLogged(
  log: string,
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  await mkdir(logs, { recursive: true });
  const path = join(logs, `${log}.log`);
  const output = createWriteStream(path, { flags: 'a' });
  try {
    await execa(program, parameters, { env: environment, all: true, stdin: 'ignore' }).then(
      ({ all }) => output.end(all),
      (thrown: unknown) => {
        if (thrown instanceof ExecaError) output.end(outputOf(thrown));
        throw thrown;
      },
    );
  } catch (thrown) {
    const said = thrown instanceof ExecaError ? outputOf(thrown) : String(thrown);
    const last = said.trim().split('\n').slice(-5).join('\n');
    throw new MissingToolError(
      `${program} ${parameters.join(' ')} failed:\n${last}\nThe whole output: ${path}`,
      {
        cause: thrown,
      },
    );
  }
}

function outputOf(error: { readonly all?: unknown; readonly shortMessage: string }): string {
  return typeof error.all === 'string' && error.all !== '' ? error.all : error.shortMessage;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
