import * as vscode from 'vscode';
import { messageOf, type Failure, type NextStep } from '../core/outcome/failure.ts';
import { cancelled, failed, isCancellation, type Outcome, type Work } from '../core/outcome/outcome.ts';
import { onOneLine, withoutMarkup } from '../core/text/plainText.ts';
import type { Log } from './log.ts';
import { commandIds } from './contributedIds.ts';

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
    const { outcome, isDefect } = await vscode.window.withProgress(
      progressOptions(options),
      async (progress, token) => {
        const controller = new AbortController();
        const subscription = token.onCancellationRequested(() => {
          controller.abort();
        });
        let reported = 0;
        try {
          const ended = await work({
            signal: controller.signal,
            report: ({ message, fraction }) => {
              const increment = fraction === undefined ? 0 : Math.max(0, fraction * 100 - reported);
              reported += increment;
              progress.report({
                increment,
                ...(message === undefined ? {} : { message: withoutMarkup(message) }),
              });
            },
          });
          return { outcome: ended, isDefect: false };
        } catch (thrown) {
          return controller.signal.aborted || isCancellation(thrown)
            ? { outcome: cancelled, isDefect: false }
            : { outcome: failed(unexpected(options.title, thrown)), isDefect: true };
        } finally {
          subscription.dispose();
        }
      },
    );
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

function progressOptions({ title, place }: WorkOptions): vscode.ProgressOptions {
  return 'view' in place
    ? { location: { viewId: place.view }, title: withoutMarkup(title) }
    : { location: vscode.ProgressLocation.Notification, title: withoutMarkup(title), cancellable: true };
}

/** Work promises not to reject; a defect that makes it do so is reported like any failure. */
function unexpected(title: string, thrown: unknown): Failure {
  return { title, message: messageOf(thrown), cause: thrown, nextSteps: [] };
}
