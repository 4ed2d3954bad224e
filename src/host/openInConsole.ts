import * as vscode from 'vscode';
import { tell } from './tell.ts';

/** As many editors or browser tabs open without a question. */
const mostOpenedAtOnce = 5;

/**
 * Whether so many things may be opened: asks before there are too many.
 * @param count - of editors or browser tabs
 * @param question - translated
 */
export async function mayOpen(count: number, question: string): Promise<boolean> {
  if (count <= mostOpenedAtOnce) return true;
  const openAll = vscode.l10n.t('Open All');
  return (await vscode.window.showWarningMessage(question, { modal: true }, openAll)) === openAll;
}

/**
 * Opens a page of the AWS console in the browser; says so where there is none.
 * @param url - of the page; undefined where the region is none of the console
 * @param region - region code
 */
export async function openInConsole(url: string | undefined, region: string): Promise<void> {
  if (url === undefined) {
    tell(vscode.l10n.t('{0} is not a region of the AWS console.', region));
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
