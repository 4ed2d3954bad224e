import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const publisher = 'ami-bakery-bench';
const name = 'bare-tree';
const version = '1.0.0';

/** The icon's label in the activity bar. */
export const bareTreeTitle = 'Bare Tree';

/**
 * Puts the extension where a VS Code that has not run yet finds it. It starts by the same events as ours.
 * @param extensionsFolder - path of the folder of installed extensions
 */
export async function installBareTree(extensionsFolder: string): Promise<void> {
  const folder = join(extensionsFolder, `${publisher}.${name}-${version}`);
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('extension.ts', import.meta.url))],
    outfile: join(folder, 'extension.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const manifest = {
    publisher,
    name,
    version,
    engines: { vscode: '^1.100.0' },
    main: './extension.cjs',
    activationEvents: ['workspaceContains:ami-bakery.json'],
    contributes: {
      viewsContainers: { activitybar: [{ id: 'bareTree', title: bareTreeTitle, icon: '$(list-tree)' }] },
      views: { bareTree: [{ id: 'bareTree.rows', name: 'Rows' }] },
    },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}
