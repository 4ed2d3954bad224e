import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@vscode/test-cli';

/**
 * @param {string} name
 * @returns {string} what the runner of the tier (test/harness/tiers.ts) has prepared
 */
function prepared(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests by npm run test:host.`);
  return value;
}

/**
 * @param {string} folder
 * @returns {string[]} the bundled suites, as absolute paths: the folder may be outside of the repository
 */
function filesBelow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.cjs')).map((name) => join(folder, name));
}

export default defineConfig({
  label: 'host',
  files: filesBelow(prepared('AMI_BAKERY_HOST_TESTS')),
  extensionDevelopmentPath: prepared('AMI_BAKERY_EXTENSION'),
  workspaceFolder: prepared('AMI_BAKERY_WORKSPACE'),
  // The stand-in for the desktop VS Code (test/harness/code.mjs), or a desktop VS Code.
  useInstallation: { fromPath: prepared('AMI_BAKERY_VSCODE') },
  launchArgs: [
    '--disable-extensions',
    // What a run before has left does not matter to this one.
    `--user-data-dir=${join(prepared('AMI_BAKERY_USER_DATA'), 'user')}`,
    `--extensions-dir=${join(prepared('AMI_BAKERY_USER_DATA'), 'extensions')}`,
  ],
  mocha: {
    ui: 'bdd',
    timeout: 60_000,
    forbidOnly: true,
    reporter: prepared('AMI_BAKERY_REPORTER'),
    reporterOptions: { output: prepared('AMI_BAKERY_REPORT') },
  },
});
