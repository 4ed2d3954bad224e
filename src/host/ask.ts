import * as vscode from 'vscode';

/** What a person answered, or that they went a step back or away. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'dismissed' };

/** What a box for input has besides its own content. */
type Input = Pick<vscode.QuickInput, 'dispose' | 'onDidHide' | 'show'> & {
  readonly onDidAccept: vscode.Event<void>;
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
};

/**
 * Shows a box and waits for its answer. Disposes the box.
 * @param input - with its content; a Back button in it leads back
 * @param answer - what the box says when Enter is pressed; undefined when that is no answer, and the box stays
 */
export function ask<T>(input: Input, answer: () => T | undefined): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const end = (result: Answer<T>): void => {
      resolve(result);
      input.dispose();
    };
    input.onDidAccept(() => {
      const value = answer();
      if (value !== undefined) end({ kind: 'answered', value });
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) end({ kind: 'back' });
    });
    input.onDidHide(() => {
      end({ kind: 'dismissed' });
    });
    input.show();
  });
}
