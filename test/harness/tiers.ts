import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { startLocalCloud } from '../../src/localcloud/server.ts';
import { prepareDemo } from './demo.ts';
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
import { ensureMachines } from './vagrant.ts';
import { installVsix } from './vscodeServer.ts';
import { shipExtension } from './vsix.ts';

/** One tier of design.md section 7. */
export interface Tier {
  readonly name: string;
  /** A tier that takes longer hangs, in minutes. */
  readonly limit: number;
  /** Installs what it needs, which takes a moment where it is there. */
  readonly prepare: () => Promise<void>;
  /** Starts its test runner, and resolves with the exit code. */
  readonly run: (signal: AbortSignal) => Promise<number>;
}

const reporter = join(root, 'test', 'harness', 'reporter.cjs');

/** Where the host tests are bundled to, for the extension host to load. */
const hostTests = join(cache, 'host-tests');

/** The tiers that `npm test` runs, in this order. */
export const tiers: readonly Tier[] = [
  {
    name: 'unit',
    limit: 6,
    prepare: () => ensureDebianPackages(['python3']),
    run: (signal) => runMocha('unit', signal),
  },
  {
    name: 'host',
    limit: 8,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages(['chromium']);
      await ensureVsCodeServer();
    },
    run: async (signal) =>
      runHost('host', signal, {
        AMI_BAKERY_VSCODE: join(root, 'test', 'harness', 'code.mjs'),
        AMI_BAKERY_VSCODE_SERVER: JSON.stringify(await ensureVsCodeServer()),
      }),
  },
  {
    name: 'browser',
    limit: 15,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages(['chromium', 'fonts-noto-color-emoji', 'fonts-noto-core']);
      await ensureVsCodeServer();
    },
    run: async (signal: AbortSignal): Promise<number> => {
      const { vsix } = await shipExtension();
      await installVsix(await ensureVsCodeServer(), vsix, browserExtensions);
      return runMocha('browser', signal);
    },
  },
  {
    name: 'real',
    limit: 20,
    prepare: async (): Promise<void> => {
      await ensureDebianPackages(['awscli']);
      await ensurePythonPackages();
      await ensureAnsibles();
      await ensureMachines();
    },
    // Those with machines take longest.
    run: (signal) =>
      runMocha('real', signal, ['test/real/vagrant/*.test.ts', 'test/real/!(vagrant)/*.test.ts']),
  },
];

/** The host tier in a desktop VS Code, which is downloaded. */
export const desktopTier: Tier = {
  name: 'desktop',
  limit: 10,
  prepare: async (): Promise<void> => {
    await ensureDesktopVsCode();
  },
  run: async (signal) => runHost('desktop', signal, { AMI_BAKERY_VSCODE: await ensureDesktopVsCode() }),
};

/**
 * Runs a tier to its end.
 * @param tier - which one
 * @param next - one that comes afterwards: what it needs is installed with what the machine has to spare meanwhile
 * @returns how it ended; a tier that cannot run has failed
 */
export async function runTier(tier: Tier, next?: Tier): Promise<TierResult> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  await removeReport(tier.name);
  const limit = AbortSignal.timeout(tier.limit * 60_000);
  let preparing: Promise<unknown> | undefined;
  try {
    await tier.prepare();
    preparing = next === undefined ? undefined : prepareMeanwhile(next);
    const exitCode = await tier.run(limit);
    limit.throwIfAborted();
    return judge(tier.name, await readReport(tier.name), exitCode, seconds());
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const why = limit.aborted ? `stopped after ${tier.limit} minutes` : reason;
    return { tier: tier.name, passed: 0, failed: 1, reasons: [`could not run: ${why}`], seconds: seconds() };
  } finally {
    await preparing;
    await endEverything();
  }
}

/** Whether that works is seen when the tier itself asks for it. */
function prepareMeanwhile({ name }: Tier): Promise<unknown> {
  const script = join(root, 'scripts', 'prepare.ts');
  return execa(process.execPath, [...process.execArgv, script, name], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
}

/** Runs the files of a tier in this order, and two at a time where they do not need the machine for themselves. */
async function runMocha(
  tier: string,
  signal: AbortSignal,
  files: readonly string[] = [`test/${tier}/**/*.test.ts`],
): Promise<number> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const parameters = [
    ...['--node-option', 'import=tsx', '--forbid-only', '--timeout', '20000', '--reporter', reporter],
    // Windows need the machine for themselves.
    ...(tier === 'browser' ? [] : ['--parallel', '--jobs', '2']),
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
async function runHost(tier: string, signal: AbortSignal, environment: NodeJS.ProcessEnv): Promise<number> {
  await bundleHostTests();
  const { folder } = await shipExtension();
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
