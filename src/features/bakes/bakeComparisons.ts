import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { bakeFacts, previousOf } from '../../core/bakes/bakeFacts.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { tell } from '../../host/tell.ts';
import type { Bake, BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';
import { packageListFile } from './prepareBake.ts';

const scheme = 'ami-bakery-bake-facts';

/** What bakes were given and came to, beside each other. */
export class BakeComparisons implements vscode.TextDocumentContentProvider, Disposable {
  readonly #list: BakeList;
  readonly #registration: vscode.Disposable;

  /**
   * Registers the documents with VS Code.
   * @param list - of the bakes
   */
  constructor(list: BakeList) {
    this.#list = list;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /**
   * Shows what differs between a bake and the one before it of the same template and environment.
   * @param bake - of the list
   */
  async compareWithPrevious(bake: Bake): Promise<void> {
    const previous = previousOf(bake, this.#list.bakes);
    if (previous === undefined) {
      tell(vscode.l10n.t('There is no bake before it of the same template and environment.'));
      return;
    }
    const title = vscode.l10n.t('{0}: the bake before, and this one', titleOf(bake));
    await vscode.commands.executeCommand('vscode.diff', uriOf(previous), uriOf(bake), title, {
      preview: true,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const bake = this.#list.bakes.find(({ order }) => order.id === uri.query);
    if (bake === undefined) return vscode.l10n.t('This bake is not known any more.');
    const text = await readFile(join(bake.folder, packageListFile), 'utf8').catch(() => undefined);
    const packages = text?.split('\n').filter((line) => line !== '');
    return bakeFacts({ order: bake.order, result: bake.result, packages });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function uriOf({ order }: Bake): vscode.Uri {
  const name = order.template.replaceAll('/', ' ');
  return vscode.Uri.from({ scheme, path: `/${name}.txt`, query: order.id });
}
