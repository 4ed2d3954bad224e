import * as l10n from '@vscode/l10n';
import type { TextRange } from '../environments/configuration.ts';
import { isTemplate, type YamlNode, type YamlScalar } from './yamlNode.ts';

/** The tags that something has itself. */
export interface TagReading {
  /** Sorted, each once. */
  readonly tags: readonly string[];
  readonly problems: readonly {
    readonly severity: 'error' | 'warning';
    readonly message: string;
    readonly range: TextRange;
  }[];
}

const none: TagReading = { tags: [], problems: [] };

/**
 * Reads the value of `tags`: a text with commas between its tags, or a list of texts, which may be lists in turn
 * (ansible-core 2.14 and 2.19, `Taggable`: in a list commas separate nothing).
 * @param node - the value; undefined where there are no tags
 */
export function readTags(node: YamlNode | undefined): TagReading {
  if (node === undefined) return none;
  const problems: TagReading['problems'][number][] = [];
  const tags = new Set<string>();
  const add = (text: string, range: TextRange): void => {
    if (!isTemplate(text)) {
      tags.add(text);
      if (text.includes(',')) {
        const message = l10n.t('In a list this is one tag with a comma in it, which cannot be selected.');
        problems.push({ severity: 'warning', message, range });
      }
      return;
    }
    const message = l10n.t('Which tags this gives is known only when the playbook runs.');
    problems.push({ severity: 'warning', message, range });
  };
  const addItem = (item: YamlScalar): void => {
    if (item.type === 'string') add(item.text, item.range);
    else {
      const message = l10n.t(
        'This is no text, so that no selection of tags ever finds it. Put it in quotes.',
      );
      problems.push({ severity: 'warning', message, range: item.range });
    }
  };
  const refuse = ({ range }: YamlNode): void => {
    const message = l10n.t('Tags are a text or a list of texts.');
    problems.push({ severity: 'error', message, range });
  };

  if (node.kind === 'sequence') {
    for (const item of node.items) {
      if (item.kind === 'scalar') addItem(item);
      else if (item.kind === 'mapping') refuse(item);
      else {
        for (const inner of item.items) {
          if (inner.kind === 'scalar') addItem(inner);
          else refuse(inner);
        }
      }
    }
  } else if (node.kind === 'scalar' && node.type === 'string') {
    if (isTemplate(node.text)) add(node.text, node.range);
    else for (const tag of node.text.split(',')) add(tag.trim(), node.range);
  } else refuse(node);
  return { tags: [...tags].sort(), problems };
}

/**
 * Puts tags together.
 * @param tags - sorted, without repetition
 * @param more - the same
 * @returns sorted as Ansible lists them; the same array where nothing is added
 */
export function unionOfTags(tags: readonly string[], more: readonly string[]): readonly string[] {
  if (more.length === 0) return tags;
  if (tags.length === 0) return more;
  return [...new Set([...tags, ...more])].sort();
}
