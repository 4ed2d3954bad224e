import { fstatSync } from 'node:fs';
import { readArguments, UsageError } from './arguments.ts';
import { startLocalCloud } from './server.ts';
import { faultHints, help, usage } from './usage.ts';

/** Ends with the program that started us, which holds the other end of the pipe; a file or /dev/null ends at once. */
function onEndOfInput(end: () => void): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket() && !process.stdin.isTTY) return;
  process.stdin.on('end', end);
  process.stdin.on('error', end);
  process.stdin.resume();
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(help);
    return;
  }
  const cloud = await startLocalCloud(options);
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= cloud.close().then(
      () => process.exit(0),
      (thrown: unknown) => {
        fail(thrown);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  onEndOfInput(end);
  const { endpoint, control, regions, profiles } = cloud;
  process.stdout.write(`${JSON.stringify({ endpoint, control, regions, profiles })}\n`);
  if (process.stderr.isTTY) process.stderr.write(faultHints(control));
}

function fail(thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  process.stderr.write(`${message}\n${thrown instanceof UsageError ? usage : ''}`);
  process.exitCode = thrown instanceof UsageError ? 2 : 1;
}

await main().catch(fail);
