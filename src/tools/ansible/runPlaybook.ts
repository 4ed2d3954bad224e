import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../core/playbookRuns/runEvent.ts';
import type { RunRecord } from '../../core/playbookRuns/runRecord.ts';
import type { RunEnd } from '../../core/playbookRuns/verdict.ts';
import {
  type DetachedCommand,
  type DetachedRun,
  type DetachedStart,
  forgetSecrets,
  outputFile,
  startDetached,
} from '../detached/detachedRun.ts';
import { utf8Locale } from './utf8Locale.ts';
import { asTyped } from '../commandLine.ts';
import { followRun } from '../detached/followRun.ts';
import { type StopStep, stopDetached } from '../detached/stopDetached.ts';
import { type EventSettings, eventVariables, type PlaybookRun, playbookCommand } from './playbookCommand.ts';

/** A run of a playbook, where it is and what it needs. */
export interface PlaybookStart {
  /** ansible-playbook: a name on PATH, or an absolute path. */
  readonly program: string;
  readonly run: PlaybookRun;
  /** Folder that Ansible runs in, where its ansible.cfg is. */
  readonly folder: string;
  /** Folder for all that is known of the run; made, for its owner alone. */
  readonly runFolder: string;
  readonly events: Omit<EventSettings, 'file'>;
  /** Variables of the run, such as where a password is read from. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Who hears of a run. */
export interface PlaybookListener {
  /** A line of its output, without its end. */
  readonly onOutput: (line: string) => void;
  /** Something that the record has taken over. */
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Ansible ends at the first signal, and the command on the other machine with it, where the whole group gets it
 * (measured).
 */
const stopPolicy: readonly StopStep[] = [
  { signal: 'SIGINT', patience: 5000 },
  { signal: 'SIGTERM', patience: 5000 },
  { signal: 'SIGKILL', patience: 5000 },
];

/**
 * Starts a playbook; it goes on when this process ends. The first line of its output is the command, as a person would type
 * it.
 * @param start - what to run, and where
 * @throws NodeJS.ErrnoException when the folder of the run cannot be written to
 */
export async function startPlaybook(start: PlaybookStart): Promise<DetachedStart> {
  const { program, run, folder, runFolder, events, environment } = start;
  const command: DetachedCommand = {
    ...playbookCommand(program, run),
    folder,
    environment: {
      // Ansible refuses to start in a locale that is not UTF-8.
      LC_ALL: utf8Locale(),
      ANSIBLE_FORCE_COLOR: '1',
      ...environment,
      ...eventVariables({ ...events, file: eventFile(runFolder) }),
    },
  };
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  await writeFile(outputFile({ folder: runFolder }), `$ ${asTyped(command)}\n`, { mode: 0o600 });
  return startDetached(command, runFolder);
}

/**
 * Follows a run from its beginning to its end, also one that an earlier window has started. Its secrets are removed when it
 * tells of its first step: Ansible 2.14 and 2.19 have read passwords and variables by then.
 * @param run - of a playbook
 * @param record - takes over what the run does
 * @param listener - hears of it
 * @param signal - ends the run
 * @returns how it ended, when nothing of it is left
 */
export async function followPlaybook(
  run: DetachedRun,
  record: RunRecord,
  listener: PlaybookListener,
  signal: AbortSignal,
): Promise<RunEnd> {
  let forgetting: Promise<void> | undefined;
  const onLine = (line: string): void => {
    const event = record.add(line);
    forgetting ??= forgetSecrets(run);
    if (event !== undefined) listener.onEvent(event);
  };
  const files = [{ path: eventFile(run.folder), onLine }];
  const stop = (): Promise<boolean> => stopDetached(run, stopPolicy);
  try {
    const end = await followRun(run, { onOutput: listener.onOutput, files, stop }, signal);
    return signal.aborted ? { kind: 'stopped' } : end;
  } finally {
    await (forgetting ?? forgetSecrets(run));
  }
}

function eventFile(runFolder: string): string {
  return join(runFolder, 'events.jsonl');
}
