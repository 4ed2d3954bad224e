import type * as vscode from 'vscode';
import { type Failure, causeChain } from '../core/outcome/failure.ts';
import { redactSecrets } from '../core/text/redact.ts';

/** The extension's log: one output channel, in English, without secrets. */
export class Log implements vscode.Disposable {
  readonly #channel: vscode.LogOutputChannel;

  /**
   * Writes to an output channel of VS Code.
   * @param channel - owned by the log from now on
   */
  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  /** Notes something that a reader of the log wants to know. */
  info(message: string): void {
    this.#channel.info(redactSecrets(message));
  }

  /** Notes something odd that nothing depends on. */
  warn(message: string): void {
    this.#channel.warn(redactSecrets(message));
  }

  /**
   * Notes a failure with everything that led to it.
   * @param failure - its title, message and chain of causes are written
   */
  failure(failure: Failure): void {
    const lines = [
      `${failure.title}: ${failure.message}`,
      ...causeChain(failure.cause).map((line) => `  cause: ${line}`),
    ];
    this.#channel.error(redactSecrets(lines.join('\n')));
  }

  /** Opens the output panel. */
  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
