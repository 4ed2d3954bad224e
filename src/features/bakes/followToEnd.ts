import * as vscode from 'vscode';
import { type Failure, messageOf } from '../../core/outcome/failure.ts';
import { cancelled, done, failed, type Outcome } from '../../core/outcome/outcome.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { currentStepWords } from './bakeItems.ts';
import type { Bake, BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';

/** Who hears of a bake that is followed, and may end it. */
export interface BakeFollower {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Is told what it does. */
  readonly report: (update: { readonly message: string }) => void;
}

/**
 * Follows a bake to its end. A window that closes meanwhile ends nothing.
 * @param list - with the bake
 * @param begun - the bake
 * @param follower - who hears of it
 */
export async function followToEnd(
  list: BakeList,
  begun: Bake,
  { signal, report }: BakeFollower,
): Promise<Outcome<Bake>> {
  const stop = (): void => {
    list.stop(begun);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const telling = list.onDidChange(() => {
    report({ message: currentStepWords(begun) });
  });
  try {
    const result = await list.endOf(begun);
    // This window closes: the next one says how it ended.
    if (result === undefined) return cancelled;
    if (result.kind === 'baked') return done(begun);
    if (result.kind === 'cancelled' && (result.left?.length ?? 0) === 0 && result.lookTrouble === undefined) {
      return cancelled;
    }
    return failed(endFailure(begun));
  } finally {
    telling.dispose();
    signal.removeEventListener('abort', stop);
  }
}

function endFailure(ended: Bake): Failure {
  const { result } = ended;
  const left = (result?.left ?? []).map(({ id }) => id);
  const kept = (result?.kept ?? []).map(({ instanceId }) => instanceId);
  const row = { kind: 'bake', bake: ended };
  const words = [
    ...(result?.reasons ?? []),
    ...(left.length === 0 ? [] : [vscode.l10n.t('Left in AWS: {0}.', left.join(', '))]),
    ...(kept.length === 0 ? [] : [vscode.l10n.t('Kept: {0}.', kept.join(', '))]),
    ...(result?.lookTrouble === undefined ? [] : [result.lookTrouble]),
  ];
  return {
    title:
      result?.kind === 'cancelled'
        ? vscode.l10n.t('The bake of {0} was cancelled, but something is left', titleOf(ended))
        : vscode.l10n.t('The bake of {0} failed', titleOf(ended)),
    message: words.join('\n'),
    cause: undefined,
    nextSteps: [
      ...(kept.length === 0
        ? []
        : [
            {
              title: vscode.l10n.t('Run Ansible on It'),
              command: commandIds.runOnKeptInstance,
              arguments: [row],
            },
            {
              title: vscode.l10n.t('Connect'),
              command: commandIds.connectToKeptInstance,
              arguments: [row],
            },
          ]),
      ...(left.length === 0
        ? []
        : [
            {
              title: vscode.l10n.t('Remove What Is Left'),
              command: commandIds.removeBakeLeftovers,
              arguments: [row],
            },
          ]),
      { title: vscode.l10n.t('Open Log'), command: commandIds.openBakeLog, arguments: [row] },
    ],
  };
}

/**
 * Why a bake has not begun.
 * @param thrown - what was thrown before it could
 */
export function notBaked(thrown: unknown): Failure {
  return {
    title: vscode.l10n.t('Nothing was baked'),
    message: messageOf(thrown),
    cause: thrown,
    nextSteps: [],
  };
}
