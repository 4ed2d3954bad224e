import * as vscode from 'vscode';
import { type Image, isProtected, titleOf } from '../../../core/images/image.ts';
import { ageWords, type ShownState, shownStateOf, stateWord } from '../../../core/images/imageWords.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import { formatAge } from '../../../core/time/age.ts';
import type { ImageNode } from '../imageTree.ts';
import { imageUri } from './imageDecorations.ts';
import { type StateLook, stateLook } from './imageLook.ts';
import { themeIcon } from '../../../host/themeIcon.ts';

/** What the row of an image says besides what the image itself does. */
export interface ImageRowFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Undefined while it is not known. */
  readonly isInUse: boolean | undefined;
  /** Undefined while it is not known. */
  readonly isCurrent: boolean | undefined;
}

/**
 * The row of an image: version or name, age, and everything about it that is not the usual, in words.
 * @param node - which image
 * @param facts - what else is known
 */
export function imageItem(
  { environment, environmentId, image, path }: ImageNode,
  facts: ImageRowFacts,
): vscode.TreeItem {
  const label = singleLine(titleOf(image, environment.tagNames));
  const state = shownStateOf(image, facts.now);
  const age = ageWords(image, facts.now, vscode.env.language);
  const badges = badgesOf(image, state, facts);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = JSON.stringify([environmentId, path, image.region, image.id]);
  item.contextValue = 'image';
  item.description = [age, ...badges, ...(environment.regions.length > 1 ? [image.region] : [])].join(' · ');
  const look = imageLook(image, state, facts);
  item.iconPath = themeIcon(look.icon, look.color);
  item.resourceUri = imageUri(environmentId, image);
  item.accessibilityInformation = {
    label: [
      vscode.l10n.t('Image {0}', label),
      ...(state === 'available' ? [stateWord(state)] : []),
      ...badges,
      age,
      image.region,
    ].join(', '),
  };
  return item;
}

/** A row has one icon: what stands in the way of a launch comes first, then what makes one think twice about changes. */
function imageLook(image: Image, state: ShownState, { isCurrent }: ImageRowFacts): StateLook {
  if (state !== 'available') return stateLook(state);
  const color = 'charts.green';
  if (isCurrent === true) return { icon: 'verified-filled', color };
  if (isProtected(image)) return { icon: 'shield', color };
  if (image.isPublic) return { icon: 'globe', color };
  return image.isShared ? { icon: 'organization', color } : stateLook(state);
}

function badgesOf(image: Image, state: ShownState, facts: ImageRowFacts): string[] {
  return [
    ...(state === 'available' ? [] : [stateWord(state)]),
    ...(facts.isCurrent === true ? [vscode.l10n.t('current')] : []),
    ...(facts.isInUse === true ? [vscode.l10n.t('in use')] : []),
    ...(isProtected(image) ? [vscode.l10n.t('protected')] : []),
    ...(image.isPublic ? [vscode.l10n.t('public')] : []),
    ...(image.isShared ? [vscode.l10n.t('shared')] : []),
  ];
}

/**
 * More about an image, shown when the pointer rests on its row. Plain text on purpose: a name or description from AWS
 * must never be read as markdown or a link.
 * @param node - which image
 * @param facts - what else is known
 */
export function imageTooltip({ image }: ImageNode, facts: ImageRowFacts): string {
  const word = stateWord(shownStateOf(image, facts.now));
  const age = ageWords(image, facts.now, vscode.env.language);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Id'), image.id],
    [vscode.l10n.t('Name'), image.name],
    [vscode.l10n.t('Description'), image.description],
    [vscode.l10n.t('State'), image.stateReason === undefined ? word : `${word}: ${image.stateReason}`],
    [
      vscode.l10n.t('Created'),
      image.createdAt === undefined ? age : `${new Date(image.createdAt).toISOString()} (${age})`,
    ],
    [
      vscode.l10n.t('Last launched'),
      image.lastLaunchedAt === undefined
        ? undefined
        : formatAge(image.lastLaunchedAt, facts.now, vscode.env.language),
    ],
    [vscode.l10n.t('Use'), useWords(facts)],
    [
      vscode.l10n.t('Deregistration protection'),
      isProtected(image) ? image.deregistrationProtection : undefined,
    ],
    [vscode.l10n.t('Region'), image.region],
    [vscode.l10n.t('Owner'), image.ownerId],
  ];
  return rows
    .flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [`${name}: ${singleLine(value)}`],
    )
    .join('\n');
}

function useWords({ isInUse, isCurrent }: ImageRowFacts): string {
  if (isCurrent === true) return vscode.l10n.t('in use, and current: an SSM parameter names it');
  if (isInUse === undefined) return vscode.l10n.t('not known');
  return isInUse ? vscode.l10n.t('in use') : vscode.l10n.t('nothing uses it');
}
