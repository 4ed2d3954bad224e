import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { type Grouping, groupings, type Sorting, sortings } from '../../core/images/imageArrangement.ts';
import { filterProperties, filterStates, readImageFilter } from '../../core/images/imageFilter.ts';
import type { ImageStore } from '../../core/images/imageStore.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import type { RememberedArrangement } from './rememberedArrangement.ts';
import { termsIn } from '../../core/images/filterTerms.ts';
import { tagSuggestions } from './filterSuggestions.ts';

/**
 * The commands that filter, group and sort the images view.
 * @param services - images whose tags are suggested
 * @param settings - what they change
 */
export function registerArrangementCommands(
  services: Pick<Services, 'images' | 'work'>,
  settings: RememberedArrangement,
): Disposable[] {
  const { images, work } = services;
  return [
    registerCommand(work, commandIds.filterImages, (text) => {
      if (typeof text !== 'string') {
        askForFilter(images, settings);
        return;
      }
      const { filter } = readImageFilter(text);
      if (filter !== undefined) settings.setFilter(filter);
    }),
    registerCommand(work, commandIds.clearImageFilter, () => {
      settings.clearFilter();
    }),
    registerCommand(work, commandIds.groupImages, async () => {
      const grouping = await pick(
        vscode.l10n.t('Group images by'),
        groupings,
        settings.choice.grouping,
        groupingLabel,
      );
      if (grouping !== undefined) await settings.setGrouping(grouping);
    }),
    registerCommand(work, commandIds.sortImages, async () => {
      const sorting = await pick(
        vscode.l10n.t('Sort images by'),
        sortings,
        settings.choice.sorting,
        sortingLabel,
      );
      if (sorting !== undefined) await settings.setSorting(sorting);
    }),
  ];
}

async function pick<T>(
  title: string,
  values: readonly T[],
  current: T,
  labelOf: (value: T) => string,
): Promise<T | undefined> {
  const items = values.map((value) => ({
    label: labelOf(value),
    ...(value === current ? { description: vscode.l10n.t('current') } : {}),
    value,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.value;
}

function groupingLabel(grouping: Grouping): string {
  switch (grouping) {
    case 'service':
      return vscode.l10n.t('Service');
    case 'nameFamily':
      return vscode.l10n.t('Name, without version and date');
    case 'state':
      return vscode.l10n.t('State');
    case 'age':
      return vscode.l10n.t('Age');
    case 'none':
      return vscode.l10n.t('Nothing: one list');
  }
}

function sortingLabel(sorting: Sorting): string {
  switch (sorting) {
    case 'newest':
      return vscode.l10n.t('Newest first');
    case 'oldest':
      return vscode.l10n.t('Oldest first');
    case 'name':
      return vscode.l10n.t('Version or name');
    case 'lastLaunched':
      return vscode.l10n.t('Last launched first');
    case 'size':
      return vscode.l10n.t('Largest first');
  }
}

interface FilterItem extends vscode.QuickPickItem {
  /** What is typed with this term at its end; undefined for the item that applies what was typed. */
  readonly completed?: string;
}

/** An input box that explains itself: what was typed is one item, and every term that can be added is another. */
function askForFilter(images: ImageStore, settings: RememberedArrangement): void {
  const input = vscode.window.createQuickPick<FilterItem>();
  input.title = vscode.l10n.t('Filter images');
  input.placeholder = vscode.l10n.t('Words, state:deprecated, is:unused, tag:Service=web, older:90d, -word');
  // The items are those for what was typed: VS Code must not hide any of them.
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.value = settings.choice.filter.text;
  const tags = tagSuggestions(images.all);
  const update = (): void => {
    input.items = itemsFor(input.value, tags);
    // Enter applies what was typed; a term is added only when it is chosen.
    input.activeItems = input.items.slice(0, 1);
  };
  update();
  input.onDidChangeValue(update);
  input.onDidAccept(() => {
    const completed = input.selectedItems[0]?.completed;
    if (completed !== undefined) {
      input.value = `${completed} `;
      update();
      return;
    }
    // Not what the items were made for: who types fast presses Enter before they follow.
    const { filter } = readImageFilter(input.value);
    if (filter === undefined) return;
    settings.setFilter(filter);
    input.hide();
  });
  input.onDidHide(() => {
    input.dispose();
  });
  input.show();
}

function itemsFor(typed: string, tags: readonly string[]): FilterItem[] {
  const { problem } = readImageFilter(typed);
  const text = typed.trim();
  const complete = termsIn(typed);
  // The term that is being typed, which the space of an open quote is a part of.
  const open = complete.at(-1)?.end === typed.length ? complete.pop() : undefined;
  const before = typed.slice(0, open?.start).trim();
  const last = (open?.text ?? '').toLowerCase();
  const apply: FilterItem =
    text === ''
      ? { label: vscode.l10n.t('Show all images'), iconPath: new vscode.ThemeIcon('filter') }
      : {
          // VS Code puts the item first whose label is what was typed.
          label: withoutMarkup(text),
          description:
            problem === undefined ? vscode.l10n.t('Show images that pass') : withoutMarkup(problem),
          iconPath: new vscode.ThemeIcon(problem === undefined ? 'filter' : 'warning'),
        };
  const isTyped = (term: string): boolean => termsIn(typed).some((each) => each.text === term);
  const terms = [
    ...filterProperties.map((property) => `is:${property}`),
    ...filterStates.map((state) => `state:${state}`),
    'older:90d',
    'newer:7d',
    ...tags,
  ];
  return [
    { ...apply, alwaysShow: true },
    ...terms
      .filter((term) => term.toLowerCase().includes(last) && !isTyped(term))
      .map((term) => ({
        label: withoutMarkup(term),
        completed: [before, term].filter((part) => part !== '').join(' '),
        alwaysShow: true,
      })),
  ];
}
