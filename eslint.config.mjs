import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

/**
 * What each layer may import of `src/` besides itself (docs/architecture.md).
 * The composition root, `src/extension.ts`, is in none of these folders and may import them all.
 */
const layers = {
  core: [],
  aws: ['core'],
  tools: ['core'],
  host: ['core', 'tools'],
  lambda: ['core', 'aws'],
  localcloud: [],
};
const featureMayImport = ['core', 'aws', 'tools', 'host'];

const featureNames = existsSync('src/features')
  ? readdirSync('src/features', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  : [];

const zones = [
  ...Object.entries(layers).map(([layer, allowed]) => ({
    target: `./src/${layer}`,
    from: './src',
    except: [`./${layer}`, ...allowed.map((name) => `./${name}`)],
    message: `src/${layer} may import only ${['itself', ...allowed].join(', ')} (docs/architecture.md).`,
  })),
  ...featureNames.map((name) => ({
    target: `./src/features/${name}`,
    from: './src',
    except: [`./features/${name}`, ...featureMayImport.map((layer) => `./${layer}`)],
    message: 'A feature may import core, aws, tools and host, never another feature (docs/architecture.md).',
  })),
  {
    target: './src',
    from: ['./test', './scripts'],
    message: 'Product code never imports tests, the harness or scripts.',
  },
];

/** What a layer must not import: `group` for import declarations, `module` for `import()`. */
const noAwsSdk = {
  group: ['@aws-sdk/*', '@smithy/*', '@aws/*'],
  module: '/^@(aws-sdk|smithy|aws)./',
  message: 'Only src/aws (and the local cloud, for its wire) imports the AWS SDK.',
};
const noVscode = {
  group: ['vscode'],
  module: '/^vscode$/',
  message: 'Only src/host, src/features and src/extension.ts import vscode.',
};
const noProcesses = {
  group: ['node:child_process', 'child_process', 'execa'],
  module: '/^((node:)?child_process|execa)$/',
  message: 'Only src/tools runs programs.',
};
const noOutsideWorld = {
  group: ['node:*', 'fs', 'path', 'http', 'https', 'net', 'os', 'crypto'],
  module: '/^(node:.*|fs|path|http|https|net|os|crypto)$/',
  message: 'src/core is pure: the outside world is injected.',
};
/**
 * @param {string[]} files
 * @param {{ group: string[], module: string, message: string }[]} imports
 * @param {{ selector: string, message: string }[]} [syntax]
 * @returns {import('typescript-eslint').ConfigArray[number]}
 */
const restrict = (files, imports, syntax = []) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: imports.map(({ group, message }) => ({ group, message })) },
    ],
    'no-restricted-syntax': [
      'error',
      ...stringCommands,
      ...syntax,
      ...imports.map(({ module, message }) => ({
        selector: `ImportExpression[source.value=${module}]`,
        message,
      })),
    ],
  },
});

const stringCommands = [
  {
    selector: 'CallExpression[callee.name=/^(exec|execSync)$/]',
    message: 'Programs take argument arrays, never a shell string.',
  },
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?child_process$/] :matches(ImportSpecifier[imported.name=/^exec(Sync)?$/], ImportNamespaceSpecifier, ImportDefaultSpecifier)',
    message: 'Programs take argument arrays: import spawn or execFile by name, never exec.',
  },
  {
    selector:
      "ImportDeclaration[source.value='execa'] ImportSpecifier[imported.name=/^execaCommand(Sync)?$/]",
    message: 'Programs take argument arrays, never a command line.',
  },
  {
    selector: "Property:matches([key.name='shell'], [key.value='shell'])[value.value!=false]",
    message: 'Programs take argument arrays, never a shell string.',
  },
  {
    selector: "CallExpression[callee.property.name='sendText']",
    message: 'Typing into a terminal is not running a program: use a task with an argument array.',
  },
  {
    selector:
      "NewExpression:matches([callee.property.name='ShellExecution'], [callee.name='ShellExecution'])",
    message: 'Use ProcessExecution with an argument array.',
  },
];
const coreIsInjected = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'src/core gets its clock injected.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'src/core gets its clock injected.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'src/core gets its clock injected.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'src/core gets its randomness injected.',
  },
];

/** Ways to the clock, to randomness and to the world outside, which src/core gets injected. */
const outsideCore = [
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
].map((name) => ({ name, message: 'src/core is pure: the outside world is injected.' }));

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.cache/', '.vscode-test/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX, jsdoc },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-syntax': ['error', ...stringCommands],
      'max-lines': ['error', { max: 500 }],
      complexity: ['error', 15],
      eqeqeq: 'error',
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true, ignoreVoid: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/prefer-readonly': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          enableFixer: false,
          require: {
            ArrowFunctionExpression: true,
            ClassDeclaration: true,
            FunctionDeclaration: true,
            FunctionExpression: true,
            MethodDefinition: false,
          },
          contexts: [
            'ExportNamedDeclaration > TSInterfaceDeclaration',
            'ExportNamedDeclaration > TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
        },
      ],
      'jsdoc/require-description': ['error', { contexts: ['any'] }],
    },
  },
  restrict(['src/core/**/*.ts'], [noAwsSdk, noVscode, noProcesses, noOutsideWorld], coreIsInjected),
  {
    files: ['src/core/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...outsideCore] },
  },
  restrict(['src/aws/**/*.ts'], [noVscode, noProcesses]),
  restrict(['src/lambda/**/*.ts'], [noAwsSdk, noVscode, noProcesses]),
  restrict(['src/tools/**/*.ts'], [noAwsSdk, noVscode]),
  restrict(['src/host/**/*.ts', 'src/features/**/*.ts', 'src/extension.ts'], [noAwsSdk, noProcesses]),
  restrict(['src/localcloud/**/*.ts'], [noVscode, noProcesses]),
  {
    files: ['test/**/*.ts'],
    rules: {
      // Assertions of node:assert narrow types; mocha's `this` gives timeouts to whole suites.
      '@typescript-eslint/no-unused-expressions': 'off',
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    // TypeScript knows the globals of Node.
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      'no-undef': 'off',
    },
  },
);
