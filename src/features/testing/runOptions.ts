import * as z from 'zod/mini';
import type { PlaybookRun } from '../../tools/ansible/playbookCommand.ts';
import type { ExtraVariable } from '../../tools/ansible/secretFiles.ts';

/** How a person wants a playbook to be run. */
export interface RunOptions {
  /** The tags to run; empty for all. */
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** Whether it only says what it would change. */
  readonly isCheck: boolean;
  /** Name of the task to begin with, or a pattern of it; undefined for the first one. */
  readonly startAtTask?: string | undefined;
  /** A host pattern; undefined for all hosts. */
  readonly limit?: string | undefined;
  /** Paths of files of variables. */
  readonly variableFiles: readonly string[];
  /** Variables by themselves; their values may be secret. */
  readonly variables: readonly ExtraVariable[];
  /** Whether the person is asked for a become password. */
  readonly asksBecomePassword: boolean;
}

/** A whole playbook, as it is. */
export const wholePlaybook: RunOptions = {
  tags: [],
  skipTags: [],
  isCheck: false,
  variableFiles: [],
  variables: [],
  asksBecomePassword: false,
};

/**
 * What of the options is in the command of Ansible.
 * @param options - all of them
 * @param secretFiles - paths of files of variables that the person has given by themselves
 */
export function ansibleOptions(
  { tags, skipTags, isCheck, startAtTask, limit, variableFiles }: RunOptions,
  secretFiles: readonly string[],
): Omit<PlaybookRun, 'playbook' | 'inventory' | 'ssh'> {
  return {
    tags,
    skipTags,
    isCheck,
    showsDiff: true,
    extraVars: [...variableFiles, ...secretFiles],
    ...(startAtTask === undefined ? {} : { startAtTask }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Where the options that were last chosen are kept for each playbook. */
const optionsKey = 'testing.lastOptions';

/** All but variables, whose values may be secret. */
const optionsSchema = z.object({
  tags: z.array(z.string()),
  skipTags: z.array(z.string()),
  isCheck: z.boolean(),
  startAtTask: z.optional(z.string()),
  limit: z.optional(z.string()),
  variableFiles: z.array(z.string()),
  asksBecomePassword: z.boolean(),
});
const allOptionsSchema = z.record(z.string(), z.unknown());

/** What is kept for a workspace from one window to the next; VS Code's `Memento` is one. */
interface KeptValues {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Remembers for each playbook how it was last run: what may be secret for this window only, and all else for the next too. */
export class LastOptions {
  readonly #state: KeptValues;
  readonly #variables = new Map<string, readonly ExtraVariable[]>();

  /**
   * Reads nothing yet.
   * @param state - where options are kept
   */
  constructor(state: KeptValues) {
    this.#state = state;
  }

  /**
   * How a playbook was last run; as a whole when nobody knows.
   * @param id - of its item
   */
  of(id: string): RunOptions {
    const read = optionsSchema.safeParse(this.#all()[id]);
    return { ...wholePlaybook, ...(read.success ? read.data : {}), variables: this.#variables.get(id) ?? [] };
  }

  /**
   * Remembers how a playbook is run.
   * @param id - of its item
   * @param options - how
   */
  async remember(id: string, { variables, ...options }: RunOptions): Promise<void> {
    this.#variables.set(id, variables);
    await this.#state.update(optionsKey, { ...this.#all(), [id]: options });
  }

  #all(): Record<string, unknown> {
    const read = allOptionsSchema.safeParse(this.#state.get(optionsKey));
    return read.success ? read.data : {};
  }
}
