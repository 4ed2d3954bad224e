import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cache, root } from './paths.ts';

/**
 * Packages the little extension that opens the AMI Bakery view at the start of a demo.
 * @returns path of its VSIX
 */
export async function packageDemoOpener(): Promise<string> {
  await mkdir(cache, { recursive: true });
  const vsix = join(cache, 'demo-opener.vsix');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await execa(process.execPath, [vsce, 'package', ...options], {
    cwd: join(root, 'test', 'harness', 'demo-opener'),
  });
  return vsix;
}
