import * as vscode from 'vscode';
import { singleLine } from '../core/text/plainText.ts';

/** Which playbooks this window runs, and on which machines. */
export class PlaybookRuns {
  readonly #running = new Set<{ readonly host: string; readonly playbook: string }>();

  /**
   * Notes that a playbook runs.
   * @param host - name of its machine, or id of its instance
   * @param playbook - as a person knows it
   * @returns notes that it has ended
   */
  begin(host: string, playbook: string): () => void {
    const run = { host, playbook };
    this.#running.add(run);
    return () => {
      this.#running.delete(run);
    };
  }

  /**
   * The playbooks that run on a machine, on one line.
   * @param host - name of the machine, or id of the instance
   * @returns undefined when none does
   */
  on(host: string): string | undefined {
    const playbooks = [...this.#running].filter((run) => run.host === host).map(({ playbook }) => playbook);
    return playbooks.length === 0 ? undefined : singleLine([...new Set(playbooks)].join(', '));
  }

  /**
   * Asks a person before something is done to a machine that a playbook runs on.
   * @param host - name of the machine
   * @returns true when it may be done
   */
  async mayDisturb(host: string): Promise<boolean> {
    const playbooks = this.on(host);
    if (playbooks === undefined) return true;
    const go = vscode.l10n.t('Do It Anyway');
    const question = vscode.l10n.t('{0} is running on {1}.', playbooks, singleLine(host));
    const detail = vscode.l10n.t('It fails when something else is done with the machine now.');
    return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go;
  }
}
