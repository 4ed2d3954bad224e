import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import type { LocalCloudOptions } from './server.ts';
import type { SshHost } from './sshHosts/sshHost.ts';

/** The most images that a sample world is made for. */
const mostImages = 100_000;

/** Arguments that cannot be used; the message says which and why. */
export class UsageError extends Error {}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const optionTypes = {
  port: text,
  'control-port': text,
  images: text,
  seed: text,
  state: text,
  'ssh-host': { ...text, multiple: true },
  help: flag,
} as const;

/**
 * What the arguments of the program ask for (usage.ts).
 * @param words - the arguments
 * @returns how the local cloud is to be started, or undefined when they ask for help
 * @throws UsageError when they cannot be used
 */
export function readArguments(words: readonly string[]): LocalCloudOptions | undefined {
  const values = parse(words);
  if (values.help === true) return undefined;
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
    ...(values['ssh-host'] === undefined ? {} : { sshHosts: sshHosts(values['ssh-host']) }),
  };
}

function parse(
  words: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof optionTypes }>>['values'] {
  try {
    return parseArgs({ args: [...words], options: optionTypes }).values;
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

/** `10.0.3.7`, or `10.0.3.7=/path/of/authorized_keys`. */
function sshHosts(texts: readonly string[]): SshHost[] {
  const hosts = texts.map((text): SshHost => {
    const [, address = '', file] = /^([^=]*)(?:=(.*))?$/u.exec(text) ?? [];
    if (isIP(address) === 0 || file === '') {
      throw new UsageError(`--ssh-host takes an IP address, or ADDRESS=AUTHORIZED_KEYS_FILE, not '${text}'.`);
    }
    return file === undefined ? { address } : { address, authorizedKeysFile: file };
  });
  const again = hosts.find(
    ({ address }, index) => hosts.findIndex((host) => host.address === address) < index,
  );
  if (again === undefined) return hosts;
  throw new UsageError(`--ssh-host names ${again.address} twice.`);
}
