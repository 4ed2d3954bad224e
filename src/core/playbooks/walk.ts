import * as l10n from '@vscode/l10n';
import type { TextRange } from '../environments/configuration.ts';
import type {
  PlaybookPart,
  PlaybookProblem,
  PlaySection,
  PlaybookTask,
  TagScope,
  UnknownPart,
} from './discoveredPlaybook.ts';
import { joinPath } from '../text/paths.ts';
import type { PlaybookSources } from './playbookSources.ts';
import { readTags, unionOfTags } from './readTags.ts';
import { textOf, valueOf, type YamlNode } from './yamlNode.ts';

/** Where roles and collections are looked for, besides the folder of the playbook. */
export interface DiscoveryOptions {
  /** `roles_path` of the `ansible.cfg` that is in force: folders with roles, relative to where all paths start. */
  readonly rolesPath?: readonly string[];
  /** `collections_path` of it: folders with `ansible_collections` in them. */
  readonly collectionsPath?: readonly string[];
  /** Lets others go on, in a playbook whose thousands of tasks take a while. */
  readonly rest?: () => Promise<void>;
}

/** The role that tasks are in. */
export interface RoleContext {
  readonly name: string;
  readonly folder: string;
}

/** What is around something while it is followed. */
export interface Context {
  /** The file that it is written in. */
  readonly file: string;
  /** The folder of the playbook, where its roles and files are looked for. */
  readonly base: string;
  readonly scopes: readonly TagScope[];
  /** All tags of the scopes. */
  readonly tags: readonly string[];
  readonly section: PlaySection;
  readonly part: PlaybookTask['part'];
  readonly role: RoleContext | undefined;
  /** Folders that the static imports around it named, the innermost first: its own files may be relative to them. */
  readonly importFolders: readonly string[];
  /** Collections whose roles need not be named in full. */
  readonly collections: readonly string[];
  /** What is being followed already. */
  readonly trail: readonly string[];
  /** Whether it is in something that is included when the playbook runs. */
  readonly isDynamic: boolean;
}

/** The entry by which something is in a playbook, and what it says itself. */
export interface Entry {
  readonly name: string;
  readonly file: string;
  readonly range: TextRange;
  readonly ownTags: readonly string[];
}

/**
 * How many tasks, imports and roles are followed in one playbook. Imports that each import twice grow as powers of two; the
 * largest public playbook that is known, DebOps' site.yml of 151 plays, has more than 100,000, most of them handlers of roles again.
 */
const maximumParts = 300_000;

/** After how many of them others go on: some 5 ms of work. */
const partsAtOnce = 500;

/** One discovery: what it reads from, and what it has found so far. */
export class Walk {
  readonly options: DiscoveryOptions;
  /** All files and folders that were asked for. */
  readonly files = new Set<string>();
  /** The last one that a playbook was imported from; for Ansible it counts for all that follows (`PlaybookInclude`). */
  defaultCollection: string | undefined;
  private readonly sources: PlaybookSources;
  private readonly found = new Map<string, PlaybookProblem>();
  private parts = 0;

  constructor(sources: PlaybookSources, options: DiscoveryOptions) {
    this.sources = sources;
    this.options = options;
  }

  /** What was wrong, each once: a role with a mistake may be in many plays. */
  get problems(): PlaybookProblem[] {
    return [...this.found.values()];
  }

  /** Notes something that is wrong. */
  report(problem: PlaybookProblem): void {
    const { file, range, message } = problem;
    this.found.set(JSON.stringify([file, range.offset, message]), problem);
  }

  /**
   * Whether there is room for one more task, import or role. Notes once that there is none.
   * @param place - of it
   */
  hasRoom(place: { readonly file: string; readonly range: TextRange }): boolean {
    this.parts += 1;
    if (this.parts === maximumParts + 1) {
      const message = l10n.t('The playbook has too many tasks to show. Nothing from here on is shown.');
      this.report({ severity: 'warning', message, file: place.file, range: place.range });
    }
    return this.parts <= maximumParts;
  }

  /** Lets others go on where enough was done since they last did. */
  async rest(): Promise<void> {
    if (this.parts % partsAtOnce === 0) await this.options.rest?.();
  }

  /** The tags that something has itself; notes what is wrong with them. */
  tagsOf(node: YamlNode, file: string): readonly string[] {
    const { tags, problems } = readTags(valueOf(node, 'tags'));
    for (const problem of problems) this.report({ ...problem, file });
    return tags;
  }

  /**
   * The collections whose roles need not be named in full.
   * @param named - those that a play or a role names
   * @param own - the one that the role is in
   */
  withDefault(named: readonly string[], own = this.defaultCollection): readonly string[] {
    return own === undefined ? named : [own, ...named];
  }

  /** Whether there is such a folder. */
  isFolder(path: string): Promise<boolean> {
    this.files.add(path);
    return this.sources.isFolder(path);
  }

  /**
   * Reads the first of several files that is there, and notes what is wrong in it.
   * @param candidates - their paths
   * @returns undefined when none is there; its `root` is undefined when it is empty, or cannot be read
   */
  async readFirst(
    candidates: Iterable<string>,
  ): Promise<{ path: string; root: YamlNode | undefined; isValid: boolean } | undefined> {
    for (const path of candidates) {
      this.files.add(path);
      const reading = await this.sources.read(path);
      if (reading === undefined) continue;
      for (const { message, range } of reading.problems) {
        this.report({ severity: 'error', message, file: path, range });
      }
      return { path, root: reading.root, isValid: reading.problems.length === 0 };
    }
    return undefined;
  }
}

/**
 * What is around the parts of something that has tags.
 * @param context - what is around it
 * @param kind - what it is
 * @param tags - its own
 */
export function within(context: Context, kind: TagScope['kind'], tags: readonly string[]): Context {
  return tags.length === 0 ? context : { ...context, ...tagsWithin(context, kind, tags) };
}

/**
 * The tags of something, and where each of them comes from.
 * @param context - what is around it
 * @param kind - what it is
 * @param tags - its own
 */
export function tagsWithin(
  context: Context,
  kind: TagScope['kind'],
  tags: readonly string[],
): Pick<Context, 'scopes' | 'tags'> {
  const scopes = tags.length === 0 ? context.scopes : [...context.scopes, { kind, tags }];
  return { scopes, tags: unionOfTags(context.tags, tags) };
}

/**
 * A part that cannot be followed.
 * @param entry - by which it is there
 * @param context - what is around it
 * @param what - it is
 * @param reason - why it cannot
 */
export function unknownPart(
  { name, file, range, ownTags }: Entry,
  context: Context,
  what: UnknownPart['what'],
  reason: UnknownPart['reason'],
): UnknownPart {
  const tags = unionOfTags(context.tags, ownTags);
  return { kind: 'unknown', what, name, reason, file, range, ownTags, tags };
}

/**
 * Fills in those variables that are known before a playbook runs.
 * @param name - of a file or role, as it is written
 * @param context - what is around it
 * @returns the path that it then stands for by itself, else undefined
 */
export function magicPath(name: string, { base, role }: Context): string | undefined {
  const [, variable, rest] = /^\{\{\s*(playbook_dir|role_path)\s*\}\}\/(.*)$/u.exec(name) ?? [];
  const folder = variable === 'role_path' ? role?.folder : base;
  if (variable === undefined || rest === undefined || folder === undefined) return undefined;
  return joinPath(folder, rest);
}

/** Follows a role; tasks are followed by what cannot import this, because roles consist of tasks. */
export type FollowRole = (
  walk: Walk,
  entry: Entry,
  context: Context,
  from: RoleSource,
) => Promise<PlaybookPart>;

/** Which part of a role is meant. */
export interface RoleSource {
  readonly origin: 'roles' | 'dependency' | 'import' | 'include';
  /** `tasks_from`, when it is not `main`. */
  readonly tasksFrom?: string | undefined;
  /** `handlers_from`, when it is not `main`. */
  readonly handlersFrom?: string | undefined;
  /** Whether its parameters are not checked (`rolespec_validate: false`). */
  readonly isUnchecked?: boolean;
  /** The folder of the role that depends on it. */
  readonly beside?: string;
}

/**
 * The texts of a list, or of one text.
 * @param node - anything; what is not a text is left out
 */
export function textsOf(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === 'sequence') {
    return node.items.flatMap((item) => textOf(item) ?? []);
  }
  const text = textOf(node);
  return text === undefined ? [] : [text];
}
