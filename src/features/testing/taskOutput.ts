import { withoutColours } from '../../core/text/plainText.ts';
import type { TaskRecord } from '../../core/playbookRuns/runRecord.ts';
import type { Disposable } from '../../core/events/listeners.ts';

/** How long a line waits for the event of its task, in milliseconds: both come from files that are looked at now and then. */
const patience = 500;

/** What Ansible's own output callbacks print above what a task says (`default`, 2.14 and 2.19). */
const taskHeader = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \**$/u;
const otherHeader = /^(?:PLAY|PLAY RECAP)\b.*\*{3,}$/u;

/** Tells the lines of a run's output by task. Lines stay in their order. */
export class TaskOutput implements Disposable {
  readonly #tasks: () => readonly TaskRecord[];
  readonly #append: (line: string, task: TaskRecord | undefined) => void;
  #current: TaskRecord | undefined;
  /** Lines from the header of a task on that no event has told of. */
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * Tells nothing yet.
   * @param tasks - those that the run has come to
   * @param append - gets each line, and the task that it is from, where that is known
   */
  constructor(
    tasks: () => readonly TaskRecord[],
    append: (line: string, task: TaskRecord | undefined) => void,
  ) {
    this.#tasks = tasks;
    this.#append = append;
  }

  /**
   * Takes a line.
   * @param line - without its end
   */
  add(line: string): void {
    if (this.#waiting.length > 0) this.#waiting.push(line);
    else this.#tell(line);
  }

  /** Looks again for the task of lines that wait: the run has told something. */
  lookAgain(): void {
    const [header] = this.#waiting;
    if (header !== undefined && this.#taskOf(header) !== undefined) this.#tellWaiting();
  }

  /** Tells what waits still. */
  dispose(): void {
    while (this.#waiting.length > 0) this.#giveUp();
  }

  #tell(line: string): void {
    const name = nameIn(line);
    if (name === undefined) {
      if (otherHeader.test(withoutColours(line))) this.#current = undefined;
      this.#append(line, this.#current);
      return;
    }
    this.#current = this.#taskOf(line);
    if (this.#current !== undefined) {
      this.#append(line, this.#current);
      return;
    }
    this.#waiting.push(line);
    this.#timer = setTimeout(() => {
      this.#giveUp();
    }, patience);
  }

  /** The header is of no task that the run tells of. */
  #giveUp(): void {
    const header = this.#waiting.shift();
    if (header === undefined) return;
    this.#append(header, undefined);
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    clearTimeout(this.#timer);
    const lines = this.#waiting;
    this.#waiting = [];
    for (const line of lines) this.add(line);
  }

  #taskOf(header: string): TaskRecord | undefined {
    const name = nameIn(header);
    return this.#tasks().findLast((task) => task.name === name);
  }
}

function nameIn(line: string): string | undefined {
  return taskHeader.exec(withoutColours(line))?.[1];
}
