import * as l10n from '@vscode/l10n';
import type { DynamicInclude, PlaybookPart, PlaybookTask } from './discoveredPlaybook.ts';
import { folderOf, joinPath } from '../text/paths.ts';
import { actionOf, fileParameterOf, parameterOf, type TaskAction } from './taskAction.ts';
import {
  type Context,
  type Entry,
  magicPath,
  unknownPart,
  type FollowRole,
  type RoleSource,
  tagsWithin,
  type Walk,
  within,
} from './walk.ts';
import { isTemplate, textOf, valueOf, type YamlMapping, type YamlNode } from './yamlNode.ts';

/** The keys that make a mapping a block (ansible-core, `Block.is_block`). */
const blockParts = ['block', 'rescue', 'always'] as const;

/**
 * Follows a list of tasks: into blocks and into what is imported, and, for what is known of it, into what is included
 * when the playbook runs.
 * @param walk - the discovery
 * @param list - the value of `tasks`, or a file of tasks
 * @param context - what is around it
 * @param followRole - follows the roles among them
 */
export async function followTasks(
  walk: Walk,
  list: YamlNode | undefined,
  context: Context,
  followRole: FollowRole,
): Promise<PlaybookPart[]> {
  if (list === undefined || (list.kind === 'scalar' && list.type === 'null')) return [];
  if (list.kind !== 'sequence') {
    const message = l10n.t('Here must be a list of tasks.');
    walk.report({ severity: 'error', message, file: context.file, range: list.range });
    return [];
  }
  const parts: PlaybookPart[] = [];
  for (const item of list.items) {
    if (item.kind === 'mapping') {
      const place = { file: context.file, range: item.range };
      if (!walk.hasRoom(place)) break;
      await walk.rest();
      const [first] = item.otherKeys;
      if (first !== undefined) {
        const message = l10n.t('The keys of a task must be texts.');
        walk.report({ severity: 'error', message, file: context.file, range: first });
      }
      const follow = blockParts.some((key) => item.entries.has(key)) ? followBlock : followTask;
      // Not spread: a call takes some 100,000 arguments at the most.
      for (const part of await follow(walk, item, context, followRole)) parts.push(part);
    } else if (item.kind === 'sequence' || item.type !== 'null') {
      const message = l10n.t('A task is a mapping.');
      walk.report({ severity: 'error', message, file: context.file, range: item.range });
    }
  }
  return parts;
}

async function followBlock(
  walk: Walk,
  block: YamlMapping,
  context: Context,
  followRole: FollowRole,
): Promise<PlaybookPart[]> {
  const inner = within(context, 'block', walk.tagsOf(block, context.file));
  const parts: PlaybookPart[] = [];
  for (const key of blockParts) {
    const part = key === 'block' ? context.part : key;
    const found = await followTasks(walk, valueOf(block, key), { ...inner, part }, followRole);
    for (const each of found) parts.push(each);
  }
  return parts;
}

async function followTask(
  walk: Walk,
  task: YamlMapping,
  context: Context,
  followRole: FollowRole,
): Promise<PlaybookPart[]> {
  const { file } = context;
  const action = actionOf(task);
  const ownTags = walk.tagsOf(task, file);
  if (action === undefined) {
    const message = l10n.t('A task must name exactly one action.');
    walk.report({ severity: 'error', message, file, range: task.range });
    return [];
  }
  const args = valueOf(task, 'args');
  const entry = { file, range: task.range, ownTags };
  switch (
    action.shortName === 'include' ? meaningOfInclude(walk, task, action, args, context) : action.shortName
  ) {
    case 'import_tasks': {
      const name = includedFile(walk, action, args, entry);
      if (name === undefined) return [];
      return followTaskFile(walk, { ...entry, name }, within(context, 'import', ownTags), followRole);
    }
    case 'import_role': {
      const role = includedRole(walk, action, args, entry);
      if (role === undefined) return [];
      const inner = within(context, 'import', ownTags);
      return [await followRole(walk, { ...entry, name: role }, inner, roleSource(action, args, 'import'))];
    }
    case 'include_tasks':
    case 'include_role': {
      const include = await followInclude(walk, action, args, entry, context, followRole);
      return include === undefined ? [] : [toTask(task, action, ownTags, context, include)];
    }
    default:
      return [toTask(task, action, ownTags, context, undefined)];
  }
}

/**
 * What the old `include` does: ansible-core before 2.16 imports where it can and includes otherwise; later ones refuse it.
 */
function meaningOfInclude(
  walk: Walk,
  task: YamlMapping,
  action: TaskAction,
  args: YamlNode | undefined,
  { file, isDynamic }: Context,
): 'import_tasks' | 'include_tasks' {
  const message = l10n.t('include is gone since ansible-core 2.16: use include_tasks or import_tasks.');
  walk.report({ severity: 'warning', message, file, range: task.range });
  const isLooped = [...task.entries.keys()].some((key) => key === 'loop' || key.startsWith('with_'));
  const isTemplated = isTemplate(fileParameterOf(action, args) ?? '');
  return isLooped || isTemplated || isDynamic ? 'include_tasks' : 'import_tasks';
}

function toTask(
  task: YamlMapping,
  action: TaskAction,
  ownTags: readonly string[],
  context: Context,
  include: DynamicInclude | undefined,
): PlaybookTask {
  const name = textOf(valueOf(task, 'name')) ?? '';
  // IncludeRole.get_name of ansible-core leaves out the role that it is in.
  const role = include?.what === 'role' ? undefined : context.role;
  const named = role === undefined ? name : `${role.name} : ${name}`;
  const label = name === '' ? action.name : named;
  return makeTask(
    { label, action: action.name, ownTags, range: task.range, include, isImplicit: false },
    context,
  );
}

/**
 * Makes a task.
 * @param task - what it is in itself
 * @param context - what is around it
 */
export function makeTask(
  task: Pick<PlaybookTask, 'label' | 'action' | 'ownTags' | 'range' | 'include' | 'isImplicit'>,
  context: Context,
): PlaybookTask {
  const { file, section, part } = context;
  const { scopes, tags } = tagsWithin(context, 'task', task.ownTags);
  return { kind: 'task', file, section, part, scopes, tags, ...task };
}

async function followInclude(
  walk: Walk,
  action: TaskAction,
  args: YamlNode | undefined,
  entry: Omit<Entry, 'name'>,
  context: Context,
  followRole: FollowRole,
): Promise<DynamicInclude | undefined> {
  const what = action.shortName === 'include_role' ? 'role' : 'tasks';
  const name = (what === 'role' ? includedRole : includedFile)(walk, action, args, entry);
  if (name === undefined) return undefined;
  const apply = parameterOf(action, 'apply', args);
  const applyTags = apply === undefined ? [] : walk.tagsOf(apply, context.file);
  const inner = { ...within(context, 'apply', applyTags), isDynamic: true };
  // What is included inherits nothing of the include's own tags.
  const target = { ...entry, name, ownTags: [] };
  const parts =
    what === 'role'
      ? [await followRole(walk, target, inner, roleSource(action, args, 'include'))]
      : await followTaskFile(walk, target, inner, followRole);
  return { what, name, applyTags, parts };
}

function roleSource(
  action: TaskAction,
  args: YamlNode | undefined,
  origin: 'import' | 'include',
): RoleSource {
  return {
    origin,
    tasksFrom: textOf(parameterOf(action, 'tasks_from', args)),
    handlersFrom: textOf(parameterOf(action, 'handlers_from', args)),
    isUnchecked: /^(?:no|false|off)$/iu.test(textOf(parameterOf(action, 'rolespec_validate', args)) ?? ''),
  };
}

function includedFile(
  walk: Walk,
  action: TaskAction,
  args: YamlNode | undefined,
  { file, range }: Omit<Entry, 'name'>,
): string | undefined {
  const name = fileParameterOf(action, args);
  if (name === undefined) {
    const message = l10n.t('{0} must name a file.', action.shortName);
    walk.report({ severity: 'error', message, file, range });
  }
  return name;
}

function includedRole(
  walk: Walk,
  action: TaskAction,
  args: YamlNode | undefined,
  { file, range }: Omit<Entry, 'name'>,
): string | undefined {
  const name = textOf(parameterOf(action, 'name', args)) ?? textOf(parameterOf(action, 'role', args));
  if (name === undefined) {
    const message = l10n.t('{0} must name a role.', action.shortName);
    walk.report({ severity: 'error', message, file, range });
  }
  return name;
}

async function followTaskFile(
  walk: Walk,
  entry: Entry,
  context: Context,
  followRole: FollowRole,
): Promise<PlaybookPart[]> {
  const { name, range } = entry;
  const severity = context.isDynamic ? 'warning' : 'error';
  const magic = magicPath(name, context);
  if (isTemplate(magic ?? name)) return [unknownPart(entry, context, 'tasks', 'template')];
  const found = await walk.readFirst(magic === undefined ? taskFileCandidates(name, context) : [magic]);
  if (found === undefined) {
    const message = l10n.t('There is no file {0}.', name);
    walk.report({ severity, message, file: context.file, range });
    return [unknownPart(entry, context, 'tasks', 'missing')];
  }
  if (!found.isValid) return [unknownPart(entry, context, 'tasks', 'invalid')];
  if (context.trail.includes(found.path)) {
    // What is included when the playbook runs may include itself until a condition ends it.
    if (!context.isDynamic) {
      const message = l10n.t('This imports itself: {0}', [...context.trail, found.path].join(' → '));
      walk.report({ severity, message, file: context.file, range });
    }
    return [unknownPart(entry, context, 'tasks', 'cycle')];
  }
  const inner = {
    ...context,
    file: found.path,
    importFolders: [folderOf(joinPath('', name)), ...context.importFolders],
    trail: [...context.trail, found.path],
  };
  return followTasks(walk, found.root, inner, followRole);
}

/**
 * Where a file of tasks may be, the likeliest first: relative to the files that import what imports it, then in the role,
 * then beside the playbook (ansible-core, `load_list_of_tasks` and `DataLoader.path_dwim_relative`).
 */
function* taskFileCandidates(
  name: string,
  { role, base, section, importFolders }: Context,
): Generator<string> {
  if (name.startsWith('/')) {
    yield joinPath('', name);
    return;
  }
  const below = section === 'handlers' ? 'handlers' : 'tasks';
  const own = role === undefined ? base : joinPath(role.folder, below);
  let relative = '';
  for (const [depth, folder] of importFolders.entries()) {
    relative = depth === 0 ? folder : joinPath(folder, relative);
    const start = joinPath(own, relative);
    if (role !== undefined) yield joinPath(start, `${below}/${name}`);
    yield joinPath(start, name);
  }
  yield joinPath(own, name);
  if (role === undefined) return;
  // Handlers may import what is among the tasks of the role.
  yield joinPath(role.folder, `tasks/${name}`);
  yield joinPath(role.folder, name);
  yield joinPath(base, `${below}/${name}`);
  yield joinPath(base, name);
}
