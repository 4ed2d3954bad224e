import * as l10n from '@vscode/l10n';
import type {
  DiscoveredPlaybook,
  Play,
  PlaybookPart,
  PlaySection,
  UnknownPart,
} from './discoveredPlaybook.ts';
import { followRole, followRoleEntry } from './followRole.ts';
import { followTasks } from './followTasks.ts';
import { folderOf, joinPath } from '../text/paths.ts';
import type { PlaybookSources } from './playbookSources.ts';
import { readPrompts } from './readPrompts.ts';
import {
  type Context,
  type DiscoveryOptions,
  magicPath,
  textsOf,
  unknownPart,
  Walk,
  within,
} from './walk.ts';
import { isTemplate, textOf, valueOf, type YamlMapping, type YamlNode } from './yamlNode.ts';

/** The keys by which a playbook imports another one. */
const importKeys = ['import_playbook', 'ansible.builtin.import_playbook', 'ansible.legacy.import_playbook'];

/**
 * Finds out what is in a playbook without running anything: its plays, their roles and tasks, and the tags of each as
 * Ansible sees them.
 * @param path - of the playbook, relative to where the paths of `sources` start
 * @param sources - the files; shared by playbooks that are discovered together
 * @param options - where Ansible looks for roles besides
 */
export async function discoverPlaybook(
  path: string,
  sources: PlaybookSources,
  options: DiscoveryOptions = {},
): Promise<DiscoveredPlaybook> {
  const start = joinPath('', path);
  // Of collections beside playbooks Ansible takes those of the one that it is run with, not of those that this imports.
  const collectionsPath = [joinPath(folderOf(start), 'collections'), ...(options.collectionsPath ?? [])];
  const walk = new Walk(sources, { ...options, collectionsPath });
  const context: Context = {
    file: start,
    base: folderOf(start),
    scopes: [],
    tags: [],
    section: 'tasks',
    part: 'block',
    role: undefined,
    importFolders: [],
    collections: [],
    trail: [start],
    isDynamic: false,
  };
  const found = await walk.readFirst([start]);
  if (found === undefined) {
    const message = l10n.t('There is no file {0}.', path);
    walk.report({ severity: 'error', message, file: start, range: { offset: 0, length: 0 } });
  }
  const plays = found?.isValid === true ? await followPlays(walk, found.root, context) : [];
  return { path: start, plays, problems: walk.problems, files: walk.files };
}

async function followPlays(
  walk: Walk,
  root: YamlNode | undefined,
  context: Context,
): Promise<(Play | UnknownPart)[]> {
  const { file } = context;
  if (root?.kind !== 'sequence') {
    const message = l10n.t('A playbook is a list of plays.');
    walk.report({ severity: 'error', message, file, range: root?.range ?? { offset: 0, length: 0 } });
    return [];
  }
  const plays: (Play | UnknownPart)[] = [];
  for (const entry of root.items) {
    if (!walk.hasRoom({ file, range: entry.range })) break;
    const imported = importKeys.map((key) => valueOf(entry, key)).find((value) => value !== undefined);
    if (entry.kind !== 'mapping') {
      const message = l10n.t('A play is a mapping.');
      walk.report({ severity: 'error', message, file, range: entry.range });
    } else if (imported !== undefined) {
      plays.push(...(await followImport(walk, entry, textOf(imported) ?? '', context)));
    } else {
      plays.push(await followPlay(walk, entry, context));
    }
  }
  return plays;
}

async function followImport(
  walk: Walk,
  node: YamlMapping,
  name: string,
  context: Context,
): Promise<(Play | UnknownPart)[]> {
  const { file, base, trail } = context;
  const ownTags = walk.tagsOf(node, file);
  const entry = { name, file, range: node.range, ownTags };
  const inner = within(context, 'importPlaybook', ownTags);
  const magic = magicPath(name, context);
  if (isTemplate(magic ?? name)) return [unknownPart(entry, inner, 'playbook', 'template')];
  const found = await walk.readFirst(magic === undefined ? playbookCandidates(walk, name, base) : [magic]);
  if (found === undefined) {
    const message = l10n.t('There is no playbook {0}.', name);
    walk.report({ severity: 'error', message, file, range: node.range });
    return [unknownPart(entry, inner, 'playbook', 'missing')];
  }
  if (!found.isValid) return [unknownPart(entry, inner, 'playbook', 'invalid')];
  walk.defaultCollection = collectionOf(found.path) ?? walk.defaultCollection;
  if (trail.includes(found.path)) {
    const message = l10n.t('This imports itself: {0}', [...trail, found.path].join(' → '));
    walk.report({ severity: 'error', message, file, range: node.range });
    return [unknownPart(entry, inner, 'playbook', 'cycle')];
  }
  return followPlays(walk, found.root, {
    ...inner,
    file: found.path,
    base: folderOf(found.path),
    trail: [...trail, found.path],
  });
}

/** The collection that a playbook is in. */
function collectionOf(path: string): string | undefined {
  const [, namespace, collection] = /(?:^|\/)ansible_collections\/(\w+)\/(\w+)\//u.exec(path) ?? [];
  return namespace === undefined || collection === undefined ? undefined : `${namespace}.${collection}`;
}

/** Where an imported playbook may be: `namespace.collection.folder.name` in a collection, else a path. */
function playbookCandidates({ options }: Walk, name: string, base: string): string[] {
  const [, namespace, collection, playbook] = /^(\w+)\.(\w+)\.(\w+(?:\.\w+)*)$/u.exec(name) ?? [];
  const inCollections =
    namespace === undefined || collection === undefined || playbook === undefined
      ? []
      : (options.collectionsPath ?? []).flatMap((path) => {
          const file = playbook.replaceAll(/\.(?!ya?ml$)/gu, '/');
          const start = joinPath(path, `ansible_collections/${namespace}/${collection}/playbooks/${file}`);
          return [start, `${start}.yml`, `${start}.yaml`];
        });
  return [...inCollections, joinPath(base, name)];
}

async function followPlay(walk: Walk, node: YamlMapping, context: Context): Promise<Play> {
  const { file } = context;
  const { range } = node;
  const hosts = textsOf(valueOf(node, 'hosts')).join(',');
  if (hosts === '') {
    const message = l10n.t('A play must say its hosts.');
    walk.report({ severity: 'error', message, file, range });
  }
  const [otherKey] = node.otherKeys;
  if (otherKey !== undefined) {
    const message = l10n.t('The keys of a play must be texts.');
    walk.report({ severity: 'error', message, file, range: otherKey });
  }
  const ownTags = walk.tagsOf(node, file);
  const inner = {
    ...within(context, 'play', ownTags),
    collections: walk.withDefault(textsOf(valueOf(node, 'collections'))),
  };
  const tasks = (key: string, section: PlaySection): Promise<PlaybookPart[]> =>
    followTasks(walk, valueOf(node, key), { ...inner, section }, followRole);
  const parts = [
    ...(await tasks('pre_tasks', 'preTasks')),
    ...(await followRoles(walk, valueOf(node, 'roles'), { ...inner, section: 'roles' })),
    ...(await tasks('tasks', 'tasks')),
    ...(await tasks('post_tasks', 'postTasks')),
  ];
  const name = textOf(valueOf(node, 'name')) ?? '';
  return {
    kind: 'play',
    name: name === '' ? hosts : name,
    hosts,
    file,
    range,
    ownTags,
    tags: inner.tags,
    prompts: readPrompts(valueOf(node, 'vars_prompt')),
    varsFiles: varsFilesOf(valueOf(node, 'vars_files')),
    gathersFacts: !/^(?:no|false|off)$/iu.test(textOf(valueOf(node, 'gather_facts')) ?? ''),
    parts,
    handlers: await tasks('handlers', 'handlers'),
  };
}

/** Of several in one entry the first one counts that is there. */
function varsFilesOf(list: YamlNode | undefined): string[] {
  const entries = list?.kind === 'sequence' ? list.items : [];
  return entries.flatMap((entry) => textsOf(entry));
}

async function followRoles(
  walk: Walk,
  list: YamlNode | undefined,
  context: Context,
): Promise<PlaybookPart[]> {
  if (list === undefined || (list.kind === 'scalar' && list.type === 'null')) return [];
  if (list.kind !== 'sequence') {
    const message = l10n.t('Here must be a list of roles.');
    walk.report({ severity: 'error', message, file: context.file, range: list.range });
    return [];
  }
  const parts: PlaybookPart[] = [];
  for (const item of list.items)
    parts.push(...(await followRoleEntry(walk, item, context, { origin: 'roles' })));
  return parts;
}
