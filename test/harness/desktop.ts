import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Demo } from './demo.ts';
import { endWithUs } from './processes.ts';
import { MissingToolError } from './toolchain.ts';

/**
 * Opens the demo in the desktop VS Code on PATH, with settings and extensions of its own, and waits until its window
 * is closed.
 * @param vsix - the extension
 * @param demo - workspace and AWS config
 * @throws MissingToolError when there is no `code` on PATH
 */
export async function startDesktop(vsix: string, demo: Demo): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-desktop-'));
  endWithUs(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const own = ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
  try {
    await execa('code', [...own, '--install-extension', vsix]);
    console.log(
      'AMI Bakery opens in VS Code: choose its icon in the activity bar. Close the window to end everything.',
    );
    await execa('code', [...own, '--disable-workspace-trust', '--new-window', '--wait', demo.workspace], {
      env: demo.environment,
    });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      throw new MissingToolError(
        'There is no desktop VS Code: `code` is not on PATH. Install it from code.visualstudio.com, or on Linux run npm start without --desktop.',
        { cause: thrown },
      );
    }
    throw thrown;
  }
}
