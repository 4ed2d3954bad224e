import type { CommandLine } from '../commandLine.ts';

/** How a machine is reached by SSH. */
export interface SshAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Paths of private keys. */
  readonly identityFiles: readonly string[];
}

/**
 * Reads the ssh_config that `vagrant ssh-config` prints for one machine (ssh_config(5): a word and its value, in quotes
 * where it has spaces).
 * @param text - of it
 * @returns undefined when it does not say where the machine is
 */
export function parseSshConfig(text: string): SshAddress | undefined {
  const values = text.split('\n').flatMap((line) => {
    const [, word, quoted, plain] = /^\s*(\w+)\s+(?:"(.*)"|(.*\S))\s*$/u.exec(line) ?? [];
    return word === undefined ? [] : [{ word: word.toLowerCase(), value: quoted ?? plain ?? '' }];
  });
  const first = (wanted: string): string | undefined => values.find(({ word }) => word === wanted)?.value;
  const host = first('hostname');
  const port = Number(first('port') ?? '22');
  const user = first('user');
  if (host === undefined || user === undefined || !Number.isInteger(port)) return undefined;
  const identityFiles = values.filter(({ word }) => word === 'identityfile').map(({ value }) => value);
  return { host, port, user, identityFiles };
}

/**
 * The command that opens a shell on a machine, for a terminal without Vagrant. The key of a throw-away machine is new each
 * time: it is neither asked for nor kept.
 * @param address - how it is reached
 */
export function sshCommand({ host, port, user, identityFiles }: SshAddress): CommandLine {
  return {
    program: 'ssh',
    arguments: [
      ...identityFiles.flatMap((file) => ['-i', file]),
      ...['-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
      ...['-o', 'LogLevel=ERROR'],
      ...['-p', String(port), `${user}@${host}`],
    ],
  };
}

/**
 * An ssh_config for one host, for programs that take no other word on how a machine is reached.
 * @param name - that the machine has in it
 * @param address - how it is reached
 * @throws RangeError for a value that would not stay in its line
 */
export function sshConfigText(name: string, { host, identityFiles, port, user }: SshAddress): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Host', name],
    ['HostName', host],
    ['User', user],
    ['Port', String(port)],
    ...identityFiles.map((file) => ['IdentityFile', file] as const),
    ['IdentitiesOnly', 'yes'],
    ['StrictHostKeyChecking', 'no'],
    ['UserKnownHostsFile', '/dev/null'],
    ['PasswordAuthentication', 'no'],
    ['LogLevel', 'ERROR'],
  ];
  return lines.map(([word, value]) => `${word} ${quoted(value)}\n`).join('');
}

/** ssh_config(5): a value with spaces stands in quotes, and nothing stands for a quote or the end of a line in one. */
function quoted(value: string): string {
  if (/["\r\n]/u.test(value)) throw new RangeError(`An ssh_config cannot say ${JSON.stringify(value)}.`);
  return /\s/u.test(value) ? `"${value}"` : value;
}
