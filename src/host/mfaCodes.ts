import * as vscode from 'vscode';
import type { MfaQuestion } from '../core/environments/credentialAccess.ts';
import { withoutMarkup } from '../core/text/plainText.ts';

/** A code as STS takes it (STS API Reference, AssumeRole, `TokenCode`). */
const codePattern = /^\d{6}$/u;

/** Asks for the codes of MFA devices, one after the other: VS Code closes an input box when another one opens. */
export class MfaCodes {
  #latest: Promise<unknown> = Promise.resolve();

  /**
   * Asks for one code.
   * @param question - which device, and for what
   * @returns undefined when the person would not say
   */
  ask(question: MfaQuestion): Promise<string | undefined> {
    const answer = this.#latest.then(() => show(question));
    this.#latest = answer.catch(() => undefined);
    return answer;
  }
}

async function show({ profile, serial, signal }: MfaQuestion): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  const source = new vscode.CancellationTokenSource();
  const onAbort = (): void => {
    source.cancel();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await vscode.window.showInputBox(
      {
        title: withoutMarkup(vscode.l10n.t('MFA code for AWS profile {0}', profile)),
        prompt: withoutMarkup(vscode.l10n.t('The 6 digits that {0} shows', serial)),
        ignoreFocusOut: true,
        validateInput: (text) =>
          codePattern.test(text.trim()) ? undefined : vscode.l10n.t('A code has 6 digits.'),
      },
      source.token,
    );
    return code?.trim();
  } finally {
    signal.removeEventListener('abort', onAbort);
    source.dispose();
  }
}
