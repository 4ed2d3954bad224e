import * as l10n from '@vscode/l10n';
import { errorWords, lastWords } from './errorWords.ts';
import type { HostResult, RunRecord, TaskPlace, TaskRecord } from './runRecord.ts';

/** What shells add to the number of the signal that ended a program (POSIX, "Exit Status for Commands"). */
const killedFrom = 128;

/** How ansible-playbook ended. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** Nobody knows: it was killed. */
  | { readonly kind: 'lost' }
  /** A person stopped it. */
  | { readonly kind: 'stopped' };

/** A task that failed on a host, or could not be tried there. */
export interface Trouble {
  readonly task: TaskRecord;
  readonly result: HostResult;
}

/** What a run came to. It passed only where the exit code and the events say the same, and something ran. */
export type RunVerdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly failures: readonly Trouble[] }
  /** The machine or Ansible is at fault, or nobody knows, not the playbook's tasks. */
  | {
      readonly kind: 'errored';
      readonly message: string;
      readonly unreachable: readonly Trouble[];
      /** Where Ansible says that something is wrong, if it does. */
      readonly place?: TaskPlace | undefined;
    }
  | { readonly kind: 'stopped' };

/**
 * Judges a run. Ansible 2.14 and 2.19 exit with 0 also where no task, no host and no inventory was found, with 2 where a
 * task failed, with 4 where a host was not reached and where a playbook could not be read (measured).
 * @param record - all events of the run
 * @param end - how ansible-playbook ended
 * @param output - lines that it printed
 */
export function judgeRun(record: RunRecord, end: RunEnd, output: readonly string[] = []): RunVerdict {
  if (end.kind === 'stopped') return { kind: 'stopped' };
  const failures = failuresOf(record);
  const unreachable = unreachableOf(record);
  const errored = (message: string): RunVerdict => ({ kind: 'errored', message, unreachable });
  if (end.kind === 'lost')
    return errored(l10n.t('Ansible was ended from outside: how far it came is not known.'));
  if (record.unreadable > 0) return errored(l10n.t('What Ansible did could not be understood completely.'));
  if (failures.length > 0) {
    return end.code === 0
      ? errored(l10n.t('Ansible says that all went well, but a task has failed.'))
      : { kind: 'failed', failures };
  }
  if (unreachable.length > 0) {
    return errored(l10n.t('Could not be reached: {0}.', hostsOf(unreachable).join(', ')));
  }
  const words = errorWords(output);
  const inWords = (message: string): RunVerdict => ({
    ...{ kind: 'errored', unreachable, place: words?.place },
    message: [words?.text ?? lastWords(output), message].filter((text) => text !== '').join('\n'),
  });
  if (end.code !== 0) return inWords(wordsOfCode(end.code, record));
  if (record.stats === undefined) {
    return inWords([l10n.t('Ansible ended without a word on what it did.'), whichProgram()].join(' '));
  }
  if (!record.tasks.some(({ isImplicit, results }) => !isImplicit && results.length > 0)) {
    const message = l10n.t('No task was run: no host, no tag or no task to start at matched.');
    return words === undefined ? errored(message) : inWords(message);
  }
  return { kind: 'passed' };
}

function wordsOfCode(code: number, { tasks }: RunRecord): string {
  const ended =
    code > killedFrom
      ? l10n.t('Ansible was killed by the signal {0} before a task failed.', code - killedFrom)
      : l10n.t('Ansible ended with {0} before a task failed.', code);
  return tasks.length > 0 ? ended : [ended, whichProgram()].join(' ');
}

function whichProgram(): string {
  return l10n.t('The setting {0} names the program.', 'amiBakery.ansiblePlaybookPath');
}

/**
 * The tasks that failed and were neither ignored nor rescued. A host stops at such a task: where Ansible counts N of them on
 * it, they are the last N, and those before were rescued.
 * @param record - all events of the run
 */
export function failuresOf(record: RunRecord): Trouble[] {
  const failed = troublesOf(record, ({ status, isIgnored }) => status === 'failed' && !isIgnored);
  const { stats } = record;
  if (stats === undefined) return failed;
  return hostsOf(failed).flatMap((host) => {
    const onHost = failed
      .filter(({ result }) => result.host === host)
      // A handler may run again, after others.
      .sort((one, other) => one.result.event.time - other.result.event.time);
    return onHost.slice(onHost.length - Math.min(onHost.length, stats[host]?.failures ?? onHost.length));
  });
}

/**
 * Where a host was not reached, and that was not to be ignored.
 * @param record - all events of the run
 */
export function unreachableOf(record: RunRecord): Trouble[] {
  return troublesOf(record, ({ status, isIgnored }) => status === 'unreachable' && !isIgnored);
}

/**
 * Where a second run has changed something, for which none should be left.
 * @param record - all events of the second run
 */
export function changesOf(record: RunRecord): Trouble[] {
  return troublesOf(record, ({ status }) => status === 'changed');
}

function troublesOf(record: RunRecord, isOne: (result: HostResult) => boolean): Trouble[] {
  return record.tasks.flatMap((task) => task.results.filter(isOne).map((result) => ({ task, result })));
}

function hostsOf(troubles: readonly Trouble[]): string[] {
  return [...new Set(troubles.map(({ result }) => result.host))];
}
