import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HclParser } from '../../../../src/core/templates/parseHcl.ts';
import { root } from '../../../harness/paths.ts';

const modules = join(root, 'node_modules');

/** The parser, from the files that the build puts into the VSIX. */
export async function makeHclParser(): Promise<HclParser> {
  return HclParser.create({
    runtime: await readFile(join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm')),
    grammar: await readFile(
      join(modules, '@tree-sitter-grammars', 'tree-sitter-hcl', 'tree-sitter-hcl.wasm'),
    ),
  });
}
