import { execa } from 'execa';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAnsibleMistakes } from '../test/harness/ansible.ts';
import { findCloudFormationMistakes } from '../test/harness/cloudFormation.ts';
import { findTemplateMistakes } from '../test/harness/packer.ts';

/**
 * `npm run check`: types, lint with the layers, format, dead code and the files that are made from the source, the
 * manifest and the list of packaged files, and the content of
 * `ansible/`, `packer/` and `lambda/`. Runs all of it, also after a failure; ends
 * with 0 or 1.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const nodeModules = join(root, 'node_modules');

/** Says what is not in order, or nothing. */
type Check = () => Promise<string>;

/** A check by a program of Node. */
function byNode(...parameters: string[]): Check {
  return async () => {
    const { exitCode, all } = await execa(process.execPath, parameters, {
      cwd: root,
      all: true,
      reject: false,
    });
    return exitCode === 0 ? '' : all || `ended with ${exitCode}`;
  };
}

const checks: readonly (readonly [name: string, check: Check])[] = [
  ['types', byNode(join(nodeModules, 'typescript', 'bin', 'tsc'), '--noEmit')],
  ['lint and layers', byNode(join(nodeModules, 'eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.')],
  [
    'format',
    byNode(join(nodeModules, 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  ],
  ['dead code', byNode(join(nodeModules, 'knip', 'bin', 'knip.js'))],
  ['generated files', byNode('--import', 'tsx', join(root, 'scripts', 'generate.ts'), '--check')],
  [
    'manifest and package list',
    byNode(
      join(nodeModules, 'mocha', 'bin', 'mocha.js'),
      ...['--node-option', 'import=tsx', '--forbid-only', '--forbid-pending', '--reporter', 'dot'],
      'test/unit/package/**/*.test.ts',
    ),
  ],
  ['ansible', findAnsibleMistakes],
  ['packer', findTemplateMistakes],
  ['cloudformation', findCloudFormationMistakes],
];

/** How many run at a time. */
const workers = 2;

const failed: string[] = [];

async function run(name: string, check: Check): Promise<void> {
  const start = performance.now();
  const mistakes = await check().catch(String);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${mistakes === '' ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (mistakes === '') return;
  failed.push(name);
  console.log(mistakes);
}

const waiting = checks.values();
await Promise.all(
  Array.from({ length: workers }, async () => {
    for (const [name, check] of waiting) await run(name, check);
  }),
);
if (failed.length > 0) {
  console.error(`Not in order: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
