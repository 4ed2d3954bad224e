import { format, parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { launchChromium } from './chromium.ts';
import { endEverything } from './processes.ts';
import { startVsCode } from './vscodeServer.ts';

/** How long a run of tests may take until it hangs, in milliseconds. */
const limit = 4 * 60_000;

const serverSchema = z.strictObject({ node: z.string(), script: z.string() });

/** Messages of a VS Code without its vendor's services, which say nothing about us. */
const noise =
  /vsda|service worker|gallery|github|marketplace|net::ERR|404|connection token|Creating a socket|grace time|builtin extensions cache|AgentHost|AccountPolicyGate|^Canceled|^\s+at .*workbench\.js/iu;

/**
 * Runs the tests that VS Code's command line names, in a VS Code window in Chromium.
 * @param commandLine - as @vscode/test-electron passes it to the desktop VS Code
 * @returns exit code of the tests
 */
export async function runTests(commandLine: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...commandLine],
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
    // The rest of VS Code's options is about windows of the desktop.
    strict: false,
    allowPositionals: true,
  });
  const text = z.optional(z.string());
  const extensionsFolder = text.parse(values['extensions-dir']);
  const userDataFolder = text.parse(values['user-data-dir']);
  try {
    const vscode = await startVsCode({
      server: serverSchema.parse(JSON.parse(process.env['AMI_BAKERY_VSCODE_SERVER'] ?? 'null')),
      isTrusted: true,
      hasTestDriver: true,
      ...(extensionsFolder === undefined ? {} : { extensionsFolder }),
      ...(userDataFolder === undefined ? {} : { userDataFolder }),
    });
    const url = new URL(vscode.address);
    const remote = (path: string): string => `vscode-remote://${url.host}${path}`;
    const payload = [
      ...z
        .array(z.string())
        .parse(values.extensionDevelopmentPath)
        .map((path) => ['extensionDevelopmentPath', remote(path)]),
      ['extensionTestsPath', remote(z.string().parse(values.extensionTestsPath))],
    ];
    const [folder] = positionals;
    if (folder !== undefined) url.searchParams.set('folder', folder);
    url.searchParams.set('payload', JSON.stringify(payload));
    return await untilTestsEnd(url.href);
  } finally {
    await endEverything();
  }
}

async function untilTestsEnd(address: string): Promise<number> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const ended = new Promise<number>((resolve) => {
    setTimeout(() => {
      console.error(`The tests did not end within ${limit / 60_000} minutes.`);
      resolve(1);
    }, limit).unref();
    page
      .exposeFunction('codeAutomationExit', (code: unknown) => {
        resolve(typeof code === 'number' ? code : 1);
      })
      .catch(() => {
        resolve(1);
      });
  });
  await page.exposeFunction('codeAutomationLog', (_type: unknown, values: unknown) => {
    const line = Array.isArray(values) ? format(...(values as unknown[])) : String(values);
    if (!noise.test(line)) console.log(line);
  });
  await page.goto(address);
  return ended;
}
