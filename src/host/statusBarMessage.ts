import * as vscode from 'vscode';
import { withoutMarkup } from '../core/text/plainText.ts';

/** Long enough to be read, in milliseconds. */
const shownFor = 5000;

/**
 * Says for a moment what was done that no view shows.
 * @param text - translated; may hold text from AWS
 */
export function sayInStatusBar(text: string): void {
  vscode.window.setStatusBarMessage(withoutMarkup(text), shownFor);
}
