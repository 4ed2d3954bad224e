// How npm is started without a shell. Plain JavaScript on Node's own modules, because the bootstrap uses it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The program that starts npm, and its first arguments: the npm that runs us, where one does. On Windows `npm` by itself
 * is a script that only a shell can run, so that there npm is looked for beside Node, where Node's installer puts it.
 * @param {{ npm?: string | undefined, platform: string, node: string, exists?: (path: string) => boolean }} machine -
 *   `npm_execpath`, the platform and the path of this Node
 * @returns {{ program: string, parameters: string[] }} what to start
 */
export function npmCommand({ npm, platform, node, exists = existsSync }) {
  if (npm?.endsWith('.js') === true) return { program: node, parameters: [npm] };
  if (platform !== 'win32') return { program: 'npm', parameters: [] };
  const script = join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (exists(script)) return { program: node, parameters: [script] };
  throw new Error(`npm is not beside ${node}. Run this by npm, as npm start for instance.`);
}
