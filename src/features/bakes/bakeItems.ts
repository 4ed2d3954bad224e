import * as vscode from 'vscode';
import { type BakeResult, usualDuration } from '../../core/bakes/bake.ts';
import type { BuildRecord } from '../../core/bakes/bakeRecord.ts';
import { type BakeStep, wordsForStep } from '../../core/bakes/bakeSteps.ts';
import type { HostResult, TaskRecord } from '../../core/playbookRuns/runRecord.ts';
import { onOneLine, singleLine } from '../../core/text/plainText.ts';
import { formatAge } from '../../core/time/age.ts';
import { formatDuration } from '../../core/time/duration.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { themeIcon } from '../../host/themeIcon.ts';
import type { Bake } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';

type KeptImage = BakeResult['images'][number];
type KeptResource = NonNullable<BakeResult['left']>[number];
type KeptInstance = NonNullable<BakeResult['kept']>[number];

/** A row of the view. */
export type BakeNode =
  | { readonly kind: 'bake'; readonly bake: Bake }
  | { readonly kind: 'build'; readonly bake: Bake; readonly build: BuildRecord }
  | { readonly kind: 'step'; readonly bake: Bake; readonly build: BuildRecord; readonly index: number }
  | { readonly kind: 'task'; readonly bake: Bake; readonly build: BuildRecord; readonly task: TaskRecord }
  | { readonly kind: 'image'; readonly bake: Bake; readonly image: KeptImage }
  | { readonly kind: 'left'; readonly bake: Bake; readonly resource: KeptResource }
  | { readonly kind: 'kept'; readonly bake: Bake; readonly kept: KeptInstance }
  | { readonly kind: 'reason'; readonly bake: Bake; readonly text: string };

/**
 * The row of a bake. One that runs is open from the first: opening a row later is lost, without a word, where all rows are read
 * anew at that moment (VS Code 1.139, customView `expand`). Whoever closes it finds it closed.
 * @param bake - that runs or has ended
 * @param others - all, by which it is known how long it usually takes
 * @param now - milliseconds since 1970
 */
export function bakeItem(bake: Bake, others: readonly Bake[], now: number): vscode.TreeItem {
  const { order, result } = bake;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(titleOf(bake), result === undefined ? Expanded : Collapsed);
  const words = result === undefined ? runningWords(bake, others, now) : endedWords(bake, now);
  item.id = order.id;
  item.description = words.join(' · ');
  item.contextValue = ['bake', contextOf(bake)].join(' ');
  item.iconPath = iconOf(bake);
  item.tooltip = tooltipOf(bake);
  item.accessibilityInformation = {
    label: [vscode.l10n.t('Bake of {0}', titleOf(bake)), ...words].join(', '),
  };
  return item;
}

/**
 * The row of one of several builds.
 * @param node - which
 */
export function buildItem({ bake, build }: Extract<BakeNode, { kind: 'build' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(singleLine(build.name), vscode.TreeItemCollapsibleState.Expanded);
  item.id = JSON.stringify([bake.order.id, build.name]);
  const status = shownStatus(bake, build);
  item.description = buildWords(status);
  item.contextValue = 'build';
  item.iconPath = buildIcon(status, bake.result !== undefined);
  return item;
}

/**
 * The row of a step.
 * @param node - which
 * @param now - milliseconds since 1970
 */
export function stepItem(
  { bake, build, index }: Extract<BakeNode, { kind: 'step' }>,
  now: number,
): vscode.TreeItem {
  const step = build.steps[index];
  const isLast = index === build.steps.length - 1;
  const isOver = build.endedAt !== undefined || bake.result !== undefined;
  const label = step === undefined ? '' : wordsForStep(step.step);
  const hasTasks = step?.step === 'provision' && build.ansible !== undefined;
  const item = new vscode.TreeItem(
    label,
    hasTasks ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  const duration = durationOf(build, index, build.endedAt ?? bake.result?.endedAt ?? now);
  item.id = JSON.stringify([bake.order.id, build.name, index]);
  item.contextValue = 'step';
  item.iconPath = stepIcon(shownStatus(bake, build), isLast, isLast && !isOver);
  describe(item, label, duration === undefined ? '' : formatDuration(duration));
  return item;
}

/** A step lasts until the next one, the last one until the end. */
function durationOf({ steps }: BuildRecord, index: number, endOfLast: number): number | undefined {
  const start = steps[index]?.startedAt;
  const end = index === steps.length - 1 ? endOfLast : steps[index + 1]?.startedAt;
  return start === undefined || end === undefined ? undefined : end - start;
}

function describe(item: vscode.TreeItem, label: string, description: string): void {
  item.description = description;
  item.accessibilityInformation = { label: description === '' ? label : `${label}, ${description}` };
}

/**
 * The row of a task of Ansible.
 * @param node - which
 */
export function taskItem({ bake, build, task }: Extract<BakeNode, { kind: 'task' }>): vscode.TreeItem {
  const label = singleLine(task.name);
  const item = new vscode.TreeItem(label);
  const result = task.results.at(-1);
  item.id = JSON.stringify([bake.order.id, build.name, 'task', task.id]);
  item.contextValue = 'task';
  describe(item, label, result === undefined ? vscode.l10n.t('running') : taskWords(result));
  item.iconPath = taskIcon(result);
  if (task.place !== undefined) {
    const { file, line } = task.place;
    item.tooltip = `${file}:${line}`;
    const position = new vscode.Position(line - 1, 0);
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open the Task'),
      arguments: [vscode.Uri.file(file), { selection: new vscode.Range(position, position) }],
    };
  }
  return item;
}

/**
 * The row of an image that came out of a bake.
 * @param node - which
 */
export function imageItem({ bake, image }: Extract<BakeNode, { kind: 'image' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(image.imageId);
  item.id = JSON.stringify([bake.order.id, image.build, image.imageId]);
  item.description = image.region;
  item.contextValue = 'image';
  item.iconPath = themeIcon('package');
  item.command = {
    command: commandIds.revealBakedImage,
    title: vscode.l10n.t('Show in Images'),
    arguments: [{ kind: 'image', bake, image }],
  };
  item.accessibilityInformation = {
    label: vscode.l10n.t('Image {0} in {1}', image.imageId, image.region),
  };
  return item;
}

/**
 * The row of something that a bake has left behind in AWS.
 * @param node - what
 */
export function leftItem({ bake, resource }: Extract<BakeNode, { kind: 'left' }>): vscode.TreeItem {
  const label = vscode.l10n.t('Left in AWS: {0}', singleLine(resource.id));
  const item = new vscode.TreeItem(label);
  item.id = JSON.stringify([bake.order.id, 'left', resource.id]);
  const words = [resourceWords(resource), resource.state, resource.region];
  describe(item, label, words.filter((word) => word !== undefined).join(' · '));
  item.contextValue = 'left';
  item.iconPath = themeIcon('warning', 'list.warningForeground');
  return item;
}

/**
 * The row of an instance that stayed because its bake failed.
 * @param node - which
 * @param now - milliseconds since 1970
 */
export function keptItem({ bake, kept }: Extract<BakeNode, { kind: 'kept' }>, now: number): vscode.TreeItem {
  const label = vscode.l10n.t('Kept: {0}', kept.instanceId);
  const item = new vscode.TreeItem(label);
  item.id = JSON.stringify([bake.order.id, 'kept', kept.instanceId]);
  const time =
    kept.expiresAt <= now
      ? vscode.l10n.t('finish or discard it')
      : vscode.l10n.t('finish or discard it within {0}', formatDuration(kept.expiresAt - now));
  describe(item, label, `${time} · ${kept.region}`);
  item.contextValue = 'kept';
  item.iconPath = themeIcon('vm-running');
  return item;
}

/**
 * The row that says why a bake has failed.
 * @param node - with the words
 */
export function reasonItem({ bake, text }: Extract<BakeNode, { kind: 'reason' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(onOneLine(text));
  item.id = JSON.stringify([bake.order.id, 'reason', text]);
  item.tooltip = text;
  item.contextValue = 'reason';
  item.iconPath = themeIcon('error', 'list.errorForeground');
  item.command = {
    command: commandIds.openBakeLog,
    title: vscode.l10n.t('Open Log'),
    arguments: [{ kind: 'bake', bake }],
  };
  item.accessibilityInformation = { label: onOneLine(text) };
  return item;
}

/**
 * What a bake is doing, for one row or a notification.
 * @param bake - that runs
 */
export function currentStepWords(bake: Bake): string {
  if (bake.isStopping) return vscode.l10n.t('Cleaning up in AWS');
  const { builds } = bake.record;
  const steps = builds.flatMap(({ steps: all, endedAt }) =>
    endedAt === undefined ? (all.at(-1)?.step ?? []) : [],
  );
  const words = [...new Set<BakeStep>(steps)].map(wordsForStep);
  return words.length === 0 ? vscode.l10n.t('Starting') : words.join(', ');
}

function runningWords(bake: Bake, others: readonly Bake[], now: number): string[] {
  const elapsed = formatDuration(now - bake.order.askedAt);
  const usual = usualDuration(bake.order, others);
  return [
    currentStepWords(bake),
    usual === undefined ? elapsed : vscode.l10n.t('{0} of about {1}', elapsed, formatDuration(usual.median)),
  ];
}

function endedWords({ order, result }: Bake, now: number): string[] {
  if (result === undefined) return [];
  const images = result.images.map(({ imageId }) => imageId);
  return [
    kindWords(result),
    ...(result.left !== undefined && result.left.length > 0
      ? [vscode.l10n.t('{0} left in AWS', result.left.length)]
      : []),
    ...(result.kept !== undefined && result.kept.length > 0 ? [vscode.l10n.t('instance kept')] : []),
    ...(result.kind === 'baked' ? images : []),
    formatDuration(result.endedAt - order.askedAt),
    formatAge(result.endedAt, now, vscode.env.language),
  ];
}

function kindWords({ isFinishedByHand, kind }: BakeResult): string {
  switch (kind) {
    case 'baked':
      return isFinishedByHand === true ? vscode.l10n.t('Finished by hand') : vscode.l10n.t('Baked');
    case 'cancelled':
      return vscode.l10n.t('Cancelled');
    case 'failed':
      return vscode.l10n.t('Failed');
  }
}

function contextOf({ result, isStopping }: Bake): string {
  if (result === undefined) return isStopping ? 'stopping' : 'running';
  const isClean = result.left?.length === 0;
  const keeps = (result.kept?.length ?? 0) > 0;
  return `ended ${result.kind} ${isClean ? 'clean' : 'left'}${keeps ? ' keeping' : ''}`;
}

function iconOf({ result }: Bake): vscode.ThemeIcon {
  if (result === undefined) return themeIcon('sync~spin');
  if (result.left === undefined || result.left.length > 0)
    return themeIcon('warning', 'list.warningForeground');
  switch (result.kind) {
    case 'baked':
      return themeIcon('pass', 'testing.iconPassed');
    case 'cancelled':
      return themeIcon('circle-slash');
    case 'failed':
      return themeIcon('error', 'list.errorForeground');
  }
}

function tooltipOf({ order, result }: Bake): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Template'), order.template],
    [vscode.l10n.t('Builds'), order.builds.map(({ name }) => name).join(', ')],
    [vscode.l10n.t('Environment'), order.environment.name],
    [vscode.l10n.t('Region'), order.region],
    [
      vscode.l10n.t('Commit'),
      order.commit === undefined
        ? undefined
        : `${order.commit.slice(0, 12)}${order.isModified === true ? vscode.l10n.t(', and changes that are in no commit') : ''}`,
    ],
    [vscode.l10n.t('By'), order.owner],
    [vscode.l10n.t('Started'), new Date(order.askedAt).toISOString()],
    [vscode.l10n.t('Ended'), result === undefined ? undefined : new Date(result.endedAt).toISOString()],
  ];
  const reasons = result?.reasons ?? [];
  return [
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${singleLine(value)}`])),
    ...reasons,
  ].join('\n');
}

type BuildStatus = BuildRecord['status'];

/** Packer calls a build finished that was stopped (1.6.6, build.go). */
function shownStatus({ result }: Bake, { status, images }: BuildRecord): BuildStatus {
  const isStopped = result?.kind === 'cancelled' && images.length === 0 && status !== 'errored';
  return isStopped ? 'stopped' : status;
}

function buildWords(status: BuildStatus): string {
  switch (status) {
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'running':
      return vscode.l10n.t('running');
    case 'finished':
      return vscode.l10n.t('finished');
    case 'errored':
      return vscode.l10n.t('failed');
  }
}

function buildIcon(status: BuildStatus, isOver: boolean): vscode.ThemeIcon {
  if (status === 'errored') return themeIcon('error', 'list.errorForeground');
  if (status === 'finished') return themeIcon('pass', 'testing.iconPassed');
  return isOver ? themeIcon('circle-slash') : themeIcon('sync~spin');
}

function stepIcon(status: BuildStatus, isLast: boolean, isRunning: boolean): vscode.ThemeIcon {
  if (isRunning) return themeIcon('loading~spin');
  return isLast && status !== 'finished' ? themeIcon('circle-slash') : themeIcon('check');
}

function taskWords(result: HostResult): string {
  const { status, isIgnored, duration } = result;
  const words = isIgnored ? vscode.l10n.t('{0}, ignored', status) : status;
  return `${words} · ${formatDuration(duration * 1000)}`;
}

function taskIcon(result: HostResult | undefined): vscode.ThemeIcon {
  switch (result?.status) {
    case undefined:
      return themeIcon('loading~spin');
    case 'ok':
      return themeIcon('pass', 'testing.iconPassed');
    case 'changed':
      return themeIcon('edit', 'testing.iconPassed');
    case 'skipped':
      return themeIcon('circle-slash');
    case 'failed':
    case 'unreachable':
      return themeIcon('error', 'list.errorForeground');
  }
}

function resourceWords({ kind }: KeptResource): string {
  switch (kind) {
    case 'instance':
      return vscode.l10n.t('instance');
    case 'securityGroup':
      return vscode.l10n.t('security group');
    case 'keyPair':
      return vscode.l10n.t('key pair');
    case 'volume':
      return vscode.l10n.t('volume');
    case 'image':
      return vscode.l10n.t('unfinished image');
    case 'snapshot':
      return vscode.l10n.t('snapshot of an unfinished image');
  }
}
