import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod/mini';

/** How the stand-in for ansible-playbook was run, and what it found where it was told to look. */
const callSchema = z.object({
  arguments: z.array(z.string()),
  /** Texts of the files of extra variables. */
  variables: z.array(z.string()),
  becomePassword: z.nullable(z.string()),
  vaultPassword: z.nullable(z.string()),
});

/** One call of the stand-in. */
export type AnsibleCall = z.infer<typeof callSchema>;

/** Programs that stand for Ansible and Vagrant where a test is about what a person sees and presses, not about them. */
export interface StandInTools {
  /** Environment variables of a window that finds them. */
  readonly variables: Readonly<Record<string, string>>;
  /** How ansible-playbook was run so far. */
  calls(): Promise<AnsibleCall[]>;
  /** Makes Vagrant know these machines that do not run, and no others that do not. */
  setStoppedMachines(names: readonly string[]): Promise<void>;
  /** Makes Vagrant know these machines, and no others. */
  setMachines(machines: readonly StandInMachine[]): Promise<void>;
  /** Paths of the folders in which Vagrant was asked something so far. */
  vagrantFolders(): Promise<string[]>;
  /** Lets the next runs of Ansible go as told, one after the other; those after them pass again. */
  script(...runs: readonly StandInRun[]): Promise<void>;
  /** Keeps runs of Ansible from going on; gives what lets them. */
  hold(): Promise<() => Promise<void>>;
}

/** How a run of the stand-in for Ansible goes. */
export interface StandInRun {
  /** Line of the playbook of each task, and what becomes of it on each host. */
  readonly tasks: readonly {
    readonly line: number;
    readonly results: Readonly<Record<string, { readonly status: string; readonly message?: string }>>;
  }[];
  readonly exitCode: number;
}

/** A machine that the stand-in for Vagrant has noted. */
export interface StandInMachine {
  readonly name: string;
  readonly state: 'running' | 'stopped';
  /** Path of the folder of its Vagrantfile. */
  readonly folder: string;
}

/**
 * Makes the programs: an Ansible whose every run passes, and a Vagrant with one machine that runs, `web`.
 * @param folder - where they are made; removed by whoever calls
 * @param workspace - folder that the machine belongs to
 */
export async function makeStandInTools(folder: string, workspace: string): Promise<StandInTools> {
  const programs = join(folder, 'stand-ins');
  const record = join(programs, 'calls');
  await mkdir(programs, { recursive: true });
  await writeFile(record, '');
  const program = async (name: string, script: string): Promise<void> => {
    const path = join(programs, name);
    await writeFile(path, `#!${process.execPath}\n${script}`);
    await chmod(path, 0o755);
  };
  await program('ansible-playbook', ansiblePlaybook(record));
  await program('ansible-config', `console.log(${JSON.stringify(JSON.stringify(configuration))});\n`);
  await program('vagrant', vagrant(record));
  const index = join(programs, 'data', 'machine-index');
  await mkdir(index, { recursive: true });
  const setMachines = async (known: readonly StandInMachine[]): Promise<void> => {
    const entries = known.map(({ name, state, folder: place }, number) => {
      const folders = { vagrantfile_path: place, local_data_path: join(place, '.vagrant') };
      return [String(number), { name, state, provider: 'lxc', extra_data: {}, ...folders }];
    });
    const machines: unknown = Object.fromEntries(entries);
    await writeFile(join(index, 'index'), JSON.stringify({ version: 1, machines }));
  };
  const setStoppedMachines = (names: readonly string[]): Promise<void> =>
    setMachines([
      ...names.map((name) => ({ name, state: 'stopped' as const, folder: workspace })),
      { name: 'web', state: 'running', folder: workspace },
    ]);
  await setStoppedMachines([]);
  return {
    variables: {
      // Else VS Code takes the PATH of a login shell.
      VSCODE_CLI: '1',
      PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
      VAGRANT_HOME: programs,
    },
    setStoppedMachines,
    setMachines,
    vagrantFolders: async () => {
      const text = await readFile(`${record}.vagrant`, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    script: (...runs) => writeFile(`${record}.script`, JSON.stringify(runs)),
    hold: async () => {
      await writeFile(`${record}.hold`, '');
      return () => rm(`${record}.hold`);
    },
    calls: async () => {
      const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => callSchema.parse(JSON.parse(line)));
    },
  };
}

const configuration = [
  { name: 'CALLBACKS_ENABLED', value: [] },
  { name: 'DEFAULT_CALLBACK_PLUGIN_PATH', value: [] },
  { name: 'DEFAULT_BECOME_ASK_PASS', value: false },
];

function vagrant(record: string): string {
  return `
require('node:fs').appendFileSync(${JSON.stringify(`${record}.vagrant`)}, process.cwd() + '\\n');
console.log('Host web');
`;
}

function ansiblePlaybook(record: string): string {
  return `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { resolve } = require('node:path');
const read = (path) => (path === undefined ? null : readFileSync(path, 'utf8'));
const words = process.argv.slice(2);
const playbook = resolve(words.at(-1));
appendFileSync(${JSON.stringify(record)}, JSON.stringify({
  arguments: words,
  variables: words.filter((word) => word.startsWith('@')).map((word) => read(word.slice(1))),
  becomePassword: read(process.env.ANSIBLE_BECOME_PASSWORD_FILE),
  vaultPassword: read(process.env.ANSIBLE_VAULT_PASSWORD_FILE),
}) + '\\n');
while (existsSync(${JSON.stringify(`${record}.hold`)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
const tell = (event) =>
  appendFileSync(process.env.AMI_BAKERY_EVENTS, JSON.stringify({ time: Date.now() / 1000, ...event }) + '\\n');
const script = ${JSON.stringify(`${record}.script`)};
const told = existsSync(script) ? JSON.parse(readFileSync(script, 'utf8')) : [];
const { tasks, exitCode } = told.shift() ?? { tasks: [{ line: 1, results: { web: { status: 'ok' } } }], exitCode: 0 };
writeFileSync(script, JSON.stringify(told));
const hosts = {};
const counted = { ok: 'ok', changed: 'changed', failed: 'failures', unreachable: 'unreachable', skipped: 'skipped' };
for (const [index, { line, results }] of tasks.entries()) {
  const id = String(index);
  tell({ event: 'task', id, name: 'stand-in', action: 'debug', path: playbook + ':' + line, tags: [] });
  for (const [host, result] of Object.entries(results)) {
    tell({ event: 'start', task: id, host });
    tell({ event: 'result', task: id, host, ...result });
    hosts[host] ??= { ok: 0, changed: 0, failures: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 };
    hosts[host][counted[result.status]] += 1;
  }
}
tell({ event: 'end', hosts });
process.exitCode = exitCode;
`;
}
