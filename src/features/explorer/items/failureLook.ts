import * as vscode from 'vscode';
import type { Failure } from '../../../core/outcome/failure.ts';
import { singleLine } from '../../../core/text/plainText.ts';

/**
 * The context value of a row that a failure stands in: the last part of each command id that helps, for the `when`
 * clauses of the inline buttons.
 * @param kind - of row
 * @param failure - with its next steps
 */
export function failureContext(kind: string, { nextSteps }: Failure): string {
  return [kind, ...nextSteps.map(({ command }) => command.replace(/^.*\./u, ''))].join(' ');
}

/**
 * The tooltip of a row that a failure stands in: what went wrong, and what to do about it. Plain text.
 * @param failure - with its next steps
 * @param details - what is said of it, AWS's words among it
 */
export function failureTooltip({ title, nextSteps }: Failure, details: string): string {
  const steps = nextSteps.map((step) => step.title).join(', ');
  return [title, details, ...(steps === '' ? [] : [vscode.l10n.t('What may help: {0}', steps)])]
    .map(singleLine)
    .join('\n');
}
