import { execa } from 'execa';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run check`: types, lint with the layers, format, dead code and the files that are made from the source, the
 * manifest and the list of packaged files. Runs all of it, also after a failure; ends with 0 or 1.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const nodeModules = join(root, 'node_modules');

/** What is checked, and by which arguments to Node. */
const checks: readonly (readonly [name: string, ...parameters: string[]])[] = [
  ['types', join(nodeModules, 'typescript', 'bin', 'tsc'), '--noEmit'],
  ['lint and layers', join(nodeModules, 'eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'],
  ['format', join(nodeModules, 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ['dead code', join(nodeModules, 'knip', 'bin', 'knip.js')],
  ['generated files', '--import', 'tsx', join(root, 'scripts', 'generate.ts'), '--check'],
  [
    'manifest and package list',
    join(nodeModules, 'mocha', 'bin', 'mocha.js'),
    ...['--node-option', 'import=tsx', '--forbid-only', '--forbid-pending', '--reporter', 'dot'],
    'test/unit/package/**/*.test.ts',
  ],
];

const failed: string[] = [];
for (const [name, ...parameters] of checks) {
  const start = performance.now();
  const { exitCode, all } = await execa(process.execPath, parameters, {
    cwd: root,
    all: true,
    reject: false,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (exitCode === 0) continue;
  failed.push(name);
  console.log(all);
}
if (failed.length > 0) {
  console.error(`Not in order: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
