import { join } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../core/outcome/failure.ts';
import { isCancellation } from '../../core/outcome/outcome.ts';
import type { PlaybookTask } from '../../core/playbooks/discoveredPlaybook.ts';
import type { RunVerdict } from '../../core/playbookRuns/verdict.ts';
import type { Services } from '../../host/services.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { prepareRun } from './prepareRun.ts';
import { type Approvals, reviewSelection } from './reviewSelection.ts';
import type { RunOptions } from './runOptions.ts';
import type { RunTarget } from './runTargets.ts';
import { showRun, showVerdict } from './showRun.ts';
import { type RunOrder, startRun } from './startRun.ts';

/** What running playbooks uses. */
export type RunServices = Pick<Services, 'extensionFolder' | 'log' | 'playbookRuns' | 'storageFolder'> & {
  readonly approvals: Approvals;
};

/** Where and how playbooks are run. */
export interface RunMode {
  readonly target: RunTarget;
  /** Changes nothing and says what it would change, whatever the options of a playbook say. */
  readonly isCheck?: boolean;
  /** Runs everything twice; what the second run changes has failed. */
  readonly isTwice?: boolean;
}

/** One run of ansible-playbook, or two with a mode that says so. */
export interface RequestedRun {
  readonly test: PlaybookTest;
  readonly options: RunOptions;
  /** Tasks that run although they were not chosen, which one may not expect. */
  readonly others?: readonly PlaybookTask[];
}

/**
 * Runs playbooks one after the other, and shows how they go.
 * @param services - where the extension is, and where runs are kept
 * @param run - of the Testing view; ended afterwards
 * @param requested - what to run
 * @param mode - how
 */
export async function runAll(
  services: RunServices,
  run: vscode.TestRun,
  requested: readonly RequestedRun[],
  mode: RunMode,
): Promise<void> {
  const stop = new AbortController();
  const subscription = run.token.onCancellationRequested(() => {
    stop.abort();
  });
  try {
    for (const { test } of requested) run.enqueued(test.item);
    for (const each of requested) {
      if (!stop.signal.aborted) await runOne(services, run, each, mode, stop.signal);
    }
  } finally {
    subscription.dispose();
    run.end();
  }
}

async function runOne(
  services: RunServices,
  run: vscode.TestRun,
  requested: RequestedRun,
  mode: RunMode,
  signal: AbortSignal,
): Promise<void> {
  const { item } = requested.test;
  run.started(item);
  try {
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t('Playbooks are not run in Restricted Mode.'));
    }
    await reviewSelection(requested, services.approvals);
    const { verdict, duration } = await runInTurns(services, run, requested, mode, signal);
    showVerdict(run, item, verdict, duration);
  } catch (thrown) {
    if (signal.aborted || isCancellation(thrown)) {
      run.skipped(item);
      return;
    }
    services.log.warn(messageOf(thrown));
    run.errored(item, new vscode.TestMessage(messageOf(thrown)));
  }
}

/** What the turns of a run came to, and how long Ansible ran, in milliseconds. */
interface TurnsEnd {
  readonly verdict: RunVerdict;
  readonly duration: number;
}

async function runInTurns(
  services: RunServices,
  run: vscode.TestRun,
  { test, options }: RequestedRun,
  { target, isCheck = false, isTwice = false }: RunMode,
  signal: AbortSignal,
): Promise<TurnsEnd> {
  const prepared = await prepareRun(test, isCheck ? { ...options, isCheck } : options, signal);
  // For both turns: the second one says something of the machine of the first only.
  const machine = await target.choose(test.folder, join(test.folder, test.playbook.path));
  const runTurn = async (turn: RunOrder['turn']): Promise<TurnsEnd> => {
    signal.throwIfAborted();
    const over = new AbortController();
    try {
      const begun = await startRun(services, prepared, { machine, turn, over: over.signal }, signal);
      const begin = performance.now();
      const verdict = await showRun(services, run, begun, signal);
      const duration = performance.now() - begin;
      if (verdict.kind === 'errored' && verdict.unreachable.length > 0) await begun.forgetAnswers?.();
      return { verdict, duration };
    } finally {
      over.abort();
    }
  };
  if (!isTwice) return runTurn('only');
  const first = await runTurn('first');
  if (first.verdict.kind !== 'passed') return first;
  const second = await runTurn('second');
  return { verdict: second.verdict, duration: first.duration + second.duration };
}
