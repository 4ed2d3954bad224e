import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { prepareDemo } from './demo.ts';
import { browserPackage } from './chromium.ts';
import { browserExtensions, cache, root } from './paths.ts';
import { endEverything, endWithUs } from './processes.ts';
import { judge, readReport, removeReport, reportFile, type TierResult } from './tierResult.ts';
import {
  ensureAnsibles,
  ensureDebianPackages,
  ensureDesktopVsCode,
  ensurePythonPackages,
  ensureVsCodeServer,
} from './toolchain.ts';
import { ensureMachines, ensureVagrant } from './vagrant.ts';
import { installVsix } from './vscodeServer.ts';
import { type ShippedExtension, shipExtension } from './vsix.ts';

/** One tier of docs/development.md. */
export interface Tier {
  readonly name: string;
  /** A tier that takes longer hangs, in minutes. */
  readonly limit: number;
  /** Installs what it needs, which takes a moment where it is there. */
  readonly prepare: () => Promise<void>;
  /** Whether its tests open windows in which the extension is installed. */
  readonly hasWindows: boolean;
  /** A test that does not say how long it may take hangs after this time, in milliseconds. */
  readonly testLimit: number;
  /** The folders of its test files, from the root of the repository. */
  readonly folders: readonly string[];
  /** Starts its test runner, and resolves with the exit code. */
  readonly run: (runner: Runner) => Promise<number>;
}

/** How a test runner runs. */
interface Runner {
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly testLimit: number;
  /** Patterns of the test files. */
  readonly files: readonly string[];
}

const reporter = join(root, 'test', 'harness', 'reporter.cjs');

/** The tests that start machines, in windows. */
const machineFolder = 'test/real/vagrant';

/** All folders of the tests with real tools: a new one is not forgotten. */
const realFolders = readdirSync(join(root, 'test', 'real')).map((name) => `test/real/${name}`);

/** Where the host tests are bundled to, for the extension host to load. */
const hostTests = join(cache, 'host-tests');

/** Tests with windows wait for what a person would see, on a machine that may be slow. */
const windowTestLimit = 180_000;

/** The tiers that `npm test` runs, in this order. */
export const tiers: readonly Tier[] = [
  {
    name: 'unit',
    limit: 6,
    testLimit: 60_000,
    prepare: () => ensureDebianPackages(['python3']),
    hasWindows: false,
    folders: ['test/unit'],
    run: (runner) => runMocha('unit', runner, 2),
  },
  {
    name: 'real-tools',
    limit: 20,
    testLimit: 60_000,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages(['awscli', 'packer']);
      await ensurePythonPackages();
      await ensureAnsibles();
    },
    hasWindows: false,
    folders: realFolders.filter((folder) => folder !== machineFolder),
    run: (runner) => runMocha('real-tools', runner, 2),
  },
  {
    name: 'host',
    limit: 8,
    testLimit: 60_000,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages([browserPackage]);
      await ensureVsCodeServer();
    },
    hasWindows: false,
    folders: ['test/host'],
    run: async (runner) =>
      runHost('host', runner, {
        AMI_BAKERY_VSCODE: join(root, 'test', 'harness', 'code.mjs'),
        AMI_BAKERY_VSCODE_SERVER: JSON.stringify(await ensureVsCodeServer()),
      }),
  },
  {
    name: 'browser',
    limit: 25,
    testLimit: windowTestLimit,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages([browserPackage, 'fonts-noto-color-emoji', 'fonts-noto-core', 'packer']);
      await ensureVsCodeServer();
    },
    hasWindows: true,
    folders: ['test/browser'],
    run: (runner) => runMocha('browser', runner, 1),
  },
  {
    name: 'real-machines',
    limit: 25,
    testLimit: windowTestLimit,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages([browserPackage, 'packer']);
      await ensureMachines();
      await ensureAnsibles();
      await ensureVsCodeServer();
    },
    hasWindows: true,
    folders: [machineFolder],
    run: async (runner: Runner): Promise<number> => {
      // Here, and not by the first test file that is done while another one needs it.
      await ensureVagrant();
      return runMocha('real-machines', runner, 3);
    },
  },
];

/** The host tier in a desktop VS Code, which is downloaded. */
export const desktopTier: Tier = {
  name: 'desktop',
  limit: 10,
  testLimit: 60_000,
  prepare: async (): Promise<void> => {
    await ensureDesktopVsCode();
  },
  hasWindows: false,
  folders: ['test/host'],
  run: async (runner) => runHost('desktop', runner, { AMI_BAKERY_VSCODE: await ensureDesktopVsCode() }),
};

/** Patterns of all test files of a tier. */
function filesOf({ folders }: Tier): string[] {
  return folders.map((folder) => `${folder}/**/*.test.ts`);
}

/** Which of their tests tiers run. */
export interface TierOptions {
  /** Test files, or patterns of them; all when left out. */
  readonly files?: readonly string[] | undefined;
}

/**
 * Runs tiers one after the other.
 * @param chosen - which ones
 * @param options - which of their tests
 * @returns how they ended; a tier that cannot run has failed
 */
export async function runTiers(chosen: readonly Tier[], { files }: TierOptions): Promise<TierResult[]> {
  const results: TierResult[] = [];
  try {
    for (const tier of chosen) {
      console.log(`\n── ${tier.name} ──`);
      results.push(await runTier(tier, { files: files ?? filesOf(tier), testLimit: tier.testLimit }));
    }
    return results;
  } finally {
    await endEverything();
  }
}

let shipped: Promise<ShippedExtension> | undefined;

/** Once for all tiers. */
function ship(): Promise<ShippedExtension> {
  shipped ??= shipExtension();
  return shipped;
}

let installed: Promise<void> | undefined;

/** Where all windows of tests have it. */
async function installExtension(): Promise<void> {
  const { vsix } = await ship();
  await installVsix(await ensureVsCodeServer(), vsix, browserExtensions);
}

async function runTier(tier: Tier, how: Omit<Runner, 'signal'>): Promise<TierResult> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const signal = AbortSignal.timeout(tier.limit * 60_000);
  try {
    await removeReport(tier.name);
    await tier.prepare();
    if (tier.hasWindows) await (installed ??= installExtension());
    const exitCode = await tier.run({ ...how, signal });
    signal.throwIfAborted();
    return judge(tier.name, await readReport(tier.name), exitCode, seconds());
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const why = signal.aborted ? `stopped after ${tier.limit} minutes` : reason;
    return { tier: tier.name, passed: 0, failed: 1, reasons: [`could not run: ${why}`], seconds: seconds() };
  }
}

/**
 * Installs what tiers need with what the machine has to spare while others run. Whether that works is seen when a tier
 * itself asks for it.
 * @param next - those that come next
 */
export async function prepareMeanwhile(next: readonly Tier[]): Promise<void> {
  const script = join(root, 'scripts', 'prepare.ts');
  const names = next.map(({ name }) => name);
  await execa(process.execPath, [...process.execArgv, script, ...names], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
}

/**
 * Runs the files of a tier.
 * @param jobs - how many of them at a time
 */
async function runMocha(tier: string, { signal, testLimit, files }: Runner, jobs: number): Promise<number> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const parameters = [
    ...['--node-option', 'import=tsx', '--forbid-only', '--timeout', String(testLimit)],
    ...['--reporter', reporter],
    ...(jobs > 1 ? ['--parallel', '--jobs', String(jobs)] : []),
    // After a failure windows and real tools may leave something open, and nobody waits for that.
    ...(tier === 'unit' ? [] : ['--exit']),
    ...['--reporter-option', `output=${reportFile(tier)}`, ...files],
  ];
  const { exitCode = 1 } = await execa(process.execPath, [mocha, ...parameters], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
    cancelSignal: signal,
  });
  return exitCode;
}

/** The same suites in any VS Code that @vscode/test-cli can start. */
async function runHost(tier: string, { signal }: Runner, environment: NodeJS.ProcessEnv): Promise<number> {
  await bundleHostTests();
  const { folder } = await ship();
  const cloud = await startLocalCloud();
  endWithUs(() => cloud.close());
  const demo = await prepareDemo(cloud);
  const cli = join(root, 'node_modules', '@vscode', 'test-cli', 'out', 'bin.mjs');
  const { exitCode = 1 } = await execa(process.execPath, [cli, '--config', join(root, '.vscode-test.mjs')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
    cancelSignal: signal,
    env: {
      ...demo.environment,
      ...environment,
      AMI_BAKERY_EXTENSION: folder,
      AMI_BAKERY_HOST_TESTS: hostTests,
      AMI_BAKERY_WORKSPACE: demo.workspace,
      AMI_BAKERY_USER_DATA: join(demo.workspace, '..', 'vscode'),
      AMI_BAKERY_REPORTER: reporter,
      AMI_BAKERY_REPORT: reportFile(tier),
      AMI_BAKERY_CLOUD: JSON.stringify({
        endpoint: cloud.endpoint,
        control: cloud.control,
        profiles: cloud.profiles,
      }),
    },
  });
  return exitCode;
}

async function bundleHostTests(): Promise<void> {
  await rm(hostTests, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/host/**/*.test.ts'],
    outdir: hostTests,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
