import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { RunRecord } from '../../core/playbookRuns/runRecord.ts';
import { changesOf, judgeRun, type RunVerdict } from '../../core/playbookRuns/verdict.ts';
import { onItsLines, withoutMarkup } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { endConnections } from '../../tools/ansible/connections.ts';
import { endHere, endOnMachine } from '../../tools/ansible/machineProcesses.ts';
import { followPlaybook } from '../../tools/ansible/runPlaybook.ts';
import type { BegunRun, RunOrder } from './startRun.ts';
import { sshConfigFile } from './runTargets.ts';
import { TaskOutput } from './taskOutput.ts';
import { TaskResults } from './taskResults.ts';

/** How many lines of the output are looked through for what Ansible says that is wrong. */
const keptLines = 200;

/**
 * Shows a run in the Testing view until it has ended, and then forgets what was kept of it.
 * @param services - where it is noted as long as it runs
 * @param run - of the Testing view
 * @param begun - what runs
 * @param signal - ends it
 * @returns what it came to
 */
export async function showRun(
  { playbookRuns }: Pick<Services, 'playbookRuns'>,
  run: vscode.TestRun,
  begun: BegunRun,
  signal: AbortSignal,
): Promise<RunVerdict> {
  const noteEnd = playbookRuns.begin(begun.order.host, begun.test.title);
  try {
    return await followRun(run, begun, signal);
  } finally {
    noteEnd();
  }
}

async function followRun(
  run: vscode.TestRun,
  { detached, test, order }: BegunRun,
  signal: AbortSignal,
): Promise<RunVerdict> {
  const record = new RunRecord();
  const output: string[] = [];
  const results = new TaskResults(run, test, record, order);
  const outputs = new TaskOutput(
    () => record.tasks,
    (line, task) => {
      const item = task === undefined ? undefined : results.itemsFor(task)[0];
      run.appendOutput(`${line}\r\n`, undefined, item);
    },
  );
  const end = await followPlaybook(
    detached,
    record,
    {
      onOutput: (line) => {
        output.push(line);
        if (output.length > keptLines) output.shift();
        outputs.add(line);
      },
      onEvent: (event) => {
        results.show(event);
        outputs.lookAgain();
      },
    },
    signal,
  );
  outputs.dispose();
  if (end.kind === 'stopped') {
    await endHere(order.runId);
    await stopOnMachine(run, detached.folder, order);
  }
  await endConnections(order.runId);
  const verdict = withChanges(judgeRun(record, end, output), record, order);
  results.end(verdict);
  await rm(detached.folder, { recursive: true, force: true });
  return verdict;
}

async function stopOnMachine(
  run: vscode.TestRun,
  runFolder: string,
  { host, runId }: RunOrder,
): Promise<void> {
  const trouble = await endOnMachine({ host, runId, sshConfig: sshConfigFile(runFolder) });
  if (trouble === undefined) return;
  const words = vscode.l10n.t('What was running on {0} may go on there: {1}', host, trouble);
  run.appendOutput(`\r\n${words.replaceAll('\n', '\r\n')}\r\n`);
  // VS Code takes nothing more from a run that was stopped ten seconds ago.
  vscode.window.showWarningMessage(withoutMarkup(words)).then(undefined, () => undefined);
}

/** What a second run changes has failed: the first should have left nothing to do. */
function withChanges(verdict: RunVerdict, record: RunRecord, { turn }: RunOrder): RunVerdict {
  const changes = changesOf(record);
  return turn === 'second' && verdict.kind === 'passed' && changes.length > 0
    ? { kind: 'failed', failures: changes }
    : verdict;
}

/**
 * Shows what a playbook came to at its item.
 * @param run - of the Testing view
 * @param item - of the playbook
 * @param verdict - what it came to
 * @param duration - milliseconds; undefined when nobody knows
 */
export function showVerdict(
  run: vscode.TestRun,
  item: vscode.TestItem,
  verdict: RunVerdict,
  duration?: number,
): void {
  switch (verdict.kind) {
    case 'passed':
      run.passed(item, duration);
      break;
    case 'stopped':
      run.skipped(item);
      break;
    case 'errored':
      run.errored(item, messageOf(verdict), duration);
      break;
    case 'failed':
      // Its tasks say so. Would it say so itself, VS Code would run all of it again where only what failed shall be.
      break;
  }
}

function messageOf({ message, place }: Extract<RunVerdict, { kind: 'errored' }>): vscode.TestMessage {
  const shown = new vscode.TestMessage(onItsLines(message));
  if (place !== undefined) {
    shown.location = new vscode.Location(
      vscode.Uri.file(place.file),
      new vscode.Position(Math.max(0, place.line - 1), 0),
    );
  }
  return shown;
}
