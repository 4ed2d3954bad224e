import * as l10n from '@vscode/l10n';
import type { PlaybookPart, PlaybookTask } from './discoveredPlaybook.ts';
import { followTasks, makeTask } from './followTasks.ts';
import { folderOf, joinPath, staysInside } from '../text/paths.ts';
import {
  type Context,
  type Entry,
  magicPath,
  type RoleContext,
  type RoleSource,
  textsOf,
  unknownPart,
  type Walk,
  within,
} from './walk.ts';
import { isTemplate, textOf, valueOf, type YamlNode } from './yamlNode.ts';

/** What the files of a role may end in, in the order in which they are looked for (ansible-core, `_load_role_yaml`). */
const extensions = ['.yml', '.yaml', '.json'];

/** A role that was found. */
interface FoundRole extends RoleContext {
  /** The collection that it is in. */
  readonly collection: string | undefined;
}

/**
 * Follows a role: the roles it depends on, its tasks and its handlers.
 * @param walk - the discovery
 * @param entry - by which it is in the playbook
 * @param context - what is around it, with the tags of the entry
 * @param source - which part of it is meant
 */
export async function followRole(
  walk: Walk,
  entry: Entry,
  context: Context,
  source: RoleSource,
): Promise<PlaybookPart> {
  const { name, file, range, ownTags } = entry;
  const severity = context.isDynamic ? 'warning' : 'error';
  if (!walk.hasRoom(entry)) return unknownPart(entry, context, 'role', 'limit');
  if (isTemplate(magicPath(name, context) ?? name)) return unknownPart(entry, context, 'role', 'template');
  const role = await findRole(walk, name, context, source.beside);
  if (role === undefined) {
    const message = l10n.t('There is no role {0}.', name);
    walk.report({ severity, message, file, range });
    return unknownPart(entry, context, 'role', 'missing');
  }
  const step = `${role.folder} ${source.tasksFrom ?? ''}`;
  if (context.trail.includes(step)) {
    if (!context.isDynamic) {
      const message = l10n.t('The role {0} depends on itself.', role.name);
      walk.report({ severity, message, file, range });
    }
    return unknownPart(entry, context, 'role', 'cycle');
  }
  const meta = await walk.readFirst(roleFiles(role, 'meta', undefined));
  const inner: Context = {
    ...context,
    role,
    importFolders: [],
    collections: walk.withDefault(textsOf(valueOf(meta?.root, 'collections')), role.collection),
    trail: [...context.trail, step],
  };
  const dependencies = await followDependencies(walk, meta, inner);
  const check = source.isUnchecked === true ? [] : await parameterCheck(walk, meta, source, inner);
  const tasks = await followRoleFile(walk, entry, 'tasks', source.tasksFrom, inner);
  const parts = [...dependencies, ...check, ...tasks];
  const handlers = await followRoleFile(walk, entry, 'handlers', source.handlersFrom, {
    ...inner,
    section: 'handlers',
  });
  const { origin } = source;
  return { kind: 'role', name: role.name, origin, file, range, ownTags, tags: context.tags, parts, handlers };
}

/**
 * Follows an entry of `roles` or of the dependencies of a role.
 * @param walk - the discovery
 * @param node - the entry: a name, or a mapping with a name and tags
 * @param context - what is around it
 * @param source - how it got here
 */
export async function followRoleEntry(
  walk: Walk,
  node: YamlNode,
  context: Context,
  source: RoleSource,
): Promise<PlaybookPart[]> {
  const { file } = context;
  const name =
    textOf(node) ?? textOf(valueOf(node, 'role')) ?? textOf(valueOf(node, 'name')) ?? sourceName(node);
  if (name === undefined) {
    const message = l10n.t('A role must have a name.');
    walk.report({ severity: 'error', message, file, range: node.range });
    return [];
  }
  const ownTags = walk.tagsOf(node, file);
  const entry = { name, file, range: node.range, ownTags };
  return [await followRole(walk, entry, within(context, 'role', ownTags), source)];
}

/** The name of a role that is given by where it comes from (ansible-core, `RoleRequirement.repo_url_to_role_name`). */
function sourceName(node: YamlNode): string | undefined {
  const [address = ''] = textOf(valueOf(node, 'src'))?.split(',') ?? [];
  const last = address.includes('/') ? address.slice(address.lastIndexOf('/') + 1) : address;
  return last.replace(/\.git$|\.tar\.gz$/u, '') || undefined;
}

async function findRole(
  walk: Walk,
  name: string,
  context: Context,
  beside: string | undefined,
): Promise<FoundRole | undefined> {
  const magic = magicPath(name, context);
  if (magic !== undefined) {
    return (await walk.isFolder(magic)) ? { name, folder: magic, collection: undefined } : undefined;
  }
  const { rolesPath = [], collectionsPath = [] } = walk.options;
  const [, namespace, collection, short] = /^(\w+)\.(\w+)\.([\w.]+)$/u.exec(name) ?? [];
  const inCollections =
    namespace !== undefined && collection !== undefined && short !== undefined
      ? [{ full: `${namespace}.${collection}`, role: short }]
      : context.collections.map((full) => ({ full, role: name }));
  for (const { full, role } of inCollections) {
    for (const path of collectionsPath) {
      const folder = joinPath(
        path,
        `ansible_collections/${full.replaceAll('.', '/')}/roles/${role.replaceAll('.', '/')}`,
      );
      if (await walk.isFolder(folder)) return { name: `${full}.${role}`, folder, collection: full };
    }
  }
  const folders = [
    joinPath(context.base, 'roles'),
    ...rolesPath,
    ...(beside === undefined ? [] : [beside]),
    context.base,
  ];
  for (const start of folders) {
    const folder = joinPath(start, name);
    if (await walk.isFolder(folder)) return { name, folder, collection: undefined };
  }
  return undefined;
}

function roleFiles({ folder }: RoleContext, below: string, from: string | undefined): string[] {
  const names =
    from === undefined
      ? [...extensions.map((extension) => `main${extension}`), 'main']
      : [from, ...extensions.map((extension) => `${from}${extension}`)];
  return names.filter(staysInside).map((name) => joinPath(joinPath(folder, below), name));
}

/** A file of a role that was read. */
type RoleFile = Awaited<ReturnType<Walk['readFirst']>>;

async function followDependencies(walk: Walk, meta: RoleFile, context: Context): Promise<PlaybookPart[]> {
  const dependencies = valueOf(meta?.root, 'dependencies');
  if (meta === undefined || dependencies === undefined || context.role === undefined) return [];
  if (dependencies.kind !== 'sequence') {
    if (dependencies.kind === 'mapping' || dependencies.type !== 'null') {
      const message = l10n.t('The dependencies of a role are a list.');
      walk.report({ severity: 'error', message, file: meta.path, range: dependencies.range });
    }
    return [];
  }
  const parts: PlaybookPart[] = [];
  const inner = { ...context, file: meta.path };
  const source: RoleSource = { origin: 'dependency', beside: folderOf(context.role.folder) };
  for (const dependency of dependencies.items) {
    parts.push(...(await followRoleEntry(walk, dependency, inner, source)));
  }
  return parts;
}

/** The task by which Ansible checks the parameters of a role, when the role says which it takes. It always runs. */
async function parameterCheck(
  walk: Walk,
  meta: RoleFile,
  { tasksFrom = 'main' }: RoleSource,
  context: Context,
): Promise<PlaybookTask[]> {
  if (context.role === undefined) return [];
  const { folder, name } = context.role;
  const file =
    (await walk.readFirst(
      extensions.map((extension) => joinPath(folder, `meta/argument_specs${extension}`)),
    )) ?? meta;
  const specification = valueOf(valueOf(file?.root, 'argument_specs'), tasksFrom);
  if (file === undefined || specification?.kind !== 'mapping' || specification.entries.size === 0) return [];
  const description = textOf(valueOf(specification, 'short_description'));
  const title = `Validating arguments against arg spec '${tasksFrom}'${description === undefined ? '' : ` - ${description}`}`;
  const task = {
    label: `${name} : ${title}`,
    action: 'ansible.builtin.validate_argument_spec',
    ownTags: ['always'],
    range: specification.range,
    include: undefined,
    isImplicit: true,
  };
  return [makeTask(task, { ...context, file: file.path })];
}

async function followRoleFile(
  walk: Walk,
  entry: Entry,
  below: 'tasks' | 'handlers',
  from: string | undefined,
  context: Context,
): Promise<PlaybookPart[]> {
  const { role } = context;
  if (role === undefined) return [];
  const what = { ...entry, name: `${below}/${from ?? 'main'}`, ownTags: [] };
  if (from !== undefined && isTemplate(from)) return [unknownPart(what, context, 'tasks', 'template')];
  const found = await walk.readFirst(roleFiles(role, below, from));
  if (found === undefined) {
    if (from === undefined) return [];
    const message = l10n.t('The role {0} has no {1}.', role.name, what.name);
    walk.report({
      severity: context.isDynamic ? 'warning' : 'error',
      message,
      file: entry.file,
      range: entry.range,
    });
    return [unknownPart(what, context, 'tasks', 'missing')];
  }
  if (!found.isValid) return [unknownPart(what, context, 'tasks', 'invalid')];
  return followTasks(walk, found.root, { ...context, file: found.path }, followRole);
}
