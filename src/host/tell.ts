import * as vscode from 'vscode';
import { withoutMarkup } from '../core/text/plainText.ts';

/**
 * Tells a person something that needs no answer. What comes after does not wait until it was read.
 * @param text - translated; may hold text from AWS
 */
export function tell(text: string): void {
  // Nobody is there to tell when VS Code takes the message away with its window.
  vscode.window.showInformationMessage(withoutMarkup(text)).then(undefined, () => undefined);
}
