import { setTimeout as wait } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { processesWithVariable } from '../detached/processIdentity.ts';
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

/** How long a process gets to end when it is told to, in milliseconds. */
const patience = 1000;

/** What the program on the machine ends with where it cannot see everything. */
const notAllSeen = 78;
const notKnown = 79;

/**
 * Ends what a run has left on this machine outside of its group: the workers of Ansible 2.19 leave that (worker.py, setsid).
 * Only Linux shows the variables of a process; elsewhere nothing is done.
 * @param runId - a UUID
 */
export async function endHere(runId: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const pids = await processesWithVariable(runVariable, runId);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
    await wait(patience);
  }
}

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
        ...['-F', sshConfig, '-o', 'BatchMode=yes', '-o', 'ControlPath=none'],
        // Another value than that of the run, or this would end itself.
        ...['-o', `SetEnv=${runVariable}=asked`, host],
        [
          `[ "$${runVariable}" = asked ] || exit ${notKnown}`,
          `if [ "$(id -u)" = 0 ]; then sh -c '${script}'`,
          `elif sudo -n true 2>/dev/null; then sudo -n sh -c '${script}'`,
          `else sh -c '${script}'; exit ${notAllSeen}; fi`,
        ].join('; '),
      ],
      timeLimit,
    },
    new AbortController().signal,
  );
  if (end.kind !== 'exited') return 'stderr' in end && end.stderr !== '' ? end.stderr.trim() : end.kind;
  switch (end.code) {
    case 0:
      return undefined;
    case notAllSeen:
      return l10n.t('sudo asks for a password there, so that only processes of its own user were ended.');
    case notKnown:
      return l10n.t('its SSH server takes over no variable, so that nobody knows what belongs to the run.');
    default:
      return end.stderr.trim() || l10n.t('ssh ended with {0}.', end.code);
  }
}
