import * as l10n from '@vscode/l10n';
import { quoted, singleLine } from '../text/plainText.ts';
import type { NotApplied, NotAppliedReason, TagReport } from './applyTagChanges.ts';
import { messageOf } from '../outcome/failure.ts';
import type { LeftAlone, TagChange } from './tagChange.ts';

/** Two texts of the same lines, to be shown side by side. */
export interface TagPreview {
  readonly before: string;
  readonly after: string;
}

/** A line of a text, below the heading of where its image lives. */
interface Line {
  readonly change: TagChange;
  readonly text: string;
}

/**
 * The tags before and after changes, one line for each, below the image's id and name. Values are quoted, and what cannot
 * be seen in them is written as an escape.
 * @param changes - any
 * @param leftAlone - changes that will not be made, which stand below, the same in both texts
 */
export function previewOf(changes: readonly TagChange[], leftAlone: readonly LeftAlone[]): TagPreview {
  const text = (valueOf: (change: TagChange) => string | undefined): string =>
    withSections([
      [undefined, changes.map((change) => ({ change, text: tagText(change.key, valueOf(change)) }))],
      [l10n.t('Left alone'), leftAlone.map(notAppliedLine)],
    ]);
  return { before: text(({ before }) => before), after: text(({ after }) => after) };
}

/**
 * What became of every change, one line for each, below the image's id and name: those that were not made come first, with the reason.
 * @param report - of an application
 */
export function reportText({ applied, notApplied }: TagReport): string {
  return withSections([
    [l10n.t('Not changed'), notApplied.map(notAppliedLine)],
    [l10n.t('Changed'), applied.map((change) => ({ change, text: tagText(change.key, change.after) }))],
  ]);
}

/** So many images, and so many reasons, are named in one sentence. */
const mostNamed = 3;

/**
 * Which images do not have a change and why, in a few words: those with the same reason together, the first of them by
 * their ids, and the first reasons only.
 * @param notApplied - not empty
 */
export function summaryOf(notApplied: readonly NotApplied[]): string {
  const reasons = grouped(notApplied, ({ reason }) => reasonText(reason)).map(
    ([text, same]) =>
      `${named(
        same.map(({ change }) => change.imageId),
        ', ',
      )}: ${text}`,
  );
  return named(reasons, '; ');
}

function named(names: readonly string[], separator: string): string {
  const first = names.slice(0, mostNamed).join(separator);
  const others = names.length - mostNamed;
  return others > 0 ? l10n.t('{0} and {1} more', first, others) : first;
}

/**
 * Why an image does not have a change, in AWS's words where it is AWS that says so.
 * @param reason - any
 */
function reasonText(reason: NotAppliedReason): string {
  switch (reason.kind) {
    case 'different':
      return reason.now === undefined
        ? l10n.t('somebody else has removed the tag meanwhile')
        : l10n.t('somebody else has changed it to {0} meanwhile', quoted(reason.now));
    case 'gone':
      return l10n.t('the image is not there any more');
    case 'failed':
      return singleLine(messageOf(reason.thrown));
    case 'unknown':
      return l10n.t('it is not known whether it was changed: {0}', singleLine(messageOf(reason.thrown)));
    case 'stopped':
      return l10n.t('stopped before it');
  }
}

function notAppliedLine({ change, reason }: NotApplied): Line {
  return { change, text: `${quoted(change.key)}: ${reasonText(reason)}` };
}

function tagText(key: string, value: string | undefined): string {
  return value === undefined ? l10n.t('{0}: no such tag', quoted(key)) : `${quoted(key)} = ${quoted(value)}`;
}

function withSections(
  sections: readonly (readonly [title: string | undefined, lines: readonly Line[]])[],
): string {
  const paragraphs = sections.flatMap(([title, lines]) =>
    byRegion(lines).map(([place, ofPlace]) => [
      title === undefined ? place : `${title}: ${place}`,
      ...byImage(ofPlace),
    ]),
  );
  return `${paragraphs.map((paragraph) => paragraph.join('\n')).join('\n\n')}\n`;
}

function byRegion(lines: readonly Line[]): [place: string, lines: readonly Line[]][] {
  return grouped(
    lines,
    ({ change: { environment, region } }) => `${singleLine(environment.name)}, ${region}`,
  );
}

/** Items of the same name together, in the order in which the names came. */
function grouped<T>(items: readonly T[], nameOf: (item: T) => string): [name: string, items: readonly T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups];
}

/** The image, and below it what is said of its tags: side by side, texts have room for short lines only. */
function byImage(lines: readonly Line[]): string[] {
  return grouped(lines, ({ change: { imageId, imageName = '' } }) =>
    `${imageId}  ${singleLine(imageName)}`.trimEnd(),
  ).flatMap(([title, ofImage]) => [`  ${title}`, ...ofImage.map(({ text }) => `    ${text}`)]);
}
