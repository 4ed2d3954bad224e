import * as vscode from 'vscode';
import { titleOf } from '../../../core/images/image.ts';
import type { BakeFact } from '../../../core/images/lineage.ts';
import { describeReference, nameOfSource } from '../../../core/references/describeReference.ts';
import type { Referrer } from '../../../core/references/reference.ts';
import { isReservedKey } from '../../../core/tags/tagRules.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import type {
  DiskNode,
  GapNode,
  ImageSection,
  LineageNode,
  ReferenceNode,
  SectionNode,
  TagNode,
} from '../imageTree.ts';
import { failureContext, failureTooltip } from './failureLook.ts';
import { themeIcon } from '../../../host/themeIcon.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/**
 * The row of a subject below an image.
 * @param node - which subject
 * @param summary - what stands below it, in a word; left out where that is not known
 */
export function sectionItem({ section, parent }: SectionNode, summary: string | undefined): vscode.TreeItem {
  const { label, icon } = sectionLook(section);
  const item = new vscode.TreeItem(label, Collapsed);
  const { environmentId, path, image } = parent;
  item.id = JSON.stringify([environmentId, path, image.region, image.id, section]);
  item.contextValue = `section ${section}`;
  if (summary !== undefined) item.description = summary;
  item.tooltip = label;
  item.iconPath = themeIcon(icon);
  item.accessibilityInformation = { label: summary === undefined ? label : `${label}, ${summary}` };
  return item;
}

function sectionLook(section: ImageSection): { label: string; icon: string } {
  switch (section) {
    case 'tags':
      return { label: vscode.l10n.t('Tags'), icon: 'tag' };
    case 'usedBy':
      return { label: vscode.l10n.t('Used by'), icon: 'references' };
    case 'snapshots':
      return { label: vscode.l10n.t('Snapshots'), icon: 'database' };
    case 'lineage':
      return { label: vscode.l10n.t('Lineage'), icon: 'type-hierarchy' };
  }
}

/**
 * The row of a tag.
 * @param node - its key and value
 */
export function tagItem({ key, value }: TagNode): vscode.TreeItem {
  return plainItem({
    label: key,
    description: value,
    icon: 'tag',
    contextValue: isReservedKey(key) ? 'reservedTag' : 'tag',
    spoken: vscode.l10n.t('Tag {0}: {1}', key, value),
  });
}

/**
 * The row of something that uses an image.
 * @param node - what uses it
 */
export function referenceItem({ environmentId, found, image }: ReferenceNode): vscode.TreeItem {
  const { name, id, relation } = describeReference(found.reference);
  const elsewhere = [
    ...(found.environment.id === environmentId ? [] : [found.environment.name]),
    ...(found.reference.region === image.region ? [] : [found.reference.region]),
  ];
  return plainItem({
    label: name,
    description: [...elsewhere, relation, ...(id === undefined ? [] : [id])].join(' · '),
    icon: referrerIcon(found.reference.referrer),
    contextValue: 'reference',
    spoken: vscode.l10n.t('Used by {0}, {1}', name, relation),
  });
}

function referrerIcon({ kind }: Referrer): string {
  switch (kind) {
    case 'instance':
      return 'vm-running';
    case 'launchTemplate':
    case 'launchConfiguration':
      return 'file-code';
    case 'autoScalingGroup':
    case 'fleet':
    case 'spotFleet':
      return 'layers';
    case 'instanceRefresh':
      return 'sync';
    case 'parameter':
      return 'symbol-parameter';
    case 'rootVolumeReplacement':
      return 'replace';
  }
}

/**
 * The row of something that is not known of what uses an image.
 * @param node - what could not be read, and why
 */
export function gapItem({ gap, image }: GapNode): vscode.TreeItem {
  const { region, source, status } = gap;
  const name = source === undefined ? vscode.l10n.t('what uses this image') : nameOfSource(source);
  const subject = region === image.region ? name : vscode.l10n.t('{0} in {1}', name, region);
  const reason =
    status.kind === 'failed'
      ? status.failure.message
      : status.kind === 'stopped'
        ? vscode.l10n.t('reading was stopped')
        : vscode.l10n.t('not read yet');
  const item = plainItem({
    label: vscode.l10n.t('Not known: {0}', subject),
    description: reason,
    icon: 'warning',
    color: 'list.warningForeground',
    contextValue: 'gap stopped',
    spoken: vscode.l10n.t('Not known: {0}, {1}', subject, reason),
  });
  if (status.kind === 'failed') {
    item.contextValue = failureContext('gap failure', status.failure);
    item.tooltip = failureTooltip(status.failure, `${subject}: ${reason}`);
  }
  return item;
}

/**
 * The row of a disk.
 * @param node - which disk
 */
export function diskItem({ disk }: DiskNode): vscode.TreeItem {
  const { deviceName, snapshotId, size, volumeType, isEncrypted } = disk;
  const description = [
    ...(size === undefined ? [] : [vscode.l10n.t('{0} GiB', size)]),
    ...(volumeType === undefined ? [] : [volumeType]),
    ...(isEncrypted === true ? [vscode.l10n.t('encrypted')] : []),
    deviceName,
  ].join(' · ');
  return plainItem({
    label: snapshotId ?? vscode.l10n.t('No snapshot'),
    description,
    icon: isEncrypted === true ? 'lock' : 'database',
    contextValue: snapshotId === undefined ? 'disk' : 'disk snapshot',
  });
}

/**
 * The row of something that an image comes from, or of an image that comes from it.
 * @param node - what
 */
export function lineageItem({ step }: LineageNode): vscode.TreeItem {
  switch (step.kind) {
    case 'source': {
      const { imageId, region, known } = step.ancestor;
      const name = known === undefined ? [] : [titleOf(known.image, known.environment.tagNames)];
      return plainItem({
        label: vscode.l10n.t('Made of'),
        description: [imageId, ...name, region].join(' · '),
        icon: 'arrow-up',
        contextValue: known === undefined ? 'lineage' : 'lineage image',
      });
    }
    case 'instance':
      return plainItem({
        label: vscode.l10n.t('Made of instance'),
        description: step.instanceId,
        icon: 'vm',
        contextValue: 'lineage',
      });
    case 'descendant': {
      const { environment, image } = step.descendant;
      return plainItem({
        label: vscode.l10n.t('Copied or baked into'),
        description: [image.id, titleOf(image, environment.tagNames), environment.name, image.region].join(
          ' · ',
        ),
        icon: 'arrow-down',
        contextValue: 'lineage image',
      });
    }
    case 'fact':
      return plainItem({
        label: factLabel(step.fact),
        description: step.fact.value,
        icon: step.fact.kind === 'commit' ? 'git-commit' : 'file-code',
        contextValue: 'lineage',
      });
  }
}

function factLabel({ kind }: BakeFact): string {
  switch (kind) {
    case 'commit':
      return vscode.l10n.t('Commit');
    case 'template':
      return vscode.l10n.t('Template');
    case 'playbook':
      return vscode.l10n.t('Playbook');
    case 'baseImage':
      return vscode.l10n.t('Base image');
  }
}

interface PlainRow {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color?: string;
  readonly contextValue: string;
  readonly spoken?: string;
}

/** Rows that never open need no id of their own: VS Code tells them apart by their place. */
function plainItem({ label, description, icon, color, contextValue, spoken }: PlainRow): vscode.TreeItem {
  const item = new vscode.TreeItem(singleLine(label), None);
  item.description = singleLine(description);
  item.tooltip = `${singleLine(label)}: ${singleLine(description)}`;
  item.iconPath = themeIcon(icon, color);
  item.contextValue = contextValue;
  item.accessibilityInformation = { label: singleLine(spoken ?? `${label}, ${description}`) };
  return item;
}
