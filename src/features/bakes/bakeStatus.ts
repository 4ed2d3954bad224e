import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { viewIds } from '../../host/contributedIds.ts';
import { currentStepWords } from './bakeItems.ts';
import type { BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';

/** The item of the status bar that says what is being baked, as long as something is. It leads to the view. */
export class BakeStatus implements Disposable {
  readonly #list: BakeList;
  readonly #item: vscode.StatusBarItem;
  readonly #listening: Disposable;

  /**
   * Shows nothing while nothing is baked.
   * @param list - of the bakes
   */
  constructor(list: BakeList) {
    this.#list = list;
    this.#item = vscode.window.createStatusBarItem('amiBakery.bakeStatus', vscode.StatusBarAlignment.Left);
    this.#item.name = vscode.l10n.t('AMI Bakery: Bakes');
    this.#item.command = `${viewIds.bakes}.focus`;
    this.#listening = list.onDidChange(() => {
      this.#show();
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const running = this.#list.bakes.filter(({ result }) => result === undefined);
    const [only, other] = running;
    if (only === undefined) {
      this.#item.hide();
      return;
    }
    const words =
      other === undefined
        ? `${titleOf(only)}: ${currentStepWords(only)}`
        : vscode.l10n.t('{0} bakes', running.length);
    this.#item.text = `$(sync~spin) ${withoutMarkup(words)}`;
    this.#item.tooltip = running.map((bake) => `${titleOf(bake)}: ${currentStepWords(bake)}`).join('\n');
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Baking {0}', words) };
    this.#item.show();
  }
}
