import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import {
  type ConfigurationProblem,
  configurationFileName,
  readConfiguration,
} from '../../core/environments/configuration.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { Services } from '../../host/services.ts';

/**
 * Shows what is wrong with every `ami-bakery.json` at its place. While a file is open, VS Code's own JSON support
 * shows what its schema says; then only the rest comes from here, so that nothing is said twice.
 * @param services - the files, as saved
 */
export function registerDiagnostics({
  environments,
  log,
}: Pick<Services, 'environments' | 'log'>): Disposable[] {
  const collection = vscode.languages.createDiagnosticCollection('ami-bakery');
  const update = (): void => {
    const problemsByFile = new Map(
      environments.files.map(({ file }) => [file, [] as ConfigurationProblem[]]),
    );
    for (const { file, problem } of environments.choice.problems) problemsByFile.get(file)?.push(problem);
    collection.clear();
    for (const { file, text } of environments.files) {
      const uri = vscode.Uri.parse(file);
      const document = openDocument(uri);
      const found =
        document === undefined
          ? diagnosticsOf(problemsByFile.get(file) ?? [], (offset) => positionIn(text, offset))
          : diagnosticsOf(
              readConfiguration(document.getText()).problems.filter(({ kind }) => kind === 'rule'),
              (offset) => document.positionAt(offset),
            );
      collection.set(uri, found);
    }
  };
  const updateFor = ({ uri }: vscode.TextDocument): void => {
    if (isConfiguration(uri)) update();
  };
  // VS Code wakes the extension for a workspace with such a file: its problems show without the view being opened.
  // In Restricted Mode the file is not used, so nothing is read for it.
  const showProblems = (): void => {
    environments.startFiles().catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  };
  if (vscode.workspace.isTrusted) showProblems();
  return [
    collection,
    environments.onDidChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(showProblems),
    vscode.workspace.onDidOpenTextDocument(updateFor),
    vscode.workspace.onDidCloseTextDocument(updateFor),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      updateFor(document);
    }),
  ];
}

function isConfiguration(uri: vscode.Uri): boolean {
  return uri.path.endsWith(`/${configurationFileName}`);
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function diagnosticsOf(
  problems: readonly ConfigurationProblem[],
  positionAt: (offset: number) => vscode.Position,
): vscode.Diagnostic[] {
  return problems.map(({ message, range: { offset, length } }) => {
    const range = new vscode.Range(positionAt(offset), positionAt(offset + length));
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'AMI Bakery';
    return diagnostic;
  });
}

/** What TextDocument.positionAt does, for a file that is not open. */
function positionIn(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/u);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
