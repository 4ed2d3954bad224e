import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { reportText } from '../../core/toolCheck/report.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { type CheckServices, runCheck } from './runCheck.ts';
import { offerNextSteps } from './offerNextSteps.ts';
import { ReportDocument } from './reportDocument.ts';

/**
 * The check of tools and credentials: what is there, which version, who AWS says one is, and what to do about the rest.
 * @param services - what this feature uses
 */
export function registerToolCheck(services: CheckServices): Disposable[] {
  const { log, work } = services;
  const report = new ReportDocument();
  return [
    report,
    registerCommand(work, commandIds.checkTools, async () => {
      const outcome = await work.run((context) => runCheck(services, context), {
        title: vscode.l10n.t('Checking tools and credentials'),
        place: { notification: true },
      });
      if (outcome.kind !== 'done') return;
      await report.show(reportText(outcome.value));
      // The check is over when its report is on the screen, not when somebody has pressed a button.
      offerNextSteps(outcome.value, report).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }),
  ];
}
