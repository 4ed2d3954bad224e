import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { withoutMarkup } from '../../core/text/plainText.ts';
import type { CommandLine } from '../../tools/commandLine.ts';

/** How a program that ran in the terminal panel ended. */
export type TerminalEnd =
  | { readonly kind: 'exited'; readonly code: number | undefined }
  /** VS Code could not start it; the terminal panel says why. */
  | { readonly kind: 'not-started' };

/**
 * Runs a program that asks its questions in the terminal panel, as a task: no shell, an array of arguments.
 * @param title - name of the terminal
 * @param command - what to run
 * @returns when the program has ended
 */
export async function runInTerminal(title: string, command: CommandLine): Promise<TerminalEnd> {
  const task = new vscode.Task(
    // VS Code takes two tasks of one definition for one, and runs it once at a time.
    { type: 'amiBakery', id: randomUUID() },
    vscode.workspace.workspaceFolders === undefined ? vscode.TaskScope.Global : vscode.TaskScope.Workspace,
    withoutMarkup(title),
    'AMI Bakery',
    new vscode.ProcessExecution(command.program, [...command.arguments]),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: false };
  const disposables: vscode.Disposable[] = [];
  try {
    const { promise, resolve } = withResolvers<TerminalEnd>();
    const execution = vscode.tasks.executeTask(task);
    /** An event may come before VS Code has said which execution is this one. */
    const ifOfThis =
      <Event extends vscode.TaskEndEvent>(act: (event: Event) => void) =>
      (event: Event): void => {
        execution.then(
          (started) => {
            if (event.execution === started) act(event);
          },
          () => undefined,
        );
      };
    let hasStarted = false;
    disposables.push(
      vscode.tasks.onDidStartTaskProcess(
        ifOfThis((event) => {
          // VS Code 1.139 also tells of a process that did not start, and then without an id.
          hasStarted = Number.isInteger(event.processId);
        }),
      ),
      vscode.tasks.onDidEndTaskProcess(
        ifOfThis((event) => {
          resolve(hasStarted ? { kind: 'exited', code: event.exitCode } : { kind: 'not-started' });
        }),
      ),
      // Comes after the end of the process where there was one, and alone where there was none.
      vscode.tasks.onDidEndTask(
        ifOfThis(() => {
          resolve({ kind: 'not-started' });
        }),
      ),
    );
    await execution;
    return await promise;
  } finally {
    for (const disposable of disposables) disposable.dispose();
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
