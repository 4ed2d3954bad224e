import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { shakenSchemas } from './shakenSchemas.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The functions that run in AWS, by name, as `lambda/cleanup.template.yaml` has them. */
export const functionNames = ['inventory', 'cleanup'] as const;

/**
 * Bundles the functions, each into a folder of its own with an `index.js`, as Lambda takes it. The runtime has an SDK, too, of
 * whatever version; what runs is what was tested.
 * @param folder - where the folders are made
 */
export async function buildFunctions(folder: string): Promise<void> {
  for (const name of functionNames) {
    await rm(join(folder, name), { recursive: true, force: true });
    await build({
      absWorkingDir: root,
      entryPoints: { index: `src/lambda/${name}.ts` },
      outdir: join(folder, name),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      // The runtime of the template.
      target: 'node22',
      mainFields: ['module', 'main'],
      minify: true,
      legalComments: 'none',
      logLevel: 'warning',
      plugins: [shakenSchemas],
    });
  }
}
