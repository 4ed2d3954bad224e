// What every npm script starts with: plain JavaScript on Node's own modules, because nothing else is there on a fresh
// machine. Installs the npm packages when they are missing or out of date, then runs a script of this folder.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { npmCommand } from './npm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

/** @returns {boolean} whether this Node is one that the project supports */
function isNodeSupported() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * @param {number} pid
 * @returns {string | undefined} who started the shell that npm runs a script in, on a system that tells by /proc
 */
function parentOfShell(pid) {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  try {
    // proc(5): pid, name in parentheses, state, parent.
    return /^\d+ \((?:ba|da)?sh\) \S (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Runs a program with this terminal, passing on signals, and waits for its end.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @returns {Promise<number>} exit code
 */
function run(program, parameters) {
  // AWS announces with a warning which Node its later SDKs need; a user of ours can do nothing about it.
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(program, parameters, { cwd: root, stdio: 'inherit', env });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // The terminal sends Ctrl-C to the child as well; a signal from elsewhere reaches only this process.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // npm, and the shell that it may run us in, pass no signal on: when one of them is gone, so is who wanted us.
  const [parent, npm] = [process.ppid, parentOfShell(process.ppid)];
  setInterval(() => {
    if (process.ppid !== parent || parentOfShell(parent) !== npm) child.kill('SIGTERM');
  }, 500).unref();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 130));
    });
  });
}

const stamp = join(root, 'node_modules', '.ami-bakery-installed');

/** @returns {string} what the stamp says when the packages of package-lock.json are installed */
function wanted() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** @returns {boolean} whether the packages of package-lock.json are installed */
function areInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

async function installPackages() {
  if (areInstalled()) return;
  console.error('Installing the npm packages of package-lock.json into node_modules…');
  const npm = process.env['npm_execpath'];
  const { program, parameters } = npmCommand({ npm, platform: process.platform, node: process.execPath });
  const code = await run(program, [...parameters, 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error('npm ci failed; what it said stands above.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted());
}

const [script, ...parameters] = process.argv.slice(2);
try {
  if (script === undefined) throw new Error('Usage: node scripts/bootstrap.mjs <script> [argument…]');
  if (!isNodeSupported()) {
    throw new Error(`Node ${oldestNode.join('.')} or later is needed; this is ${process.versions.node}.`);
  }
  if (!areInstalled()) await withLock(root, installPackages);
  process.exitCode = await run(process.execPath, ['--import', 'tsx', join(root, script), ...parameters]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
