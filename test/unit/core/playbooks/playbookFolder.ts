import { discoverPlaybook } from '../../../../src/core/playbooks/discoverPlaybook.ts';
import {
  type DiscoveredPlaybook,
  type Play,
  type PlaybookPart,
  type PlaybookTask,
  tasksOf,
} from '../../../../src/core/playbooks/discoveredPlaybook.ts';
import { type PlaybookFiles, PlaybookSources } from '../../../../src/core/playbooks/playbookSources.ts';
import type { DiscoveryOptions } from '../../../../src/core/playbooks/walk.ts';

/** Files in memory; counts how often each is read. */
export class PlaybookFolder implements PlaybookFiles {
  readonly reads: string[] = [];
  private readonly texts: ReadonlyMap<string, string>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): Promise<string | undefined> {
    const text = this.texts.get(path);
    if (text !== undefined) this.reads.push(path);
    return Promise.resolve(text);
  }

  isFolder(path: string): Promise<boolean> {
    return Promise.resolve([...this.texts.keys()].some((file) => file.startsWith(`${path}/`)));
  }
}

/**
 * Discovers `site.yml` of some files.
 * @param texts - of the files by their paths, or the text of `site.yml`
 * @param options - where roles are besides
 */
export async function discover(
  texts: Readonly<Record<string, string>> | string,
  options: DiscoveryOptions = {},
): Promise<DiscoveredPlaybook> {
  const files = new PlaybookFolder(typeof texts === 'string' ? { 'site.yml': texts } : texts);
  return discoverPlaybook('site.yml', new PlaybookSources(files), options);
}

/** The plays that were found, without what could not be followed. */
export function playsOf({ plays }: DiscoveredPlaybook): Play[] {
  return plays.filter((play) => play.kind === 'play');
}

/** All static tasks of all plays. */
export function allTasks(playbook: DiscoveredPlaybook): PlaybookTask[] {
  return playsOf(playbook).flatMap(({ parts }) => [...tasksOf(parts)]);
}

/** Tasks as lines `label [tags]`. */
export function outline(tasks: Iterable<PlaybookTask>): string[] {
  return [...tasks].map(({ label, tags }) => `${label} [${tags.join(' ')}]`);
}

/** What a play or role consists of, as lines that are indented by what they are in. */
export function tree(parts: readonly PlaybookPart[], indentation = ''): string[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'task':
        return [
          `${indentation}${part.label} [${part.tags.join(' ')}]`,
          ...tree(part.include?.parts ?? [], `${indentation}  + `),
        ];
      case 'role':
        return [`${indentation}${part.origin} ${part.name}`, ...tree(part.parts, `${indentation}  `)];
      case 'unknown':
        return [`${indentation}? ${part.what} ${part.name}: ${part.reason}`];
    }
  });
}

/** Problems as lines `file:line message`. */
export function complaints(
  { problems }: DiscoveredPlaybook,
  texts: Readonly<Record<string, string>> | string,
): string[] {
  return problems.map(({ file, range, message }) => {
    const text = typeof texts === 'string' ? texts : (texts[file] ?? '');
    return `${file}:${text.slice(0, range.offset).split('\n').length} ${message}`;
  });
}
