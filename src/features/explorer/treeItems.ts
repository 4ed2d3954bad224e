import * as vscode from 'vscode';
import { countOf, type EnvironmentImages } from '../../core/images/environmentImages.ts';
import { type Image, isDeprecated, isProtected, titleOf } from '../../core/images/image.ts';
import { singleLine } from '../../core/text/plainText.ts';
import { formatAge } from '../../core/time/age.ts';
import type { FailureNode, ImageNode, NoteNode, ServiceNode, TagNode } from './imageTree.ts';

/** How one state of an image looks and is called. */
interface StateLook {
  readonly word: string;
  readonly icon: string;
  readonly color?: string;
}

/**
 * The row of an environment: how many images, or how far the reading is.
 * @param images - what is known of the environment
 * @param isExpanded - whether it is open when it is shown for the first time
 */
export function environmentItem(images: EnvironmentImages, isExpanded: boolean): vscode.TreeItem {
  const { environment, status } = images;
  const isReading = status.kind === 'reading';
  const isFailed = status.kind === 'failed';
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(singleLine(environment.name), isExpanded ? Expanded : Collapsed);
  item.id = environment.id;
  item.contextValue = isReading ? 'environment reading' : 'environment';
  item.description = environmentDescription(images);
  item.tooltip = [
    environment.name,
    ...(environment.profile === undefined ? [] : [vscode.l10n.t('Profile: {0}', environment.profile)]),
    ...(environment.roleArn === undefined ? [] : [vscode.l10n.t('Role: {0}', environment.roleArn)]),
    ...(environment.accountId === undefined ? [] : [vscode.l10n.t('Account: {0}', environment.accountId)]),
    ...(environment.endpoint === undefined ? [] : [vscode.l10n.t('Endpoint: {0}', environment.endpoint)]),
    vscode.l10n.t('Regions: {0}', environment.regions.join(', ')),
  ].join('\n');
  item.iconPath = isReading
    ? icon('loading~spin')
    : isFailed
      ? icon('warning', warning)
      : icon('server-environment');
  item.accessibilityInformation = {
    label: vscode.l10n.t('Environment {0}, {1}', singleLine(environment.name), item.description),
  };
  return item;
}

function environmentDescription(images: EnvironmentImages): string {
  const count = countOf(images);
  const format = new Intl.NumberFormat(vscode.env.language);
  const counted = count === 1 ? vscode.l10n.t('1 image') : vscode.l10n.t('{0} images', format.format(count));
  switch (images.status.kind) {
    case 'unread':
      return images.environment.regions.join(', ');
    case 'reading':
      return count === 0 ? vscode.l10n.t('reading…') : vscode.l10n.t('{0}, reading…', counted);
    case 'read':
      return counted;
    case 'stopped':
      return vscode.l10n.t('{0}, not all', counted);
    case 'failed':
      return count === 0 ? vscode.l10n.t('not read') : vscode.l10n.t('{0}, not all up to date', counted);
  }
}

/**
 * The row of a service.
 * @param node - which service, and how many images it has
 */
export function serviceItem(node: ServiceNode): vscode.TreeItem {
  const label = node.service === undefined ? vscode.l10n.t('No service tag') : singleLine(node.service);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = JSON.stringify([node.environmentId, node.service ?? null]);
  item.contextValue = 'service';
  item.description = new Intl.NumberFormat(vscode.env.language).format(node.count);
  item.tooltip = label;
  item.iconPath = icon(node.service === undefined ? 'question' : 'package');
  item.accessibilityInformation = {
    label:
      node.count === 1
        ? vscode.l10n.t('Service {0}, 1 image', label)
        : vscode.l10n.t('Service {0}, {1} images', label, node.count),
  };
  return item;
}

/**
 * The row of an image: version or name, age, and state where it is not simply available.
 * @param node - which image
 * @param now - milliseconds since 1970
 */
export function imageItem({ environment, environmentId, image }: ImageNode, now: number): vscode.TreeItem {
  const label = singleLine(titleOf(image, environment.tagNames));
  const look = stateLook(image, now);
  const age =
    image.createdAt === undefined
      ? vscode.l10n.t('age unknown')
      : formatAge(image.createdAt, now, vscode.env.language);
  const isPlain = image.state === 'available' && !isDeprecated(image, now);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = JSON.stringify([environmentId, image.region, image.id]);
  item.contextValue = 'image';
  item.description = [
    age,
    ...(isPlain ? [] : [look.word]),
    ...(environment.regions.length > 1 ? [image.region] : []),
  ].join(' · ');
  item.tooltip = imageTooltip(image, look, age);
  item.iconPath = icon(look.icon, look.color === undefined ? undefined : new vscode.ThemeColor(look.color));
  item.accessibilityInformation = {
    label: vscode.l10n.t('Image {0}, {1}, {2}, {3}', label, look.word, age, image.region),
  };
  return item;
}

/** Plain text on purpose: a name or description from AWS must never be read as markdown or a link. */
function imageTooltip(image: Image, look: StateLook, age: string): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Id'), image.id],
    [vscode.l10n.t('Name'), image.name],
    [vscode.l10n.t('Description'), image.description],
    [
      vscode.l10n.t('State'),
      image.stateReason === undefined ? look.word : `${look.word}: ${image.stateReason}`,
    ],
    [
      vscode.l10n.t('Created'),
      image.createdAt === undefined ? age : `${new Date(image.createdAt).toISOString()} (${age})`,
    ],
    [
      vscode.l10n.t('Deregistration protection'),
      isProtected(image) ? image.deregistrationProtection : undefined,
    ],
    [vscode.l10n.t('Region'), image.region],
    [vscode.l10n.t('Owner'), image.ownerId],
  ];
  return facts
    .flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [`${name}: ${singleLine(value)}`],
    )
    .join('\n');
}

/**
 * The row of a tag.
 * @param node - its key and value
 */
export function tagItem({ environmentId, image, key, value }: TagNode): vscode.TreeItem {
  const item = new vscode.TreeItem(singleLine(key), vscode.TreeItemCollapsibleState.None);
  item.id = JSON.stringify([environmentId, image.region, image.id, key]);
  item.contextValue = 'tag';
  item.description = singleLine(value);
  item.tooltip = `${singleLine(key)}: ${singleLine(value)}`;
  item.iconPath = icon('tag');
  item.accessibilityInformation = {
    label: vscode.l10n.t('Tag {0}: {1}', singleLine(key), singleLine(value)),
  };
  return item;
}

/**
 * The row that stands where images are missing.
 * @param node - why they are missing
 */
export function noteItem(node: NoteNode): vscode.TreeItem {
  const { label, iconName } = noteLook(node);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = JSON.stringify([
    node.environmentId,
    'note',
    node.note,
    ...(node.note === 'noTags' ? node.details : []),
  ]);
  item.contextValue = node.note === 'stopped' ? 'note stopped' : 'note';
  item.iconPath = icon(iconName);
  const shownDetails = 20;
  item.tooltip = [label, ...(node.note === 'unreadable' ? node.details.slice(0, shownDetails) : [])]
    .map(singleLine)
    .join('\n');
  return item;
}

function noteLook({ note, regions, details }: NoteNode): { label: string; iconName: string } {
  switch (note) {
    case 'reading':
      return { label: vscode.l10n.t('Reading images…'), iconName: 'loading~spin' };
    case 'empty':
      return { label: vscode.l10n.t('No images in {0}', regions.join(', ')), iconName: 'info' };
    case 'stopped':
      return {
        label: vscode.l10n.t('Reading was stopped: there may be more images'),
        iconName: 'debug-pause',
      };
    case 'noTags':
      return { label: vscode.l10n.t('No tags'), iconName: 'info' };
    case 'unreadable':
      return {
        label: vscode.l10n.t('{0} images could not be understood', details.length),
        iconName: 'warning',
      };
  }
}

/**
 * The row that says what went wrong, in AWS's words, and by its inline buttons what to do.
 * @param node - the failure and the regions it is true of
 */
export function failureItem({ environmentId, failure, regions }: FailureNode): vscode.TreeItem {
  const message = singleLine(failure.message);
  const item = new vscode.TreeItem(singleLine(failure.title), vscode.TreeItemCollapsibleState.None);
  item.id = JSON.stringify([environmentId, 'failure', failure.title, failure.message]);
  // The last part of each command id, for the `when` clauses of the inline buttons.
  const steps = failure.nextSteps.map(({ command }) => command.replace(/^.*\./u, ''));
  item.contextValue = ['failure', ...steps].join(' ');
  item.description = regions.length === 0 ? message : `${regions.join(', ')}: ${message}`;
  item.tooltip = [failure.title, item.description].map(singleLine).join('\n');
  item.iconPath = icon('error', new vscode.ThemeColor('list.errorForeground'));
  item.accessibilityInformation = {
    label: vscode.l10n.t('Failed: {0}. {1}', singleLine(failure.title), item.description),
  };
  return item;
}

const warning = new vscode.ThemeColor('list.warningForeground');

function icon(name: string, color?: vscode.ThemeColor): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color);
}

/** State by icon and by word, never by colour alone. */
function stateLook(image: Image, now: number): StateLook {
  switch (image.state) {
    case 'available':
      return isDeprecated(image, now)
        ? { word: vscode.l10n.t('deprecated'), icon: 'archive', color: 'list.warningForeground' }
        : { word: vscode.l10n.t('available'), icon: 'vm', color: 'charts.green' };
    case 'pending':
    case 'transient':
      return { word: vscode.l10n.t('pending'), icon: 'sync' };
    case 'disabled':
      return { word: vscode.l10n.t('disabled'), icon: 'circle-slash', color: 'disabledForeground' };
    case 'deregistered':
      return { word: vscode.l10n.t('deregistered'), icon: 'trash', color: 'disabledForeground' };
    case 'failed':
    case 'error':
    case 'invalid':
      return { word: vscode.l10n.t('failed'), icon: 'error', color: 'list.errorForeground' };
    case 'unknown':
      return { word: vscode.l10n.t('state unknown'), icon: 'question' };
  }
}
