import * as vscode from 'vscode';
import { contextKeys, type WelcomeReason } from './manifest.ts';

/** The context keys that `when` clauses read, each with its type; written only when they change. */
export class ContextKeys {
  #welcome: WelcomeReason | undefined;

  /**
   * Says which welcome text stands in place of an empty tree.
   * @param reason - why there are no environments
   */
  async setWelcome(reason: WelcomeReason): Promise<void> {
    if (this.#welcome === reason) return;
    this.#welcome = reason;
    await vscode.commands.executeCommand('setContext', contextKeys.welcome, reason);
  }
}
