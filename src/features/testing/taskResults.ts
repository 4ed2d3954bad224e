import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { RunEvent } from '../../core/playbookRuns/runEvent.ts';
import type {
  HostResult,
  Interruption,
  RunRecord,
  TaskPlace,
  TaskRecord,
} from '../../core/playbookRuns/runRecord.ts';
import { failuresOf, type RunVerdict, type Trouble, unreachableOf } from '../../core/playbookRuns/verdict.ts';
import { selectTasks, type TagSelection } from '../../core/playbooks/selectTasks.ts';
import { onItsLines, singleLine } from '../../core/text/plainText.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** What a run of the Testing view says of its items. */
type ItemStates = Pick<vscode.TestRun, 'started' | 'passed' | 'failed' | 'errored' | 'skipped'>;

/** What stands for a task in a play. */
interface PlacedItem {
  readonly item: vscode.TestItem;
  /** {@link TaskResults.#keyOf} the place of its play. */
  readonly play: string;
}

/** Shows in the Testing view how the tasks of one playbook go. */
export class TaskResults {
  readonly #run: ItemStates;
  readonly #test: PlaybookTest;
  readonly #record: RunRecord;
  readonly #realPaths = new Map<string, string>();
  /** What stands for a task by {@link #keyOf} its place; several where a role is used more than once. */
  readonly #items = new Map<string, PlacedItem[]>();
  /** What was asked for: nothing is said of anything else. */
  readonly #asked: ReadonlySet<unknown>;
  readonly #settled = new Set<vscode.TestItem>();
  /** Tasks that have begun and of which it was not said yet how they went. */
  #open: readonly TaskRecord[] = [];

  /**
   * Shows nothing yet.
   * @param run - of the Testing view
   * @param test - the playbook
   * @param record - of its run
   * @param selection - the tags that it was asked for with
   */
  constructor(run: ItemStates, test: PlaybookTest, record: RunRecord, selection: TagSelection) {
    this.#run = run;
    this.#test = test;
    this.#record = record;
    this.#asked = new Set(selectTasks(test.playbook.plays, selection).plays.flatMap(({ tasks }) => tasks));
    let play = '';
    for (const [item, part] of test.parts) {
      if (item.uri === undefined || item.range === undefined) continue;
      const key = this.#keyOf({ file: item.uri.fsPath, line: item.range.start.line + 1 });
      // The parts of a play follow it.
      if (part.kind === 'play') play = key;
      if (part.kind === 'task') this.#items.set(key, [...(this.#items.get(key) ?? []), { item, play }]);
    }
  }

  /**
   * Shows what an event says.
   * @param event - that the record has taken over
   */
  show(event: RunEvent): void {
    if (event.event !== 'task') return;
    const task = this.#record.tasks.at(-1);
    if (task === undefined || this.#open.includes(task)) return;
    // When a task begins, those before it have ended on all hosts, but for the includes that have brought it in; what failed
    // may yet be rescued.
    const isAround = ({ place }: TaskRecord): boolean =>
      task.within.some(({ file, line }) => file === place?.file && line === place.line);
    for (const before of this.#open) if (!isAround(before)) this.#settleGood(before);
    this.#open = [...this.#open.filter(isAround), task];
    for (const item of this.itemsFor(task)) this.#run.started(item);
  }

  /**
   * Shows what is known at the end. What failed, or was not reached, has not passed, however the run ended.
   * @param verdict - of the run
   */
  end(verdict: RunVerdict): void {
    const failures = verdict.kind === 'failed' ? verdict.failures : failuresOf(this.#record);
    for (const failure of failures) this.#settleBad(failure, 'failed');
    for (const trouble of unreachableOf(this.#record)) this.#settleBad(trouble, 'errored');
    if (verdict.kind === 'stopped' || verdict.kind === 'errored') {
      for (const interruption of this.#record.interruptions) this.#settleInterrupted(interruption);
    }
    for (const task of this.#record.tasks) this.#settleGood(task, true);
    for (const [item, part] of this.#test.parts) {
      if (part.kind === 'task' && this.#asked.has(part) && !this.#settled.has(item)) this.#run.skipped(item);
    }
  }

  #settleBad({ task, result }: Trouble, how: 'failed' | 'errored'): void {
    const items = this.itemsFor(task);
    const [own] = this.#itemsAt(task.place, task);
    const message = this.#messageAt(task, wordsOf(result));
    // Nothing stands for a handler.
    for (const item of items.length > 0 ? items : [this.#test.item]) {
      this.#run[how](item, message, own === undefined ? undefined : milliseconds(task));
      this.#settled.add(item);
    }
  }

  /** What was done when the run was stopped may be half done, which is no pass. */
  #settleInterrupted({ task, host }: Interruption): void {
    const words = vscode.l10n.t('{0}: stopped before it had ended', singleLine(host));
    for (const item of this.itemsFor(task)) {
      if (this.#settled.has(item)) continue;
      this.#run.errored(item, this.#messageAt(task, words));
      this.#settled.add(item);
    }
  }

  /** VS Code shows the first line at the place; that says which task it is where nothing stands for it. */
  #messageAt(task: TaskRecord, words: string): vscode.TestMessage {
    const [own] = this.#itemsAt(task.place, task);
    const message = new vscode.TestMessage(
      onItsLines(own === undefined ? `${singleLine(task.name)}: ${words}` : words),
    );
    const { place } = task;
    if (place !== undefined) {
      const uri = own?.uri ?? vscode.Uri.file(place.file);
      message.location = new vscode.Location(uri, new vscode.Position(place.line - 1, 0));
    }
    return message;
  }

  #settleGood(task: TaskRecord, isEnd = false): void {
    const { results } = task;
    const isOpen = !isEnd && results.some(({ status, isIgnored }) => status === 'failed' && !isIgnored);
    if (isOpen || results.length === 0) return;
    for (const item of this.#itemsAt(task.place, task)) {
      if (this.#settled.has(item)) continue;
      this.#settled.add(item);
      if (results.every(({ status }) => status === 'skipped')) this.#run.skipped(item);
      else this.#run.passed(item, milliseconds(task));
    }
  }

  /**
   * What stands for a task; for one that is known only when it runs, the innermost include that has brought it in.
   * @param task - of the record
   * @returns none for handlers, and several where a role is used more than once and nobody knows which
   */
  itemsFor(task: TaskRecord): readonly vscode.TestItem[] {
    const places = [task.place, ...task.within];
    return places.map((place) => this.#itemsAt(place, task)).find(({ length }) => length > 0) ?? [];
  }

  /** What stands for a place in the play of a task. */
  #itemsAt(place: TaskPlace | undefined, { play }: TaskRecord): readonly vscode.TestItem[] {
    const there = place === undefined ? [] : (this.#items.get(this.#keyOf(place)) ?? []);
    const inPlay = play === undefined ? [] : there.filter((placed) => placed.play === this.#keyOf(play));
    return (inPlay.length > 0 ? inPlay : there).map(({ item }) => item);
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
  const changed = status === 'changed' ? [vscode.l10n.t('changed the second time')] : [];
  const items = failedItems.map(({ item, message }) => [item, message].filter(isText).join(': '));
  const said =
    event.secret === true
      ? [vscode.l10n.t('The task hides what it says (no_log).')]
      : [event.message, ...items, event.stderr, event.stdout, ...diffs].filter(isText);
  const [first = status, ...others] = [...changed, ...said];
  return [`${singleLine(host)}: ${first}`, ...others].join('\n');
}

function isText(words: string | undefined): words is string {
  return words !== undefined && words !== '';
}
