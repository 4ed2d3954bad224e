import { join } from 'node:path';
import * as vscode from 'vscode';
import { knownVariables, planVariables } from '../../../core/bakes/bakeVariables.ts';
import type { Disposable } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import { defaultTagNames } from '../../../core/environments/environment.ts';
import { onOneLine } from '../../../core/text/plainText.ts';
import type { Log } from '../../../host/log.ts';
import { readSettings } from '../../../host/settings.ts';
import { packerEnvironment, validateCommand } from '../../../tools/packer/packerCommands.ts';
import { type PackerDiagnostic, readDiagnostics } from '../../../tools/packer/validateOutput.ts';
import { runProgram } from '../../../tools/runProgram.ts';
import type { TemplateList, WorkspaceTemplate } from './templateList.ts';

/** How long Packer may take, in milliseconds; under a second is usual. */
const timeLimit = 60_000;

/** How many characters of Packer's words are shown where it names no place. */
const mostWords = 2000;

/** What stands in for what is known only when somebody bakes. */
const standIn = knownVariables({
  bakeId: '',
  environment: {
    id: '',
    name: 'dev',
    profile: undefined,
    regions: ['us-east-1'],
    roleArn: undefined,
    endpoint: undefined,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'variables' },
  },
  region: 'us-east-1',
  sourceCidr: '192.0.2.1/32',
  commit: '',
  packageList: '',
});

/** What validating a template came to. */
export type Validation =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid' }
  /** Packer could not be asked: why, in words for a person. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What Packer finds wrong with templates, at its lines: whenever one is saved, and when a person asks. */
export class TemplateDiagnostics implements Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('amiBakery.packer');
  readonly #list: TemplateList;
  readonly #disposables: Disposable[];
  /** By template, the validation that is under way. */
  readonly #running = new Map<string, AbortController>();

  /**
   * Validates nothing yet.
   * @param list - of the templates
   * @param log - where troubles are told
   */
  constructor(list: TemplateList, log: Log) {
    this.#list = list;
    this.#disposables = [
      this.#collection,
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        this.#validateSaved(uri).catch((thrown: unknown) => {
          log.warn(messageOf(thrown));
        });
      }),
    ];
  }

  /**
   * Asks Packer what is wrong with a template, and shows it at its lines. AWS is asked nothing.
   * @param template - of the list
   */
  async validate(template: WorkspaceTemplate): Promise<Validation> {
    const key = join(template.folder, template.template.path);
    this.#running.get(key)?.abort();
    const running = new AbortController();
    this.#running.set(key, running);
    const { packerPath } = readSettings();
    const { given } = planVariables(template.template, standIn, {});
    const command = validateCommand(packerPath, {
      template: template.template.path,
      plain: Object.fromEntries(given),
    });
    const end = await runProgram(
      { ...command, environment: packerEnvironment, folder: template.folder, timeLimit },
      running.signal,
    );
    if (this.#running.get(key) === running) this.#running.delete(key);
    if (end.kind !== 'exited') {
      return { kind: 'unknown', reason: vscode.l10n.t('{0} cannot be run: {1}.', packerPath, end.kind) };
    }
    const output = `${end.stdout}\n${end.stderr}`;
    const found = readDiagnostics(output, template.template.path).filter((each) => !isAskedLater(each));
    const isWrong = found.some(({ severity }) => severity === 'error');
    const unplaced: PackerDiagnostic[] =
      end.code === 0 || readDiagnostics(output, template.template.path).length > 0
        ? []
        : [{ severity: 'error', message: output.trim().slice(0, mostWords), place: undefined }];
    this.#show(template, [...found, ...unplaced]);
    return { kind: isWrong || unplaced.length > 0 ? 'invalid' : 'valid' };
  }

  dispose(): void {
    for (const running of this.#running.values()) running.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #validateSaved(uri: vscode.Uri): Promise<void> {
    if (!vscode.workspace.isTrusted || !/\.(?:pkr\.hcl|pkrvars\.hcl|json)$/u.test(uri.path)) return;
    const templates = await this.#list.start();
    const concerned = templates.filter(({ folder, template }) =>
      template.files.some((file) => join(folder, file) === uri.fsPath),
    );
    for (const template of concerned) await this.validate(template);
  }

  #show({ folder, template }: WorkspaceTemplate, found: readonly PackerDiagnostic[]): void {
    const first = template.files[0] ?? template.path;
    const byFile = new Map<string, vscode.Diagnostic[]>(template.files.map((file) => [file, []]));
    for (const { severity, message, place } of found) {
      const file = place?.file ?? first;
      byFile.set(file, [...(byFile.get(file) ?? []), diagnosticOf(severity, message, place?.line ?? 1)]);
    }
    for (const [file, diagnostics] of byFile) {
      this.#collection.set(vscode.Uri.file(join(folder, file)), diagnostics);
    }
  }
}

/** A person is asked for those when they bake. */
function isAskedLater({ message }: PackerDiagnostic): boolean {
  return /^(?:Unset variable|required variable not set)/u.test(message);
}

/** Packer names the line alone. */
function diagnosticOf(
  severity: PackerDiagnostic['severity'],
  message: string,
  line: number,
): vscode.Diagnostic {
  const range = new vscode.Range(Math.max(0, line - 1), 0, Math.max(0, line - 1), Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(
    range,
    message.trim() === '' ? onOneLine(vscode.l10n.t('Packer refuses this.')) : message,
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'packer';
  return diagnostic;
}
