import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { type StatusSummary, summarizeStatus } from '../../core/images/statusSummary.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';

/** Pages arrive faster than anyone can read; the item is redrawn at most this often, in milliseconds. */
const redrawInterval = 250;

/** How often the ages in the tooltip are renewed, in milliseconds; they are told in minutes. */
const ageInterval = 60_000;

const icons: Readonly<Record<StatusSummary['state'], string>> = {
  idle: '$(server-environment)',
  reading: '$(loading~spin)',
  trouble: '$(warning)',
};

/**
 * The one item of the status bar: which environments there are and how their reading is. It shows once the workspace
 * names environments or one was read, so that a window which has nothing to do with images is left alone.
 * @param services - what it sums up
 */
export function registerStatus({
  clock,
  environments,
  images,
}: Pick<Services, 'clock' | 'environments' | 'images'>): Disposable[] {
  const item = vscode.window.createStatusBarItem('amiBakery.status', vscode.StatusBarAlignment.Left);
  item.name = 'AMI Bakery';
  item.command = `${viewIds.images}.focus`;
  const update = (): void => {
    const { all } = images;
    const isWanted = environments.files.length > 0 || all.some(({ status }) => status.kind !== 'unread');
    const hasProblems = environments.choice.problems.length > 0;
    if (!isWanted || (all.length === 0 && !hasProblems)) {
      item.hide();
      return;
    }
    const summary = summarizeStatus(all, { hasProblems, now: clock(), locale: vscode.env.language });
    item.text = `${icons[summary.state]} ${withoutMarkup(summary.text)}`;
    item.tooltip = summary.tooltip;
    item.accessibilityInformation = { label: summary.label, role: 'button' };
    item.show();
  };
  let waiting: NodeJS.Timeout | undefined;
  const updateSoon = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      update();
    }, redrawInterval);
  };
  const ages = setInterval(update, ageInterval);
  return [
    item,
    images.onDidChange(updateSoon),
    environments.onDidChange(updateSoon),
    {
      dispose: () => {
        clearTimeout(waiting);
        clearInterval(ages);
      },
    },
  ];
}
