import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type LocalCloudOptions, startLocalCloud } from './server.ts';
import { faultHints, help, usage } from './usage.ts';

/** The most images that a sample world is made for. */
const mostImages = 100_000;

/** Arguments that cannot be used. */
class UsageError extends Error {}

function readOptions(values: ReturnType<typeof parse>): LocalCloudOptions {
  const port = wholeNumber('port', values.port, 65_535);
  const controlPort = wholeNumber('control-port', values['control-port'], 65_535);
  const images = wholeNumber('images', values.images, mostImages);
  const seed = wholeNumber('seed', values.seed, 2 ** 32 - 1);
  if (values.state === '') throw new UsageError('--state takes the path of a file.');
  return {
    ...(port === undefined ? {} : { port }),
    ...(controlPort === undefined ? {} : { controlPort }),
    ...(images === undefined ? {} : { images }),
    ...(seed === undefined ? {} : { seed }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
  };
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const optionTypes = { port: text, 'control-port': text, images: text, seed: text, state: text, help: flag };

function parse(
  arguments_: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof optionTypes }>>['values'] {
  try {
    return parseArgs({ args: [...arguments_], options: optionTypes }).values;
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
  }
}

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from 0 to ${most}, not '${text}'.`);
}

/** Ends with the program that started us, which holds the other end of the pipe; a file or /dev/null ends at once. */
function onEndOfInput(end: () => void): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket() && !process.stdin.isTTY) return;
  process.stdin.on('end', end);
  process.stdin.on('error', end);
  process.stdin.resume();
}

async function main(): Promise<void> {
  const values = parse(process.argv.slice(2));
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const cloud = await startLocalCloud(readOptions(values));
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
