import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets the schemas of the AWS SDK be shaken. Their members have computed names, each a constant of the same file: `[_xN]`, which
 * esbuild (0.28) takes for something that may do anything, so that all 800 operations of EC2 stay, and a bundle with a dozen of them
 * is a megabyte. With the names themselves nothing is left but what is used.
 */
export const shakenSchemas: Plugin = {
  name: 'shaken-schemas',
  setup: (hooks) => {
    hooks.onLoad({ filter: /[/\\]schemas[/\\]schemas_\d+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const names = new Map(
        [...text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gmu)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      );
      const contents = text.replace(
        /\[(_\w+)\]:/gu,
        (computed, name: string) => `${names.get(name) ?? computed.slice(0, -1)}:`,
      );
      return { contents, loader: 'js' };
    });
  },
};
