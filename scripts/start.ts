import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalCloud, startLocalCloud } from '../src/localcloud/server.ts';
import type { SshHost } from '../src/localcloud/sshHosts/sshHost.ts';
import { checkExplorer, checkRestrictedMode } from '../test/harness/checkExplorer.ts';
import { browserPackage } from '../test/harness/chromium.ts';
import { type Demo, prepareDemo } from '../test/harness/demo.ts';
import { launchedHost, launchedHostUser } from '../test/harness/launchedHost.ts';
import { packageDemoOpener } from '../test/harness/demoOpener.ts';
import { startDesktop } from '../test/harness/desktop.ts';
import { cache } from '../test/harness/paths.ts';
import { endEverything, endWithUs } from '../test/harness/processes.ts';
import { ensureDebianPackages, ensureVsCodeServer } from '../test/harness/toolchain.ts';
import { ensureDemoMachines } from '../test/harness/vagrant.ts';
import { installVsix, type RunningVsCode, startVsCode } from '../test/harness/vscodeServer.ts';
import { shipExtension } from '../test/harness/vsix.ts';
import { runScript } from './runScript.ts';

/**
 * `npm start`: VS Code with the extension installed, a sample workspace and a local cloud, until Ctrl-C.
 * `--check`: the same without a person: looks at the tree, takes pictures, ends with 0 or 1.
 * `--desktop`: in the desktop VS Code that is `code` on PATH. `--port P`: where the browser finds VS Code.
 */
const options = {
  check: { type: 'boolean', default: false },
  desktop: { type: 'boolean', default: false },
  port: { type: 'string' },
} as const;

const thingsToTry = `
Three things to try:
  1. Open dev, then web, then an image: what it is tagged with, what uses it, where it is from. Right-click for more.
     Press the funnel above the tree and type is:unused older:90d, or the magnifier and a part of a name.
  2. Open Targets below the images, start web (Vagrant Up), and run ansible/web.yml in the Testing view (the flask).
  3. Open Bakes below that, press the flame, choose packer/web and dev, and give 10.0.3.1 as your address.`;

/** @param host - what stands in for an instance that is launched */
async function startCloudAndDemo(host: SshHost | undefined): Promise<{ cloud: LocalCloud; demo: Demo }> {
  const cloud = await startLocalCloud(host === undefined ? {} : { sshHosts: [host] });
  endWithUs(() => cloud.close());
  // Packer waits for the instance, and there nobody is where nothing stands in for it.
  const packerVariables = host === undefined ? { ssh_timeout: '20s' } : { ssh_username: launchedHostUser };
  return { cloud, demo: await prepareDemo(cloud, { isStarterProject: true, packerVariables }) };
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (port > 0 && port <= 65_535) return port;
  throw new Error(`--port takes a number from 1 to 65535, not '${text}'.`);
}

/** How the window is opened. */
interface BrowserStart {
  readonly isTrusted: boolean;
  readonly port?: number | undefined;
  /** Variables besides those of the demo. */
  readonly variables?: Readonly<Record<string, string>>;
}

async function startInBrowser(
  demo: Demo,
  { isTrusted, port, variables = {} }: BrowserStart,
): Promise<RunningVsCode> {
  const server = await ensureVsCodeServer();
  const { vsix } = await shipExtension();
  const extensionsFolder = join(cache, 'demo-extensions');
  await installVsix(server, vsix, extensionsFolder);
  await installVsix(server, await packageDemoOpener(), extensionsFolder);
  return startVsCode({
    server,
    extensionsFolder,
    environment: { ...demo.environment, ...variables },
    isTrusted,
    ...(port === undefined ? {} : { port }),
  });
}

async function untilInterrupted(): Promise<never> {
  return new Promise<never>(() => {
    // The servers keep this process alive; a signal ends it.
  });
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options });
  const port = readPort(values.port);
  if (values.desktop) {
    const { demo } = await startCloudAndDemo(undefined);
    const { vsix } = await shipExtension();
    await startDesktop(vsix, demo);
    return;
  }
  if (values.check) await ensureDebianPackages([browserPackage, 'fonts-noto-color-emoji', 'fonts-noto-core']);
  const { cloud, demo } = await startCloudAndDemo(values.check ? undefined : launchedHost());
  const variables = values.check
    ? {}
    : { ...(await ensureDemoMachines(demo.workspace)), AWS_POLL_DELAY_SECONDS: '1' };
  const vscode = await startInBrowser(demo, { isTrusted: true, port, variables });
  if (values.check) {
    await checkExplorer(cloud, demo, vscode);
    await checkRestrictedMode(demo, await startInBrowser(demo, { isTrusted: false }));
    console.log(
      'The explorer shows the sample images, and only those of the own profiles in Restricted Mode.',
    );
    return;
  }
  const address = new URL(vscode.address);
  address.searchParams.set('folder', demo.workspace);
  console.log(`\nAMI Bakery runs at ${address.href}\n${thingsToTry}\n\nCtrl-C ends everything.`);
  await untilInterrupted();
}

await runScript(async () => {
  try {
    await start();
  } finally {
    await endEverything();
  }
});
