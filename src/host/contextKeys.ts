import * as vscode from 'vscode';
import { contextKeys, type WelcomeReason } from './contributedIds.ts';

/** The context keys that `when` clauses read, each with its type; written only when they change. */
export class ContextKeys {
  #imagesFiltered = false;
  #welcome: WelcomeReason | undefined;
  #canUndoTagChange = false;
  #hasImageToCompare = false;

  /**
   * Says whether a filter hides images of the view.
   * @param isFiltered - whether it does
   */
  async setImagesFiltered(isFiltered: boolean): Promise<void> {
    if (this.#imagesFiltered === isFiltered) return;
    this.#imagesFiltered = isFiltered;
    await vscode.commands.executeCommand('setContext', contextKeys.imagesFiltered, isFiltered);
  }

  /**
   * Says which welcome text stands in place of an empty tree.
   * @param reason - why there are no environments
   */
  async setWelcome(reason: WelcomeReason): Promise<void> {
    if (this.#welcome === reason) return;
    this.#welcome = reason;
    await vscode.commands.executeCommand('setContext', contextKeys.welcome, reason);
  }

  /**
   * Says whether there is a tag edit that can be undone.
   * @param canUndo - false until it is said
   */
  async setCanUndoTagChange(canUndo: boolean): Promise<void> {
    if (this.#canUndoTagChange === canUndo) return;
    this.#canUndoTagChange = canUndo;
    await vscode.commands.executeCommand('setContext', contextKeys.canUndoTagChange, canUndo);
  }

  /**
   * Says whether an image is selected for a comparison.
   * @param hasImage - true from the first selection on
   */
  async setHasImageToCompare(hasImage: boolean): Promise<void> {
    if (this.#hasImageToCompare === hasImage) return;
    this.#hasImageToCompare = hasImage;
    await vscode.commands.executeCommand('setContext', contextKeys.hasImageToCompare, hasImage);
  }
}
