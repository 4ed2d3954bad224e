import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ensureVsCodeServer } from '../harness/toolchain.ts';
import { type BenchRow, benchRowsSchema } from './row.ts';

/**
 * Measures on the Node that VS Code runs on, as the extension does, whichever one runs the script.
 * @param module - sends its rows to the process that started it
 */
export async function onVsCodeNode(module: URL): Promise<BenchRow[]> {
  const { node } = await ensureVsCodeServer();
  const child = fork(fileURLToPath(module), { execPath: node, execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`The measuring ended with ${String(code)} before it had a result.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  ended.catch(() => undefined);
  return benchRowsSchema.parse(message);
}
