import { runProgram } from '../runProgram.ts';

/**
 * The variable by which what a run starts on a machine is known there. Debian's sshd takes over what begins with `LC_`, and
 * sudo passes on such a variable when it has neither `/` nor `%` in it (sudoers(5), env_check).
 */
export const runVariable = 'LC_AMI_BAKERY_RUN';

/** A machine, and the run whose processes there shall end. */
export interface MachineRun {
  readonly host: string;
  /** Path of an ssh_config that says how it is reached. */
  readonly sshConfig: string;
  /** A UUID. */
  readonly runId: string;
}

/** How long the machine may take, in milliseconds. */
const timeLimit = 20_000;

/**
 * Ends what a run has left on a machine. With pipelining nobody there notices that Ansible is gone: a command without a
 * terminal is not hung up when its connection ends.
 * @param run - and where
 * @returns undefined when nothing of it is left, else why that is not known, in ssh's words
 */
export async function endOnMachine({ host, sshConfig, runId }: MachineRun): Promise<string | undefined> {
  if (!/^[0-9a-f-]{36}$/u.test(runId)) throw new Error('A run is known by a UUID.');
  const all = `for p in /proc/[0-9]*; do grep -qzx ${runVariable}=${runId} $p/environ 2>/dev/null`;
  const script = `${all} && kill -TERM \${p#/proc/}; done; sleep 1; ${all} && kill -KILL \${p#/proc/}; done; true`;
  const end = await runProgram(
    {
      program: 'ssh',
      arguments: [
        ...['-F', sshConfig, '-o', 'BatchMode=yes', '-o', 'ControlPath=none', host],
        `if sudo -n true 2>/dev/null; then sudo -n sh -c '${script}'; else sh -c '${script}'; fi`,
      ],
      timeLimit,
    },
    new AbortController().signal,
  );
  if (end.kind === 'exited' && end.code === 0) return undefined;
  return 'stderr' in end ? end.stderr.trim() : end.kind;
}
