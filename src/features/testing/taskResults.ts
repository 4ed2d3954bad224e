import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { RunEvent } from '../../core/playbookRuns/runEvent.ts';
import type { HostResult, RunRecord, TaskPlace, TaskRecord } from '../../core/playbookRuns/runRecord.ts';
import { failuresOf, type RunVerdict, type Trouble, unreachableOf } from '../../core/playbookRuns/verdict.ts';
import { singleLine } from '../../core/text/plainText.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** What a run of the Testing view says of its items. */
type ItemStates = Pick<vscode.TestRun, 'started' | 'passed' | 'failed' | 'errored' | 'skipped'>;

/** Shows in the Testing view how the tasks of one playbook go. */
export class TaskResults {
  readonly #run: ItemStates;
  readonly #test: PlaybookTest;
  readonly #record: RunRecord;
  readonly #realPaths = new Map<string, string>();
  /** What stands for a task by {@link #keyOf} its place; several where a role is used more than once. */
  readonly #items = new Map<string, vscode.TestItem[]>();
  readonly #settled = new Set<vscode.TestItem>();
  #shown = 0;

  /**
   * Shows nothing yet.
   * @param run - of the Testing view
   * @param test - the playbook
   * @param record - of its run
   */
  constructor(run: ItemStates, test: PlaybookTest, record: RunRecord) {
    this.#run = run;
    this.#test = test;
    this.#record = record;
    for (const [item, part] of test.parts) {
      if (part.kind !== 'task' || item.uri === undefined || item.range === undefined) continue;
      const key = this.#keyOf({ file: item.uri.fsPath, line: item.range.start.line + 1 });
      this.#items.set(key, [...(this.#items.get(key) ?? []), item]);
    }
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
   * Shows what is known at the end. What failed, or was not reached, has not passed, however the run ended.
   * @param verdict - of the run
   */
  end(verdict: RunVerdict): void {
    const failures = verdict.kind === 'failed' ? verdict.failures : failuresOf(this.#record);
    for (const failure of failures) this.#settleBad(failure, 'failed');
    for (const trouble of unreachableOf(this.#record)) this.#settleBad(trouble, 'errored');
    for (const task of this.#record.tasks) this.#settleGood(task, true);
    for (const [item, part] of this.#test.parts) {
      if (part.kind === 'task' && !this.#settled.has(item)) this.#run.skipped(item);
    }
  }

  #settleBad({ task, result }: Trouble, how: 'failed' | 'errored'): void {
    const items = this.#itemsOf(task);
    // Handlers and what is included when it runs stand for themselves at the playbook.
    const isKnown = items.length > 0;
    const message = new vscode.TestMessage(
      isKnown ? wordsOf(result) : `${singleLine(task.name)}\n${wordsOf(result)}`,
    );
    const [item] = items;
    const { place } = task;
    if (place !== undefined) {
      const uri = item?.uri ?? vscode.Uri.file(place.file);
      message.location = new vscode.Location(uri, new vscode.Position(place.line - 1, 0));
    }
    for (const each of isKnown ? items : [this.#test.item]) {
      this.#run[how](each, message, isKnown ? milliseconds(task) : undefined);
      this.#settled.add(each);
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
    return task?.place === undefined ? [] : (this.#items.get(this.#keyOf(task.place)) ?? []);
  }

  /** Ansible says of many files where they really are, and VS Code how they were opened. */
  #keyOf({ file, line }: TaskPlace): string {
    let real = this.#realPaths.get(file);
    if (real === undefined) {
      real = realPathOf(file);
      this.#realPaths.set(file, real);
    }
    return `${real}:${line}`;
  }
}

function realPathOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    // It has gone meanwhile.
    return file;
  }
}

function milliseconds({ results }: TaskRecord): number {
  return Math.max(0, ...results.map(({ duration }) => duration)) * 1000;
}

/** What a module said, as text: it may be anything. */
function wordsOf(result: HostResult): string {
  const { diffs, event, failedItems, host, status } = result;
  // Only where nothing may change a second time is a change a trouble.
  const head =
    status === 'changed'
      ? vscode.l10n.t('{0}: changed the second time', singleLine(host))
      : `${singleLine(host)}:`;
  if (event.secret === true) return `${head}\n${vscode.l10n.t('The task hides what it says (no_log).')}`;
  const items = failedItems.map(({ item, message }) => [item, message].filter(isText).join(': '));
  return [head, event.message, ...items, event.stderr, event.stdout, ...diffs].filter(isText).join('\n');
}

function isText(words: string | undefined): words is string {
  return words !== undefined && words !== '';
}
