import { copyFile, readFile, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type Plugin, build, context } from 'esbuild';
import { shakenSchemas } from './shakenSchemas.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is loaded late, by the dynamic imports of these modules: bundles of their own beside the one of the extension. */
const lateBundles = {
  aws: 'src/aws/index.ts',
  execa: 'src/tools/execa.ts',
  hcl: 'src/core/templates/parseHcl.ts',
  profiles: 'src/aws/profiles.ts',
  yaml: 'src/core/playbooks/parseYaml.ts',
} as const;

/** What the parser of HCL consists of besides its bundle. */
const webAssembly = [
  'web-tree-sitter/web-tree-sitter.wasm',
  '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
] as const;

/**
 * Makes each dynamic import of a late bundle's entry a `require` of that bundle, so that activation loads none of the
 * AWS SDK, execa and the parsers of YAML and HCL (docs/architecture.md, "The bundles"). esbuild splits bundles by itself only for ES modules, and the bundles are
 * CommonJS.
 */
const lateBundlesAreTheirOwn: Plugin = {
  name: 'late-bundles-are-their-own',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const entry = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
      const late = Object.entries(lateBundles).find(([, file]) => file === entry);
      return late === undefined ? undefined : { path: `./${late[0]}.cjs`, external: true };
    });
  },
};

/**
 * Makes each file take the API of VS Code as it is. For an import of all of it esbuild copies its hundreds of names, once for
 * each file that has one, which was a third of what loading the extension took.
 */
const apiIsTakenAsItIs: Plugin = {
  name: 'api-is-taken-as-it-is',
  setup: (hooks) => {
    hooks.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(
        /^import \* as vscode from 'vscode';$/mu,
        "const vscode = require('vscode');",
      );
      return { contents, loader: 'ts' };
    });
  },
};

function options(isForPackage: boolean): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: { extension: 'src/extension.ts', ...lateBundles },
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
    // Its ES module asks where it is, which a bundle in CommonJS cannot say.
    alias: { 'web-tree-sitter': join(root, 'node_modules', 'web-tree-sitter', 'web-tree-sitter.cjs') },
    minify: isForPackage,
    sourcemap: isForPackage ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lateBundlesAreTheirOwn, apiIsTakenAsItIs, shakenSchemas],
  };
}

/**
 * Bundles the extension into `dist/`.
 * @param isForPackage - true: minified and without source maps, as it is shipped
 * @throws Error when activation would load what is to be loaded late
 */
export async function buildExtension(isForPackage: boolean): Promise<void> {
  await rm(`${root}/dist`, { recursive: true, force: true });
  const { metafile } = await build({ ...options(isForPackage), metafile: true });
  for (const file of webAssembly)
    await copyFile(join(root, 'node_modules', file), join(root, 'dist', basename(file)));
  const atOnce = Object.keys(metafile.outputs['dist/extension.cjs']?.inputs ?? {});
  const early = Object.values(lateBundles).filter((file) => atOnce.includes(file));
  if (early.length > 0) throw new Error(`Loaded at activation, and not late: ${early.join(', ')}`);
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
