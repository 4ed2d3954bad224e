import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Failure } from '../../../core/outcome/failure.ts';
import { cancelled, done, failed, type Outcome, type WorkContext } from '../../../core/outcome/outcome.ts';
import {
  type DetachedEnd,
  type DetachedRun,
  type DetachedStart,
  findDetached,
  startDetached,
} from '../../../tools/detached/detachedRun.ts';
import { followRun } from '../../../tools/detached/followRun.ts';
import { interruptProgram, type StopStep, stopDetached } from '../../../tools/detached/stopDetached.ts';
import { vagrantErrorOf, type VagrantError, wordsOf } from '../../../tools/vagrant/machineReadable.ts';
import type { ActionOrder, ActionStep } from './actionOrder.ts';
import { failureOf, leftHalfWay } from './actionFailure.ts';

/** How long Vagrant may take to clean up what it was doing, in milliseconds; 13 seconds were measured. */
const patience = 60_000;

/** What is no Vagrant is asked to clean up, and then ended. */
const terminate: readonly StopStep[] = [
  { signal: 'SIGTERM', patience: 30_000 },
  { signal: 'SIGKILL', patience: 5000 },
];

/** How long after it was asked for further steps of an action are taken, in milliseconds; the longest takes some minutes. */
const oldAfter = 900_000;

/** How often and after how long a step is tried again while something else holds the machine. */
const tries = 15;
const pause = 2000;

/** How a step went. */
export interface StepEnd {
  readonly end: DetachedEnd;
  /** What Vagrant said that went wrong. */
  readonly error: VagrantError | undefined;
  /** The last lines that it printed. */
  readonly lastWords: string;
}

/**
 * Takes the steps of an action one after the other, from the one on that an earlier window has begun. What is done goes on
 * when the window is closed.
 * @param folder - of the action
 * @param order - what is done
 * @param context - progress, and stopping it
 * @param onOutput - gets each line for the eye
 */
export async function runAction(
  folder: string,
  order: ActionOrder,
  { signal, report }: WorkContext,
  onOutput: (line: string) => void,
): Promise<Outcome<void>> {
  // Also while something is awaited, which a type cannot know.
  const isStopped = (): boolean => signal.aborted;
  let failure: Failure | undefined;
  for (const [index, step] of order.steps.entries()) {
    const stepFolder = join(folder, String(index));
    if (isStopped()) return cancelled;
    if (failure !== undefined && !step.isAlways) continue;
    if (isOld(order) && (await findDetached(stepFolder)) === undefined)
      return failed(leftHalfWay(order, step));
    report({ message: step.title });
    const listen = (line: string): void => {
      onOutput(line);
      const words = progressOf(line);
      if (words !== '') report({ message: `${step.title}: ${words}` });
    };
    const outcome = await takeStep(step, stepFolder, signal, listen);
    if (isStopped()) return cancelled;
    if (outcome.end.kind === 'exited' && (outcome.end.code === 0 || step.mayFail)) continue;
    failure ??= failureOf(order, step, outcome);
  }
  return failure === undefined ? done(undefined) : failed(failure);
}

/** What a person asked for long ago may not be what they want now: no further step is taken. */
function isOld({ askedAt }: ActionOrder): boolean {
  return Date.now() - askedAt > oldAfter;
}

/** The first line of a text, without the name of the machine that Vagrant puts before each. */
function progressOf(text: string): string {
  const [first = ''] = text.split('\n');
  return first.replace(/^(?:==>|\s{3}) \S+:\s*/u, '').trim();
}

/** Takes a step, again while another Vagrant holds the machine. */
async function takeStep(
  step: ActionStep,
  folder: string,
  signal: AbortSignal,
  onOutput: (line: string) => void,
): Promise<StepEnd> {
  for (let attempt = 1; ; attempt += 1) {
    const ended = await followStep(step, await startStep(step, folder), signal, onOutput);
    const isLocked = ended.error?.name === 'MachineActionLockedError';
    if (!isLocked || attempt === tries || signal.aborted) return ended;
    await rm(folder, { recursive: true, force: true });
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
}

async function startStep(step: ActionStep, folder: string): Promise<DetachedRun> {
  const begun = await findDetached(folder);
  if (begun !== undefined) return begun;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const start = await startDetached(step, folder);
  if (start.kind === 'started') return start.run;
  throw new Error(whyNotStarted(start, step), 'cause' in start ? { cause: start.cause } : {});
}

function whyNotStarted(start: Exclude<DetachedStart, { kind: 'started' }>, { program }: ActionStep): string {
  return start.kind === 'not-found'
    ? vscode.l10n.t(
        '{0} is not there. AMI Bakery: Check Tools and Credentials says how to install it.',
        program,
      )
    : vscode.l10n.t('{0} cannot be run.', start.path);
}

async function followStep(
  { stop }: ActionStep,
  run: DetachedRun,
  signal: AbortSignal,
  onOutput: (line: string) => void,
): Promise<StepEnd> {
  const words: string[] = [];
  let error: VagrantError | undefined;
  const end = await followRun(
    run,
    {
      onOutput: (line) => {
        error = vagrantErrorOf(line) ?? error;
        const shown = wordsOf(line);
        if (shown === undefined) return;
        onOutput(shown);
        if (shown.trim() !== '') words.push(shown);
        if (words.length > 5) words.shift();
      },
      stop: () => (stop === 'interrupt' ? interruptProgram(run, patience) : stopDetached(run, terminate)),
    },
    signal,
  );
  return { end, error, lastWords: words.join('\n') };
}
