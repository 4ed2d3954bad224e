import type { TextRange } from '../environments/configuration.ts';
import type { VariablePrompt } from './readPrompts.ts';

/** A place in a file of a playbook. */
export interface PlaybookPlace {
  /** With `/` between its parts, as the files were asked for it. */
  readonly file: string;
  readonly range: TextRange;
}

/** Something that Ansible would refuse, or that makes what is shown differ from what will run. */
export interface PlaybookProblem extends PlaybookPlace {
  /** `error`: Ansible refuses the playbook. `warning`: it runs, but not as one may think. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Where tags are written that a task has: in itself, or in something around it. */
export interface TagScope {
  readonly kind: 'importPlaybook' | 'play' | 'role' | 'import' | 'apply' | 'block' | 'task';
  /** Sorted, each once; without templates, which are not known before the playbook runs. */
  readonly tags: readonly string[];
}

/** What plays, roles and tasks share. */
interface Tagged extends PlaybookPlace {
  /** Those that are written in it. Sorted, each once. */
  readonly ownTags: readonly string[];
  /** Those that Ansible judges it by, with all that it inherits. Sorted, each once. */
  readonly tags: readonly string[];
}

/** The list of a play that something is in. */
export type PlaySection = 'preTasks' | 'roles' | 'tasks' | 'postTasks' | 'handlers';

/** Something to run. */
export interface PlaybookTask extends Tagged {
  readonly kind: 'task';
  /** As `ansible-playbook --list-tasks` prints it: its name with its role's before it, or its action. */
  readonly label: string;
  /** The module, or `include_tasks` and the like, as it is written. */
  readonly action: string;
  /** All that its tags come from, the outermost first; only scopes that have tags. */
  readonly scopes: readonly TagScope[];
  readonly section: PlaySection;
  /** Whether it always runs, only after a failure, or after both: the part of the innermost block that is not `block`. */
  readonly part: 'block' | 'rescue' | 'always';
  /** What it brings in when the playbook runs; undefined for all that is known before. */
  readonly include: DynamicInclude | undefined;
  /** Whether Ansible itself adds it: the check of a role's parameters against its `meta/argument_specs.yml`. */
  readonly isImplicit: boolean;
}

/** What `include_tasks` or `include_role` brings in. Of the include's own tags nothing below it inherits anything. */
export interface DynamicInclude {
  readonly what: 'tasks' | 'role';
  /** File or role as it is written. */
  readonly name: string;
  /** The tags under `apply`, which what is included inherits. */
  readonly applyTags: readonly string[];
  /** What would run as far as it can be known; an `UnknownPart` where it cannot. */
  readonly parts: readonly PlaybookPart[];
}

/** A role in a play, with what it depends on. */
export interface PlaybookRole extends Tagged {
  readonly kind: 'role';
  /** As Ansible prints it. */
  readonly name: string;
  /** How it got here. */
  readonly origin: 'roles' | 'dependency' | 'import' | 'include';
  /** In the order in which they run: first the roles it depends on, then its tasks. */
  readonly parts: readonly PlaybookPart[];
  readonly handlers: readonly PlaybookPart[];
}

/** Something that is named in a playbook and cannot be followed. */
export interface UnknownPart extends Tagged {
  readonly kind: 'unknown';
  readonly what: 'playbook' | 'role' | 'tasks';
  /** As it is written. */
  readonly name: string;
  /**
   * `template`: Ansible fills it in when it runs. `missing`: there is no such file or role. `cycle`: it is being followed
   * already. `invalid`: it is there and cannot be read. `limit`: too much was found before.
   */
  readonly reason: 'template' | 'missing' | 'cycle' | 'invalid' | 'limit';
}

/** What a play and a role consist of. */
export type PlaybookPart = PlaybookRole | PlaybookTask | UnknownPart;

/** A play of a playbook, or of one that it imports. */
export interface Play extends Tagged {
  readonly kind: 'play';
  /** Its name, or its hosts when it has none. */
  readonly name: string;
  /** Pattern of the hosts that it is for, with commas between several. */
  readonly hosts: string;
  /** Whether it gathers facts unless tags prevent it. Ansible's own default, when the play does not say, is yes. */
  readonly gathersFacts: boolean;
  /** What it asks a person for when it begins, whatever tags are selected. */
  readonly prompts: readonly VariablePrompt[];
  /** Files of variables, as they are written: relative to the folder of `file`, or to `vars` in it. */
  readonly varsFiles: readonly string[];
  /** All but handlers, in the order in which they run. */
  readonly parts: readonly PlaybookPart[];
  /** Those of the play itself; its roles have their own. */
  readonly handlers: readonly PlaybookPart[];
}

/** What is in a playbook. */
export interface DiscoveredPlaybook {
  readonly path: string;
  /** In their order; an import that cannot be followed stands where its plays would. */
  readonly plays: readonly (Play | UnknownPart)[];
  readonly problems: readonly PlaybookProblem[];
  /**
   * All files, and all folders of roles, that were asked for, also those that are not there: when one of them changes or
   * comes, the playbook may have changed.
   */
  readonly files: ReadonlySet<string>;
}

/**
 * All tasks of parts, in the order in which they run, those in the roles among them as well, but nothing that is included
 * when the playbook runs.
 * @param parts - of a play or a role
 */
export function* tasksOf(parts: readonly PlaybookPart[]): Generator<PlaybookTask> {
  for (const part of parts) {
    if (part.kind === 'task') yield part;
    else if (part.kind === 'role') yield* tasksOf(part.parts);
  }
}

/**
 * All tasks of plays, as {@link tasksOf} gives them.
 * @param plays - of a playbook
 */
export function tasksOfPlays(plays: DiscoveredPlaybook['plays']): PlaybookTask[] {
  return plays.flatMap((play) => (play.kind === 'play' ? [...tasksOf(play.parts)] : []));
}
