import * as vscode from 'vscode';
import type { Environment } from '../../core/environments/environment.ts';
import { isCredentialTrouble } from '../../core/environments/readError.ts';
import { type Failure, messageOf, type NextStep } from '../../core/outcome/failure.ts';
import { cancelled, done, failed, type Outcome } from '../../core/outcome/outcome.ts';
import { imageCount } from '../../core/tags/tagChange.ts';
import { summaryOf } from '../../core/tags/tagPreview.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { countedImages } from '../../host/countedImages.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { TagOperation } from './tagOperation.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';

/**
 * Why tags could not be read.
 * @param thrown - what the reading threw
 * @param environments - whose tags
 */
export function readingFailure(thrown: unknown, environments: readonly Environment[]): Failure {
  const names = [...new Set(environments.map(({ name }) => name))].join(', ');
  return {
    title: vscode.l10n.t('The tags in {0} could not be read, so nothing was changed', names),
    message: messageOf(thrown),
    cause: thrown,
    nextSteps: signInSteps(thrown, environments),
  };
}

/**
 * How an operation ended, in the shared words: what is left alone for good does not make it fail.
 * @param operation - with its report
 */
export function outcomeOf(operation: TagOperation): Outcome<void> {
  const { unfinished } = operation;
  const refused = unfinished.flatMap(({ change, reason }) =>
    'thrown' in reason ? [{ environment: change.environment, thrown: reason.thrown }] : [],
  );
  const [first] = refused;
  if (first === undefined) return unfinished.length > 0 ? cancelled : done(undefined);
  return failed({
    title: notChanged(operation),
    message: summaryOf(operation.report.notApplied),
    cause: first.thrown,
    nextSteps: [
      ...signInSteps(first.thrown, [first.environment]),
      retryStep(operation),
      reportStep(operation),
    ],
  });
}

/**
 * Offers to try again what is unfinished, once its report has taken the place of the message that did.
 * @param operation - with its report
 */
export async function offerRetry(operation: TagOperation): Promise<void> {
  if (operation.unfinished.length > 0) await offer(notChanged(operation), [retryStep(operation)]);
}

function notChanged({ unfinished, changes }: TagOperation): string {
  return vscode.l10n.t(
    'Not changed: {0} of {1}',
    imageCount(unfinished.map(({ change }) => change)),
    countedImages(imageCount(changes)),
  );
}

/**
 * Says how an operation ended, as far as the failure has not said it: a message where there is something to know, a
 * line in the status bar where there is not.
 * @param operation - with its report
 * @param outcome - of the operation
 */
export async function tellOutcome(operation: TagOperation, outcome: Outcome<void>): Promise<void> {
  const { applied } = operation.report;
  if (outcome.kind === 'failed') return;
  if (outcome.kind === 'cancelled') {
    const text = vscode.l10n.t(
      'Stopped. Changed: {0} of {1}',
      imageCount(applied),
      countedImages(imageCount(operation.changes)),
    );
    await offer(text, [retryStep(operation), reportStep(operation)]);
  } else if (operation.leftAlone.length > 0) {
    const text = vscode.l10n.t(
      '{0} left alone: {1}',
      countedImages(imageCount(operation.leftAlone.map(({ change }) => change))),
      summaryOf(operation.leftAlone),
    );
    await offer(text, [reportStep(operation)]);
  } else {
    const text =
      operation.kind === 'undo'
        ? vscode.l10n.t('Undone on {0}: {1}', countedImages(imageCount(applied)), operation.title)
        : vscode.l10n.t('Changed {0}: {1}', countedImages(imageCount(applied)), operation.title);
    sayInStatusBar(text);
  }
}

/**
 * Shows a sentence with buttons, and does what a person presses. Ends when they have, or have put the sentence away.
 * @param text - translated; words of AWS in it are made harmless
 * @param steps - one button each
 */
export async function offer(text: string, steps: readonly NextStep[]): Promise<void> {
  const titles = steps.map(({ title }) => title);
  const chosen = await vscode.window.showInformationMessage(withoutMarkup(text), ...titles);
  const step = steps.find(({ title }) => title === chosen);
  if (step !== undefined) await vscode.commands.executeCommand(step.command, ...step.arguments);
}

function reportStep(operation: TagOperation): NextStep {
  return {
    title: vscode.l10n.t('Show Which Images'),
    command: commandIds.showTagReport,
    arguments: [operation],
  };
}

/** What is left of an undo is what undoing the same edit does next. */
function retryStep(operation: TagOperation): NextStep {
  const title = vscode.l10n.t('Try Again');
  return operation.kind === 'undo'
    ? { title, command: commandIds.undoTagChange, arguments: [operation.id] }
    : { title, command: commandIds.retryTagChange, arguments: [operation] };
}

function signInSteps(thrown: unknown, environments: readonly Environment[]): NextStep[] {
  const ids = [...new Set(environments.map(({ id }) => id))];
  if (!isCredentialTrouble(thrown)) return [];
  // With more than one, the command asks which.
  return [
    { title: vscode.l10n.t('Sign In'), command: commandIds.signIn, arguments: ids.length === 1 ? ids : [] },
  ];
}
