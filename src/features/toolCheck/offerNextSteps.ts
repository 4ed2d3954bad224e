import * as vscode from 'vscode';
import type { NextStep } from '../../core/outcome/failure.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { type CheckResults, isToolInOrder, namesInTrouble } from '../../core/toolCheck/toolCheck.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { openSettingStep } from '../../host/settings.ts';
import type { ReportDocument } from './reportDocument.ts';
import { settingOfTool } from './settingOfTool.ts';

/** More names than this are counted, not named. */
const mostNames = 5;

/**
 * Says what needs attention, with a button for the first of each kind; silent when all is in order, for then the
 * report says so.
 * @param results - what the check found
 * @param report - the document to show
 */
export async function offerNextSteps(results: CheckResults, report: ReportDocument): Promise<void> {
  const names = namesInTrouble(results);
  if (names.length === 0) return;
  const refused = results.isTrusted ? results.identities.filter(({ canSignIn }) => canSignIn) : [];
  const tool = results.tools.find((each) => !isToolInOrder(each));
  const steps: readonly NextStep[] = [
    ...(refused.length === 0
      ? []
      : [
          {
            title: vscode.l10n.t('Sign In'),
            command: commandIds.signIn,
            // With several the command asks which one.
            arguments: refused.length === 1 ? refused.map(({ environment }) => environment.id) : [],
          },
        ]),
    ...(tool === undefined ? [] : [openSettingStep(settingOfTool[tool.id])]),
  ];
  const showReport = vscode.l10n.t('Show Report');
  const chosen = await vscode.window.showWarningMessage(
    withoutMarkup(vscode.l10n.t('Tools and credentials that need attention: {0}', listed(names))),
    ...steps.map(({ title }) => title),
    showReport,
  );
  if (chosen === showReport) await report.show();
  const step = steps.find(({ title }) => title === chosen);
  if (step !== undefined) await vscode.commands.executeCommand(step.command, ...step.arguments);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length <= mostNames
    ? shown
    : vscode.l10n.t('{0} and {1} more', shown, names.length - mostNames);
}
