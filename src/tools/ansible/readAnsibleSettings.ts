import { utf8Locale } from './utf8Locale.ts';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ProgramEnd, runProgram } from '../runProgram.ts';
import { type AnsibleSettings, configArguments, parseAnsibleSettings } from './ansibleConfig.ts';

/** How long Ansible may take to say its configuration, in milliseconds; half a second is usual. */
const timeLimit = 30_000;

/** What reading the settings of Ansible came to. */
export type SettingsReading =
  | { readonly kind: 'read'; readonly settings: AnsibleSettings }
  /** How `ansible-config`, which is at a path, ended without saying them. */
  | { readonly kind: 'unread'; readonly program: string; readonly end: ProgramEnd };

/** The settings that Ansible has in a folder, asked for again only when a file that they are from has changed. */
export class AnsibleSettingsReader {
  readonly #known = new Map<string, { readonly stamp: string; readonly settings: AnsibleSettings }>();

  /**
   * Asks `ansible-config`, or remembers.
   * @param program - path of ansible-playbook, which it stands beside
   * @param folder - path of the folder that Ansible runs in
   * @param signal - ends the asking
   */
  async read(program: string, folder: string, signal: AbortSignal): Promise<SettingsReading> {
    const key = JSON.stringify([program, folder]);
    const stamp = await stampOf([program, ...configurationFiles(folder)]);
    const known = this.#known.get(key);
    if (known?.stamp === stamp) return { kind: 'read', settings: known.settings };
    const ansibleConfig = join(dirname(program), 'ansible-config');
    const end = await runProgram(
      {
        program: ansibleConfig,
        arguments: configArguments,
        environment: { LC_ALL: utf8Locale() },
        folder,
        timeLimit,
      },
      signal,
    );
    const settings = 'stdout' in end ? parseAnsibleSettings(end.stdout) : undefined;
    if (settings === undefined) return { kind: 'unread', program: ansibleConfig, end };
    this.#known.set(key, { stamp, settings });
    return { kind: 'read', settings };
  }
}

/** Ansible Configuration Settings, "The configuration file": the first of these that is there counts. */
function configurationFiles(folder: string): string[] {
  const named = process.env['ANSIBLE_CONFIG'];
  return [
    ...(named === undefined ? [] : [named]),
    join(folder, 'ansible.cfg'),
    join(homedir(), '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
}

async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
        () => 'none',
      ),
    ),
  );
  return stamps.join(', ');
}
