import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { messageOf, type Failure, type NextStep } from '../core/outcome/failure.ts';
import {
  cancelled,
  failed,
  isCancellation,
  type Outcome,
  type Work,
  type WorkContext,
} from '../core/outcome/outcome.ts';
import { onOneLine, withoutMarkup } from '../core/text/plainText.ts';
import type { Log } from './log.ts';
import { commandIds } from './contributedIds.ts';

/**
 * What is over by then is not announced, in milliseconds: a notification that comes and goes tells nothing, and of more than
 * three within 800 ms VS Code shows no further one, which may be the failure (1.139, notificationsToasts.ts).
 */
const quick = 300;

/** Where a person sees that work is under way. */
export type WorkPlace =
  /** A bar on top of a view. */
  | { readonly view: string }
  /** A notification with a Cancel button. */
  | { readonly notification: true };

/** How to run one piece of work. */
export interface WorkOptions {
  /** What is being done, translated: "Reading images". */
  readonly title: string;
  readonly place: WorkPlace;
  /**
   * False when the feature logs and shows the failures that it returns itself, in its tree for instance. What it throws,
   * which is a defect, is logged and shown all the same. Default: true.
   */
  readonly reportsFailure?: boolean;
}

/**
 * Runs long work in VS Code: shows its progress, passes on Cancel, logs failures and shows them with their next steps.
 * The one way for a feature to run anything that takes time.
 */
export class WorkRunner {
  readonly #log: Log;

  /**
   * Runs nothing yet.
   * @param log - where failures go
   */
  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Runs work to its end.
   * @param work - receives progress and cancellation
   * @param options - how it looks
   * @returns how it ended; never rejects
   */
  async run<T>(work: Work<T>, options: WorkOptions): Promise<Outcome<T>> {
    const controller = new AbortController();
    const progress = new DeferredProgress();
    const ending = endOf(work, { signal: controller.signal, report: progress.report }, options);
    const isQuick = 'notification' in options.place && (await endsWithin(ending, quick));
    if (!isQuick) {
      await vscode.window.withProgress(progressOptions(options), async (shown, token) => {
        const subscription = token.onCancellationRequested(() => {
          controller.abort();
        });
        progress.showIn(shown);
        await ending;
        subscription.dispose();
      });
    }
    const { outcome, isDefect } = await ending;
    if (outcome.kind === 'failed' && (isDefect || options.reportsFailure !== false)) {
      // The work is over when the failure is on the screen, not when somebody has read it.
      this.showFailure(outcome.failure).catch((thrown: unknown) => {
        this.#log.warn(messageOf(thrown));
      });
    }
    return outcome;
  }

  /**
   * Logs a failure and shows it with a button for each next step and one for the log.
   * @param failure - what went wrong
   */
  async showFailure(failure: Failure): Promise<void> {
    this.#log.failure(failure);
    const showLog: NextStep = {
      title: vscode.l10n.t('Show Log'),
      command: commandIds.showLog,
      arguments: [],
    };
    const steps = [...failure.nextSteps, showLog];
    const chosen = await vscode.window.showErrorMessage(
      withoutMarkup(onOneLine(`${failure.title}: ${failure.message}`)),
      ...steps.map(({ title }) => title),
    );
    const step = steps.find(({ title }) => title === chosen);
    if (step !== undefined) await vscode.commands.executeCommand(step.command, ...step.arguments);
  }
}

/** What is reported before it is seen is seen at once when it is. */
class DeferredProgress {
  #shown: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  #message: string | undefined;
  /** In percent. */
  #reached = 0;
  #told = 0;

  readonly report: WorkContext['report'] = ({ message, fraction }) => {
    if (message !== undefined) this.#message = message;
    if (fraction !== undefined) this.#reached = Math.max(this.#reached, fraction * 100);
    this.#tell();
  };

  showIn(shown: vscode.Progress<{ message?: string; increment?: number }>): void {
    this.#shown = shown;
    if (this.#message !== undefined || this.#reached > 0) this.#tell();
  }

  #tell(): void {
    if (this.#shown === undefined) return;
    this.#shown.report({
      increment: this.#reached - this.#told,
      ...(this.#message === undefined ? {} : { message: withoutMarkup(this.#message) }),
    });
    this.#told = this.#reached;
  }
}

/** How work ends, whatever it does. */
async function endOf<T>(
  work: Work<T>,
  context: WorkContext,
  { title }: WorkOptions,
): Promise<{ readonly outcome: Outcome<T>; readonly isDefect: boolean }> {
  try {
    return { outcome: await work(context), isDefect: false };
  } catch (thrown) {
    return context.signal.aborted || isCancellation(thrown)
      ? { outcome: cancelled, isDefect: false }
      : { outcome: failed(unexpected(title, thrown)), isDefect: true };
  }
}

async function endsWithin(ending: Promise<unknown>, limit: number): Promise<boolean> {
  const over = new AbortController();
  const waiting = wait(limit, false, { signal: over.signal }).catch(() => false);
  const hasEnded = await Promise.race([ending.then(() => true), waiting]);
  over.abort();
  return hasEnded;
}

function progressOptions({ title, place }: WorkOptions): vscode.ProgressOptions {
  return 'view' in place
    ? { location: { viewId: place.view }, title: withoutMarkup(title) }
    : { location: vscode.ProgressLocation.Notification, title: withoutMarkup(title), cancellable: true };
}

/** Work promises not to reject; a defect that makes it do so is reported like any failure. */
function unexpected(title: string, thrown: unknown): Failure {
  return { title, message: messageOf(thrown), cause: thrown, nextSteps: [] };
}
