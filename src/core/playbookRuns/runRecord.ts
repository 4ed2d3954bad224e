import { type HostStats, readRunEvent, type RunEvent, type RunEventOf, type TaskStatus } from './runEvent.ts';

/** A place in a file, as Ansible names it. */
export interface TaskPlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** How a task ended on a host. */
export interface HostResult {
  readonly host: string;
  readonly status: TaskStatus;
  /** True where the playbook goes on all the same. */
  readonly isIgnored: boolean;
  readonly event: RunEventOf<'result'>;
  /** What changed in files, as unified diffs. */
  readonly diffs: readonly string[];
  /** The rounds of its loop that failed. */
  readonly failedItems: readonly RunEventOf<'item'>[];
  /** How long it took, in seconds. */
  readonly duration: number;
}

/** A task that a run came to. */
export interface TaskRecord {
  readonly id: string;
  /** As Ansible prints it: `ROLE : NAME` in a role. */
  readonly name: string;
  readonly place: TaskPlace | undefined;
  /** Of the includes and imports that have brought it in, the innermost first. */
  readonly within: readonly TaskPlace[];
  /** Of its play. */
  readonly play: TaskPlace | undefined;
  /** True of what Ansible does by itself, before the tasks of a play or of a role: it alone is no run of anything. */
  readonly isImplicit: boolean;
  /** By host, in the order in which they ended. */
  readonly results: readonly HostResult[];
}

/** A task that had begun on a host and of which nothing more was heard. */
export interface Interruption {
  readonly task: TaskRecord;
  readonly host: string;
}

interface OpenTask extends TaskRecord {
  readonly results: HostResult[];
}

/** What is known of an Ansible run, event by event. */
export class RunRecord {
  readonly #tasks = new Map<string, OpenTask>();
  readonly #starts = new Map<string, RunEventOf<'start'>>();
  readonly #diffs = new Map<string, string[]>();
  readonly #failedItems = new Map<string, RunEventOf<'item'>[]>();
  #stats: Readonly<Record<string, HostStats>> | undefined;
  #play: TaskPlace | undefined;
  #unreadable = 0;

  /** The tasks that the run has come to, in this order. */
  get tasks(): readonly TaskRecord[] {
    return [...this.#tasks.values()];
  }

  /** What had begun and has not ended: while a run goes on, what is being done. */
  get interruptions(): readonly Interruption[] {
    return [...this.#starts.values()].flatMap(({ task: id, host }) => {
      const task = this.#tasks.get(id);
      return task === undefined || task.results.some((result) => result.host === host)
        ? []
        : [{ task, host }];
    });
  }

  /** By host how its tasks ended; undefined before the run has come to its end. */
  get stats(): Readonly<Record<string, HostStats>> | undefined {
    return this.#stats;
  }

  /** How many lines were no events. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /**
   * Takes over a line of the callback plugin.
   * @param line - without its end
   * @returns the event that it is
   */
  add(line: string): RunEvent | undefined {
    const event = readRunEvent(line);
    if (event === undefined) this.#unreadable += 1;
    else this.#take(event);
    return event;
  }

  #take(event: RunEvent): void {
    switch (event.event) {
      case 'play':
        this.#play = placeOf(event.path);
        break;
      case 'task':
        this.#begin(event);
        break;
      case 'start':
        this.#starts.set(keyOf(event), event);
        break;
      case 'diff':
        this.#diffs.set(keyOf(event), [...(this.#diffs.get(keyOf(event)) ?? []), event.text]);
        break;
      case 'item':
        if (event.status === 'failed') {
          this.#failedItems.set(keyOf(event), [...(this.#failedItems.get(keyOf(event)) ?? []), event]);
        }
        break;
      case 'result':
        this.#end(event);
        break;
      case 'end':
        this.#stats = event.hosts;
        break;
      default:
    }
  }

  #begin({ id, name, action, role, path, within = [] }: RunEventOf<'task'>): void {
    // A task is told of once for all hosts, but again by the strategy `free` for each.
    if (this.#tasks.has(id)) return;
    this.#tasks.set(id, {
      id,
      name: role === undefined || name.startsWith(`${role} : `) ? name : `${role} : ${name}`,
      place: placeOf(path),
      within: within.map(placeOf).filter((place) => place !== undefined),
      play: this.#play,
      isImplicit: isImplicit(name, action),
      results: [],
    });
  }

  #end(event: RunEventOf<'result'>): void {
    const key = keyOf(event);
    this.#tasks.get(event.task)?.results.push({
      host: event.host,
      status: event.status,
      isIgnored: event.ignored ?? false,
      event,
      diffs: this.#diffs.get(key) ?? [],
      failedItems: this.#failedItems.get(key) ?? [],
      duration: event.time - (this.#starts.get(key)?.time ?? event.time),
    });
  }
}

/** Facts are gathered, and arguments of roles checked, whatever tags there are (Ansible 2.14 and 2.19). */
function isImplicit(name: string, action: string): boolean {
  if (name === 'Gathering Facts') return /(?:^|\.)(?:gather_facts|setup)$/u.test(action);
  return (
    /(?:^| : )Validating arguments against arg spec /u.test(name) && action.endsWith('validate_argument_spec')
  );
}

function keyOf({ task, host }: { readonly task: string; readonly host: string }): string {
  return JSON.stringify([task, host]);
}

function placeOf(path: string | undefined): TaskPlace | undefined {
  const [, file, line] = /^(.+):(\d+)$/u.exec(path ?? '') ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
