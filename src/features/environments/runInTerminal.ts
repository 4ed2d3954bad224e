import * as vscode from 'vscode';
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
    { type: 'amiBakery', id: title },
    vscode.workspace.workspaceFolders === undefined ? vscode.TaskScope.Global : vscode.TaskScope.Workspace,
    title,
    'AMI Bakery',
    new vscode.ProcessExecution(command.program, [...command.arguments]),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: false };
  const disposables: vscode.Disposable[] = [];
  try {
    const { promise, resolve } = withResolvers<TerminalEnd>();
    const execution = vscode.tasks.executeTask(task);
    let hasStarted = false;
    disposables.push(
      vscode.tasks.onDidStartTaskProcess((event) => {
        // VS Code 1.139 also tells of a process that did not start, and then without an id.
        if (event.execution.task.name === title) hasStarted = Number.isInteger(event.processId);
      }),
      vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name !== title) return;
        resolve(hasStarted ? { kind: 'exited', code: event.exitCode } : { kind: 'not-started' });
      }),
      // Comes after the end of the process where there was one, and alone where there was none.
      vscode.tasks.onDidEndTask((event) => {
        if (event.execution.task.name === title) resolve({ kind: 'not-started' });
      }),
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
