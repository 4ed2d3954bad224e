import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RunRecord } from '../../src/core/playbookRuns/runRecord.ts';
import { judgeRun } from '../../src/core/playbookRuns/verdict.ts';
import { AnsibleSettingsReader } from '../../src/tools/ansible/readAnsibleSettings.ts';
import { followPlaybook, startPlaybook } from '../../src/tools/ansible/runPlaybook.ts';
import { findProgram } from '../../src/tools/findProgram.ts';
import { root } from '../harness/paths.ts';
import { ensureDebianPackages } from '../harness/toolchain.ts';
import { type BenchRow, median, ratioRow } from './row.ts';

/** How often each is run, in turns. */
const rounds = 7;

/** As many tasks as a service with its roles has. */
const tasks = 40;

/** How long a playbook takes through the extension's own runner, beside ansible-playbook alone, on the same play. */
export async function measurePlaybookRun(): Promise<BenchRow[]> {
  await ensureDebianPackages(['ansible-core']);
  const found = await findProgram('ansible-playbook');
  if (found.kind !== 'found') throw new Error('ansible-playbook is not there.');
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-bench-'));
  try {
    await writeFile(join(folder, 'play.yml'), playbook());
    const settings = new AnsibleSettingsReader();
    const bare: number[] = [];
    const through: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await timeOf(() => runBare(found.path, folder)));
      const runFolder = join(folder, `run-${round}`);
      through.push(await timeOf(() => runThrough(found.path, folder, runFolder, settings)));
    }
    return [ratioRow(`playbook-run/${tasks}-tasks`, median(through), median(bare), 'ms', 1.05)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function playbook(): string {
  const task = (index: number): object => ({
    name: `Task ${index}`,
    'ansible.builtin.command': 'true',
    changed_when: false,
    tags: [`tag-${index % 5}`],
  });
  const play = {
    name: 'Bench',
    hosts: 'all',
    connection: 'local',
    gather_facts: false,
    tasks: Array.from({ length: tasks }, (_, index) => task(index)),
  };
  // JSON is YAML.
  return JSON.stringify([play]);
}

async function runBare(program: string, folder: string): Promise<void> {
  await execa(program, ['--inventory', 'localhost,', '--diff', 'play.yml'], {
    cwd: folder,
    stdin: 'ignore',
    env: { LC_ALL: 'C.UTF-8', ANSIBLE_FORCE_COLOR: '1' },
  });
}

/** All that the extension does when a person presses Run again, but for finding the machine. */
async function runThrough(
  program: string,
  folder: string,
  runFolder: string,
  settings: AnsibleSettingsReader,
): Promise<void> {
  const never = new AbortController().signal;
  const reading = await settings.read(program, folder, never);
  if (reading.kind !== 'read') throw new Error('ansible-config does not say the configuration.');
  await mkdir(runFolder, { mode: 0o700 });
  const begun = await startPlaybook({
    program,
    run: { playbook: 'play.yml', inventory: { hosts: ['localhost'] }, showsDiff: true },
    folder,
    runFolder,
    events: { pluginFolder: join(root, 'callback_plugins'), callbacks: reading.settings.callbacks },
  });
  if (begun.kind !== 'started') throw new Error('ansible-playbook cannot be run.');
  const record = new RunRecord();
  const listener = { onOutput: () => undefined, onEvent: () => undefined };
  const end = await followPlaybook(begun.run, record, listener, never);
  const verdict = judgeRun(record, end);
  if (verdict.kind !== 'passed') throw new Error(`The play has not passed: ${JSON.stringify(verdict)}`);
}

async function timeOf(run: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
