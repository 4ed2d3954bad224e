import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { withLock } from '../../scripts/lock.mjs';
import { packageExtension } from '../../scripts/package.ts';
import { cache, root } from './paths.ts';

/** The extension as it is shipped. */
export interface ShippedExtension {
  /** Path of the VSIX. */
  readonly vsix: string;
  /** Folder with what the VSIX holds, as VS Code unpacks it. */
  readonly folder: string;
}

/**
 * Packages the extension and unpacks it, so that tests run what is shipped and not the source folder. What it makes is not
 * touched by who builds the extension afterwards.
 */
export function shipExtension(): Promise<ShippedExtension> {
  return withLock(builtFolder, async () => {
    const built = await packageExtension();
    const vsix = join(cache, 'ami-bakery.vsix');
    await copyFile(built.vsix, vsix);
    const folder = join(cache, 'vsix');
    await rm(folder, { recursive: true, force: true });
    for (const [name, content] of Object.entries(unzipSync(await readFile(vsix)))) {
      if (!name.endsWith('/')) await writeNew(join(folder, name), content);
    }
    return { vsix, folder: join(folder, 'extension') };
  });
}

/** What is locked while the extension is built. */
export const builtFolder = join(root, 'dist');

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, 0o644);
}
