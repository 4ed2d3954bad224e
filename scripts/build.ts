import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type Plugin, build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the one dynamic import of `src/aws/index.ts` a bundle of its own, so that activation does not load the AWS SDK
 * (design.md section 8). esbuild splits bundles by itself only for ES modules, and the bundles are CommonJS.
 */
const awsIsItsOwnBundle: Plugin = {
  name: 'aws-is-its-own-bundle',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^\.\/index\.ts$/ }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer.endsWith('lazyAws.ts')
        ? { path: './aws.cjs', external: true }
        : undefined,
    );
  },
};

function options(isForPackage: boolean): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: { extension: 'src/extension.ts', aws: 'src/aws/index.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    // The extension host of the oldest VS Code we support runs Node 22.
    target: 'node22',
    external: ['vscode'],
    // The ES modules of the SDK can be shaken; its CommonJS ones cannot.
    mainFields: ['module', 'main'],
    minify: isForPackage,
    sourcemap: isForPackage ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [awsIsItsOwnBundle],
  };
}

/**
 * Bundles the extension into `dist/`.
 * @param isForPackage - true: minified and without source maps, as it is shipped
 */
export async function buildExtension(isForPackage: boolean): Promise<void> {
  await rm(`${root}/dist`, { recursive: true, force: true });
  await build(options(isForPackage));
}

/** Bundles the extension again whenever a source file changes, until the process ends. */
async function watchExtension(): Promise<void> {
  const watching = await context({ ...options(false), logLevel: 'info' });
  await watching.watch();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--watch')) await watchExtension();
  else await buildExtension(false);
}
