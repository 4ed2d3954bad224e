import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { logs } from './paths.ts';
import { type BackgroundProcess, endWithUs, startInBackground } from './processes.ts';
import type { VsCodeServer } from './toolchain.ts';

/** How to start VS Code. */
export interface VsCodeOptions {
  readonly server: VsCodeServer;
  /** Folder of the installed extensions; an empty one when left out. */
  readonly extensionsFolder?: string;
  /** Folder of the user's data; one that is removed at the end when left out. */
  readonly userDataFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables of VS Code and its extensions, besides those of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** False: the window opens in Restricted Mode. */
  readonly isTrusted: boolean;
  /**
   * True: VS Code takes tests and extensions under development from the address of a window, and shows no
   * notifications. False unless it is said.
   */
  readonly hasTestDriver?: boolean;
  /** Any that is free when left out. */
  readonly port?: number;
}

/** A VS Code that is running. */
export interface RunningVsCode {
  /** `http://127.0.0.1:port/?tkn=…`: nobody gets in without the token, also no other user of this machine. */
  readonly address: string;
  readonly port: number;
  /** Folder of the user's data. */
  readonly userDataFolder: string;
  /** Where its output goes. */
  readonly log: string;
  /** Changes user settings, which open windows follow. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  end(): Promise<void>;
}

/** A window without anything that has nothing to do with us. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** How long VS Code may take until it is ready, in milliseconds. */
const startLimit = 60_000;

/**
 * Starts a VS Code that a browser of this machine can open.
 * @param options - what it has and may do
 * @throws Error with the end of its output when it does not get ready
 */
export async function startVsCode(options: VsCodeOptions): Promise<RunningVsCode> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-vscode-'));
  const removeFolder = endWithUs(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const userData = options.userDataFolder ?? join(folder, 'user');
  await writeSettings(userData, options.settings);
  const token = randomUUID();
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const environment = { ...withoutVsCode(process.env), ...options.environment };
  const { node, script } = options.server;
  const running = startInBackground(
    node,
    [
      script,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...['--connection-token-file', tokenFile, '--accept-server-license-terms', '--disable-telemetry'],
      ...(options.hasTestDriver === true ? ['--enable-smoke-test-driver'] : []),
      ...['--server-data-dir', join(folder, 'server'), '--user-data-dir', userData],
      ...['--extensions-dir', options.extensionsFolder ?? join(folder, 'extensions')],
      ...(options.isTrusted ? ['--disable-workspace-trust'] : []),
    ],
    environment,
  );
  const log = join(logs, 'vscode.log');
  const port = await portWhenReady(running, log);
  return {
    address: `http://127.0.0.1:${port}/?tkn=${token}`,
    port,
    userDataFolder: userData,
    log,
    changeSettings: (settings) => writeSettings(userData, { ...options.settings, ...settings }),
    end: async () => {
      await running.end();
      await removeFolder();
    },
  };
}

/** Left over from a VS Code whose terminal started us, these would make the new one take itself for the old one. */
function withoutVsCode(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(?:VSCODE_(?!TEST)|ELECTRON_)/u.test(name)),
  );
}

async function writeSettings(userData: string, settings: VsCodeOptions['settings']): Promise<void> {
  const folder = join(userData, 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, undefined, 2),
  );
}

async function portWhenReady({ child, end }: BackgroundProcess, log: string): Promise<number> {
  await mkdir(logs, { recursive: true });
  const file = createWriteStream(log);
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    file.write(`${line}\n`);
  };
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`VS Code was not ready after ${startLimit / 1000} s.`));
    }, startLimit);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        keep(line);
        const port = /Web UI available at http:\/\/[^:]+:(\d+)/u.exec(line)?.[1];
        if (port !== undefined)
          settle(() => {
            resolve(Number(port));
          });
      });
    }
    child.once('error', (error) => {
      settle(() => {
        reject(error);
      });
    });
    child.once('exit', (code) => {
      settle(() => {
        reject(new Error(`VS Code ended with ${code ?? 'a signal'} before it was ready.`));
      });
    });
  });
  try {
    return await ready;
  } catch (thrown) {
    await end();
    throw new Error(`${String(thrown)}\n${lines.slice(-10).join('\n')}`, { cause: thrown });
  }
}

/**
 * Installs a VSIX the way a person does.
 * @param server - the VS Code
 * @param vsix - path
 * @param extensionsFolder - where it is installed
 */
export async function installVsix(
  server: VsCodeServer,
  vsix: string,
  extensionsFolder: string,
): Promise<void> {
  const { node, script } = server;
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-install-'));
  try {
    const where = ['--extensions-dir', extensionsFolder, '--server-data-dir', folder];
    await execa(node, [
      script,
      '--install-extension',
      vsix,
      '--force',
      '--accept-server-license-terms',
      ...where,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
