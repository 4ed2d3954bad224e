import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** A process that runs. */
interface ProcessFacts {
  /** Number of the process that started it. */
  readonly parent: number;
  /** Number of the group that it belongs to. */
  readonly group: number;
  /** When it was started, in words that no other process of the same number has. */
  readonly start: string;
}

/**
 * When a process was started, in words that no other process of the same number has: a number is given to another one as
 * soon as its process is gone.
 * @param pid - number of the process
 * @returns undefined when there is none, or it has ended and only waits to be asked how
 */
export async function startOf(pid: number): Promise<string | undefined> {
  return (await factsOf(pid))?.start;
}

/**
 * Whether a process runs that belongs to a group.
 * @param group - number of the process that began it
 */
export async function isGroupAlive(group: number): Promise<boolean> {
  const pids = await processNumbers();
  // Those that are gone by now, and those that belong to others, are asked in vain.
  const facts = await Promise.all(pids.map(factsOf));
  return facts.some((each) => each?.group === group);
}

/**
 * The processes that a process has started and that run.
 * @param parent - number of the process
 */
export async function childrenOf(parent: number): Promise<number[]> {
  const found = await Promise.all(
    (await processNumbers()).map(async (pid) => ({ pid, facts: await factsOf(pid) })),
  );
  return found.filter(({ facts }) => facts?.parent === parent).map(({ pid }) => pid);
}

async function factsOf(pid: number): Promise<ProcessFacts | undefined> {
  return process.platform === 'linux' ? factsOnLinux(pid) : factsElsewhere(pid);
}

/**
 * proc(5), `stat`: after a name that may hold spaces and brackets come the state (field 3), the parent (4), the group (5) and
 * when it was started, in clock ticks since the machine was (22).
 */
async function factsOnLinux(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group] = fields;
    const start = fields[19];
    if (start === undefined || isEnded(state)) return undefined;
    return { parent: Number(parent), group: Number(group), start };
  } catch {
    return undefined;
  }
}

async function factsElsewhere(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const { stdout } = await execFileAsync('ps', ['-o', 'stat=,ppid=,pgid=,lstart=', '-p', String(pid)]);
    const [, state, parent, group, start] = /^\s*(\S+)\s+(\d+)\s+(\d+)\s+(.*\S)\s*$/u.exec(stdout) ?? [];
    if (start === undefined || isEnded(state)) return undefined;
    return { parent: Number(parent), group: Number(group), start };
  } catch {
    return undefined;
  }
}

/** Whether a state is that of a process that only waits to be asked how it ended. */
function isEnded(state: string | undefined): boolean {
  return state === undefined || /^[ZXx]/u.test(state);
}

async function processNumbers(): Promise<number[]> {
  if (process.platform === 'linux') {
    return (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  }
  const { stdout } = await execFileAsync('ps', ['-A', '-o', 'pid=']);
  return stdout.split('\n').map(Number);
}
