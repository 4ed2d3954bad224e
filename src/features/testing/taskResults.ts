import * as vscode from 'vscode';
import type { RunEvent } from '../../core/playbookRuns/runEvent.ts';
import type { HostResult, RunRecord, TaskRecord } from '../../core/playbookRuns/runRecord.ts';
import type { RunVerdict, Trouble } from '../../core/playbookRuns/verdict.ts';
import { singleLine } from '../../core/text/plainText.ts';
import { placeKey, type PlaybookTest } from './playbookTests.ts';

/** Shows in the Testing view how the tasks of one playbook go. */
export class TaskResults {
  readonly #run: vscode.TestRun;
  readonly #test: PlaybookTest;
  readonly #record: RunRecord;
  readonly #settled = new Set<vscode.TestItem>();
  #shown = 0;

  /**
   * Shows nothing yet.
   * @param run - of the Testing view
   * @param test - the playbook
   * @param record - of its run
   */
  constructor(run: vscode.TestRun, test: PlaybookTest, record: RunRecord) {
    this.#run = run;
    this.#test = test;
    this.#record = record;
  }

  /**
   * Shows what an event says.
   * @param event - that the record has taken over
   */
  show(event: RunEvent): void {
    if (event.event !== 'task') return;
    const { tasks } = this.#record;
    // When a task begins, those before it have ended on all hosts; what failed may yet be rescued.
    for (const task of tasks.slice(this.#shown, -1)) this.#settleGood(task);
    this.#shown = Math.max(0, tasks.length - 1);
    for (const item of this.#itemsOf(tasks.at(-1))) this.#run.started(item);
  }

  /**
   * Shows what is known at the end.
   * @param verdict - of the run
   */
  end(verdict: RunVerdict): void {
    if (verdict.kind === 'failed')
      verdict.failures.forEach((trouble) => {
        this.#settleBad(trouble, 'failed');
      });
    if (verdict.kind === 'errored') {
      verdict.unreachable.forEach((trouble) => {
        this.#settleBad(trouble, 'errored');
      });
    }
    for (const task of this.#record.tasks) this.#settleGood(task, true);
    for (const [item, part] of this.#test.parts) {
      if (part.kind === 'task' && !this.#settled.has(item)) this.#run.skipped(item);
    }
  }

  #settleBad({ task, result }: Trouble, how: 'failed' | 'errored'): void {
    const message = new vscode.TestMessage(wordsOf(result));
    const { place } = task;
    if (place !== undefined) {
      const position = new vscode.Position(place.line - 1, 0);
      message.location = new vscode.Location(vscode.Uri.file(place.file), position);
    }
    for (const item of this.#itemsOf(task)) {
      this.#run[how](item, message, milliseconds(task));
      this.#settled.add(item);
    }
  }

  #settleGood(task: TaskRecord, isEnd = false): void {
    const { results } = task;
    const isOpen = !isEnd && results.some(({ status, isIgnored }) => status === 'failed' && !isIgnored);
    if (isOpen || results.length === 0) return;
    for (const item of this.#itemsOf(task)) {
      if (this.#settled.has(item)) continue;
      this.#settled.add(item);
      if (results.every(({ status }) => status === 'skipped')) this.#run.skipped(item);
      else this.#run.passed(item, milliseconds(task));
    }
  }

  #itemsOf(task: TaskRecord | undefined): readonly vscode.TestItem[] {
    if (task?.place === undefined) return [];
    return this.#test.tasks.get(placeKey(task.place.file, task.place.line)) ?? [];
  }
}

function milliseconds({ results }: TaskRecord): number {
  return Math.max(0, ...results.map(({ duration }) => duration)) * 1000;
}

/** What a module said, as text: it may be anything. */
function wordsOf({ host, event }: HostResult): string {
  const said = [event.message, event.stderr, event.stdout].filter((words) => words !== undefined);
  const words = event.secret === true ? [vscode.l10n.t('The task hides what it says (no_log).')] : said;
  return [`${singleLine(host)}:`, ...words].join('\n');
}
