import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { packageExtension } from '../../scripts/package.ts';
import { cache } from './paths.ts';

/** The extension as it is shipped. */
export interface ShippedExtension {
  /** Path of the VSIX. */
  readonly vsix: string;
  /** Folder with what the VSIX holds, as VS Code unpacks it. */
  readonly folder: string;
}

/** Packages the extension and unpacks it, so that tests run what is shipped and not the source folder. */
export async function shipExtension(): Promise<ShippedExtension> {
  const { vsix } = await packageExtension();
  const folder = join(cache, 'vsix');
  await rm(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(unzipSync(await readFile(vsix)))) {
    if (!name.endsWith('/')) await writeNew(join(folder, name), content);
  }
  return { vsix, folder: join(folder, 'extension') };
}

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, 0o644);
}
