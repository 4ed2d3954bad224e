import * as vscode from 'vscode';
import { ImageIndex, type ImageSearchResult } from '../core/images/imageIndex.ts';
import type { ImageTarget } from '../core/images/imageTarget.ts';
import { ageWords, fullTitleOf, shownStateOf, stateWord } from '../core/images/imageWords.ts';
import { type ReadGap, readGapsOf } from '../core/images/readGaps.ts';
import type { Disposable } from '../core/events/listeners.ts';
import { messageOf } from '../core/outcome/failure.ts';
import { cancelled, done, type Outcome } from '../core/outcome/outcome.ts';
import { withoutMarkup } from '../core/text/plainText.ts';
import type { Services } from './services.ts';

/** What a person is asked for. */
export interface ImageQuestion {
  /** Translated: "Copy Image Id". */
  readonly title: string;
  /** Whether more than one image may be chosen. */
  readonly many: boolean;
  /** What is searched for first; nothing when left out. */
  readonly query?: string;
}

/** What the pick reads images with, and where it says what it cannot. */
export type ImagePickServices = Pick<Services, 'clock' | 'environments' | 'images' | 'log'>;

/** A row of the pick; one without an image says why there are not more. */
interface Row extends vscode.QuickPickItem {
  readonly target?: ImageTarget;
}

/** Pages arrive faster than anyone can read; rows are made anew at most this often, in milliseconds. */
const streamInterval = 250;

/**
 * Asks for images by id, name, version, service or any tag value, over all environments. Those that were not read yet
 * are read now, and their images come in as they arrive.
 * @param services - where the images are
 * @param question - what is asked for
 * @returns the chosen images, at least one; cancelled when the pick was closed without any
 */
export async function pickImages(
  services: ImagePickServices,
  question: ImageQuestion,
): Promise<Outcome<readonly ImageTarget[]>> {
  const pick = new ImagePick(services, question);
  try {
    const chosen = await pick.ask();
    return chosen.length === 0 ? cancelled : done(chosen);
  } finally {
    pick.dispose();
  }
}

class ImagePick implements Disposable {
  readonly #services: ImagePickServices;
  readonly #question: ImageQuestion;
  readonly #quickPick = vscode.window.createQuickPick<Row>();
  readonly #index = new ImageIndex();
  readonly #disposables: Disposable[] = [];
  /** The chosen images by {@link keyOf}, which stay chosen while others are searched for. */
  #ticked = new Map<string, ImageTarget>();
  #isStarting = true;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: ImagePickServices, question: ImageQuestion) {
    this.#services = services;
    this.#question = question;
    this.#quickPick.canSelectMany = question.many;
    this.#quickPick.value = question.query ?? '';
    this.#quickPick.placeholder = vscode.l10n.t('Words of the id, name, version, service or any tag value');
    keepOrder(this.#quickPick);
  }

  /** The images chosen when the pick is closed; none when it was cancelled. */
  ask(): Promise<readonly ImageTarget[]> {
    const answer = new Promise<readonly ImageTarget[]>((resolve) => {
      this.#disposables.push(
        this.#quickPick.onDidAccept(() => {
          const chosen = this.#chosen();
          if (chosen !== undefined) resolve(chosen);
        }),
        this.#quickPick.onDidHide(() => {
          resolve([]);
        }),
      );
    });
    this.#follow();
    this.#takeOver();
    this.#quickPick.show();
    this.#start().catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
    return answer;
  }

  dispose(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#quickPick.dispose();
  }

  #follow(): void {
    this.#disposables.push(
      this.#quickPick.onDidChangeValue(() => {
        this.#quickPick.keepScrollPosition = false;
        this.#showMatches();
      }),
      this.#quickPick.onDidChangeSelection((rows) => {
        if (this.#question.many) this.#tick(rows);
      }),
      this.#services.images.onDidChange(() => {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#takeOver();
        }, streamInterval);
      }),
    );
  }

  /** In a window whose Images view was never open, nobody has asked yet which environments there are. */
  async #start(): Promise<void> {
    try {
      await this.#services.environments.start();
    } finally {
      this.#isStarting = false;
      if (!this.#isClosed) this.#takeOver();
    }
  }

  /** What to answer when Enter is pressed; undefined to stay open, on a row that is not an image. */
  #chosen(): readonly ImageTarget[] | undefined {
    if (this.#question.many) return [...this.#ticked.values()];
    const target = this.#quickPick.selectedItems[0]?.target;
    return target === undefined ? undefined : [target];
  }

  #tick(rows: readonly Row[]): void {
    const targets = rows.flatMap(({ target }) => target ?? []);
    this.#ticked = new Map(targets.map((target) => [keyOf(target), target]));
  }

  /** Takes over what is known of the images now, and has read what nobody has read yet. */
  #takeOver(): void {
    const { images, log } = this.#services;
    for (const { environment, status } of images.all) {
      if (status.kind !== 'unread') continue;
      images.ensureRead(environment.id).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }
    this.#index.update(images.all);
    this.#quickPick.busy = this.#isStarting || images.all.some(({ status }) => status.kind === 'reading');
    this.#showMatchesInPlace();
  }

  /** What a person is looking at stays where it is while more comes in. */
  #showMatchesInPlace(): void {
    const active = this.#quickPick.activeItems[0]?.target;
    this.#quickPick.keepScrollPosition = true;
    const rows = this.#showMatches();
    const same = rows.find(({ target }) => isSame(target, active));
    if (same !== undefined) this.#quickPick.activeItems = [same];
  }

  #showMatches(): readonly Row[] {
    const result = this.#index.search(this.#quickPick.value);
    const gaps = readGapsOf(this.#services.images.all);
    // What is chosen stays in sight whatever is searched for.
    const ticked = [...this.#ticked.values()];
    const others = result.images.filter((target) => !this.#ticked.has(keyOf(target)));
    const now = this.#services.clock();
    const rows = [...ticked, ...others].map((target) => rowOf(target, now));
    const all = [...rows, ...this.#noteRows(gaps)];
    // New rows take the place of those that a person may be about to choose from.
    if (!isShowing(this.#quickPick.items, all)) this.#quickPick.items = all;
    if (ticked.length > 0) this.#quickPick.selectedItems = this.#quickPick.items.slice(0, ticked.length);
    this.#quickPick.title = titleFor(this.#question.title, result, gaps);
    return this.#quickPick.items;
  }

  #noteRows(gaps: readonly ReadGap[]): Row[] {
    if (this.#services.images.all.length > 0) return gaps.map(gapRow);
    if (this.#isStarting) return [];
    return [
      {
        label: vscode.l10n.t('There is no environment to search'),
        detail: vscode.l10n.t('The Images view says why, and what to do about it.'),
        iconPath: new vscode.ThemeIcon('info'),
        alwaysShow: true,
      },
    ];
  }
}

/**
 * Shows rows in the order they are given in. Otherwise VS Code moves those to the top whose label holds the query. The
 * property is there in every version that we support and is not in its types yet
 * (vscode.proposed.quickPickSortByLabel.d.ts).
 */
function keepOrder(quickPick: vscode.QuickPick<Row>): void {
  Object.assign(quickPick, { sortByLabel: false });
}

function rowOf(target: ImageTarget, now: number): Row {
  const { environment, image } = target;
  const facts = [
    ...(image.name === undefined ? [] : [image.name]),
    environment.name,
    image.region,
    ageWords(image, now, vscode.env.language),
    stateWord(shownStateOf(image, now)),
  ];
  return {
    label: withoutMarkup(fullTitleOf(image, environment.tagNames)),
    description: withoutMarkup(image.id),
    detail: withoutMarkup(facts.join(' · ')),
    // The search has decided already; VS Code would ask for the query in the label.
    alwaysShow: true,
    target,
  };
}

function gapRow({ title, reason }: ReadGap): Row {
  return {
    label: withoutMarkup(title),
    detail: withoutMarkup(reason),
    iconPath: new vscode.ThemeIcon('warning'),
    alwaysShow: true,
  };
}

function titleFor(title: string, { images, count }: ImageSearchResult, gaps: readonly ReadGap[]): string {
  const format = new Intl.NumberFormat(vscode.env.language);
  const counted =
    count === images.length
      ? vscode.l10n.t('{0}: {1} found', title, format.format(count))
      : vscode.l10n.t('{0}: the first {1} of {2}', title, format.format(images.length), format.format(count));
  return gaps.length === 0
    ? counted
    : vscode.l10n.t('{0}, not searched completely: {1}', counted, gaps.map(nameOfGap).join(', '));
}

function nameOfGap({ environment }: ReadGap): string {
  return withoutMarkup(environment.name);
}

function keyOf({ environment, image }: ImageTarget): string {
  return JSON.stringify([environment.id, image.region, image.id]);
}

/** Whether rows are those that are shown: of the same images, as they were read, in the same words. */
function isShowing(shown: readonly Row[], rows: readonly Row[]): boolean {
  return (
    shown.length === rows.length &&
    rows.every((row, index) => {
      const other = shown[index];
      return (
        other !== undefined &&
        other.target?.image === row.target?.image &&
        other.target?.environment === row.target?.environment &&
        other.label === row.label &&
        other.description === row.description &&
        other.detail === row.detail
      );
    })
  );
}

function isSame(one: ImageTarget | undefined, other: ImageTarget | undefined): boolean {
  return one !== undefined && other !== undefined && keyOf(one) === keyOf(other);
}
