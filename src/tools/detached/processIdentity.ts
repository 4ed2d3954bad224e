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
  const facts = hasProc ? await factsOnLinux(pid) : (await processesByPs(['-p', String(pid)])).get(pid);
  return facts?.start;
}

/**
 * Whether a process runs that belongs to a group.
 * @param group - number of the process that began it
 */
export async function isGroupAlive(group: number): Promise<boolean> {
  return [...(await allProcesses()).values()].some((facts) => facts.group === group);
}

/**
 * The processes that a process has started and that run.
 * @param parent - number of the process
 */
export async function childrenOf(parent: number): Promise<number[]> {
  return [...(await allProcesses())].filter(([, facts]) => facts.parent === parent).map(([pid]) => pid);
}

/**
 * The processes that run with a variable that has this value. None where the system shows nobody the variables of others.
 * @param name - of the variable
 * @param value - whole
 */
export async function processesWithVariable(name: string, value: string): Promise<number[]> {
  if (!hasProc) return [];
  const found = await Promise.all(
    [...(await processesOnLinux()).keys()].map(async (pid) => {
      const variables = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return variables.split('\0').includes(`${name}=${value}`) ? [pid] : [];
    }),
  );
  return found.flat();
}

const hasProc = process.platform === 'linux';

function allProcesses(): Promise<ReadonlyMap<number, ProcessFacts>> {
  return hasProc ? processesOnLinux() : processesByPs(['-A']);
}

async function processesOnLinux(): Promise<ReadonlyMap<number, ProcessFacts>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  // Those that are gone by now, and those that belong to others, are asked in vain.
  const found = await Promise.all(pids.map(async (pid) => [pid, await factsOnLinux(pid)] as const));
  return new Map(found.flatMap(([pid, facts]) => (facts === undefined ? [] : [[pid, facts] as const])));
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

/**
 * Processes that run, by their number, where there is no /proc, as on macOS. `ps` says a time in the language and the time
 * zone that it is told.
 * @param selection - arguments of ps that choose some: `-A` for all
 */
export async function processesByPs(
  selection: readonly string[],
): Promise<ReadonlyMap<number, ProcessFacts>> {
  const columns = 'pid=,stat=,ppid=,pgid=,lstart=';
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
  const stdout = await execFileAsync('ps', [...selection, '-o', columns], { env }).then(
    (answer) => answer.stdout,
    // It ends with 1 where there is none.
    () => '',
  );
  const lines = stdout.matchAll(/^\s*(\d+)\s+(\S+)\s+(\d+)\s+(\d+)\s+(\S.*\S)\s*$/gmu);
  return new Map(
    [...lines].flatMap(([, pid, state, parent, group, start = '']) =>
      isEnded(state) ? [] : [[Number(pid), { parent: Number(parent), group: Number(group), start }] as const],
    ),
  );
}

/** Whether a state is that of a process that only waits to be asked how it ended. */
function isEnded(state: string | undefined): boolean {
  return state === undefined || /^[ZXx]/u.test(state);
}
