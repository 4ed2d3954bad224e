import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BakeRecord } from '../../core/bakes/bakeRecord.ts';
import type { PackerEvent } from '../../core/bakes/packerOutput.ts';
import type { RunEvent } from '../../core/playbookRuns/runEvent.ts';
import { eventVariables, type EventSettings } from '../ansible/playbookCommand.ts';
import { utf8Locale } from '../ansible/utf8Locale.ts';
import { asTyped, type CommandLine } from '../commandLine.ts';
import {
  type DetachedEnd,
  type DetachedRun,
  type DetachedStart,
  forgetSecrets,
  outputFile,
  startDetached,
} from '../detached/detachedRun.ts';
import { followRun } from '../detached/followRun.ts';
import { stopDetached } from '../detached/stopDetached.ts';
import { packerEnvironment } from './packerCommands.ts';

/** A bake, where it is and what it needs. */
export interface BakeStart {
  readonly command: CommandLine;
  /** Folder that Packer runs in, from which the paths of a template count. */
  readonly folder: string;
  /** Folder for all that is known of the bake; made, for its owner alone. */
  readonly bakeFolder: string;
  readonly events: Omit<EventSettings, 'file'>;
  /** Who signs for AWS, for instance. Secrets may be in it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Who hears of a bake. */
export interface BakeListener {
  /** A line of its output, without its end, and what it says. */
  readonly onOutput: (line: string, event: PackerEvent | undefined) => void;
  /** Something that Ansible has done. */
  readonly onRunEvent: (event: RunEvent) => void;
}

/**
 * Starts a bake; it goes on when this process ends. The first line of its output is the command, as a person would type it.
 * @param start - what to run, and where
 * @throws NodeJS.ErrnoException when the folder of the bake cannot be written to
 */
export async function startBake(start: BakeStart): Promise<DetachedStart> {
  const { command, folder, bakeFolder, events, environment } = start;
  await mkdir(bakeFolder, { recursive: true, mode: 0o700 });
  await writeFile(outputFile({ folder: bakeFolder }), `$ ${asTyped(command)}\n`, { mode: 0o600 });
  return startDetached(
    {
      ...command,
      folder,
      environment: {
        ...packerEnvironment,
        // Ansible refuses to start in a locale that is not UTF-8.
        LC_ALL: utf8Locale(),
        ...environment,
        ...eventVariables({ ...events, file: eventFile(bakeFolder) }),
      },
    },
    bakeFolder,
  );
}

/**
 * Follows a bake from its beginning to its end, also one that an earlier window has started. Its secrets are removed when it
 * tells of its first step: Packer has read all files of variables by then.
 * @param run - of Packer
 * @param record - takes over what it does
 * @param listener - hears of it
 * @param signal - ends it: Packer deletes in AWS what it has made, which may take minutes, and is waited for
 * @returns how it ended, when nothing of it is left
 */
export async function followBake(
  run: DetachedRun,
  record: BakeRecord,
  listener: BakeListener,
  signal: AbortSignal,
): Promise<DetachedEnd> {
  let forgetting: Promise<void> | undefined;
  const onOutput = (line: string): void => {
    const event = record.addOutput(line);
    if (event?.kind === 'line') forgetting ??= forgetSecrets(run);
    listener.onOutput(line, event);
  };
  const onLine = (line: string): void => {
    const event = record.addRunEvent(line);
    if (event !== undefined) listener.onRunEvent(event);
  };
  const files = [{ path: eventFile(run.folder), onLine }];
  try {
    return await followRun(run, { onOutput, files, stop: () => interruptBake(run) }, signal);
  } finally {
    await (forgetting ?? forgetSecrets(run));
  }
}

/**
 * Tells Packer and all that it has started to stop, as Ctrl-C does. What it has made in AWS it deletes first, and nothing
 * hurries it: who kills it, leaves that behind (measured with Packer 1.6.6).
 */
function interruptBake(run: DetachedRun): Promise<boolean> {
  return stopDetached(run, [{ signal: 'SIGINT', patience: Number.POSITIVE_INFINITY }]);
}

function eventFile(bakeFolder: string): string {
  return join(bakeFolder, 'events.jsonl');
}
