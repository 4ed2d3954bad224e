import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { commandIds, settingNames } from '../../host/contributedIds.ts';
import { readSettings, settingId } from '../../host/settings.ts';
import type { PlaybookDiscovery } from './discovery.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** What a lens passes to its command. */
export interface LensTarget {
  /** Ids of the items that are at its line: several where several playbooks use it. */
  readonly items: readonly string[];
  readonly isCheck: boolean;
  /** Whether it is run on an EC2 test instance, and not on a Vagrant machine. */
  readonly isOnInstance: boolean;
}

/** Ids of items by the line that they begin in, counted from 0. */
type Lines = Map<number, string[]>;

/**
 * Lenses over plays, roles and tasks with tags of their own, in the files of the playbooks.
 * @param discovery - knows the playbooks
 * @param start - finds them when nobody has asked yet
 */
export function registerCodeLenses(
  discovery: Pick<PlaybookDiscovery, 'onDidChange' | 'tests'>,
  start: () => Promise<void>,
): Disposable[] {
  const changes = new vscode.EventEmitter<void>();
  let known: { readonly tests: readonly PlaybookTest[]; readonly files: Map<string, Lines> } | undefined;
  const linesOf = (uri: vscode.Uri): Lines | undefined => {
    const { tests } = discovery;
    if (known?.tests !== tests) known = { tests, files: linesByFile(tests) };
    return known.files.get(uri.toString());
  };
  const change = (): void => {
    changes.fire();
  };
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changes.event,
    provideCodeLenses: async ({ uri }) => {
      // Nothing may run in Restricted Mode.
      if (!vscode.workspace.isTrusted || !readSettings().hasCodeLenses) return [];
      await start();
      return [...(linesOf(uri) ?? [])].flatMap(([line, items]) => lensesAt(line, items));
    },
  };
  return [
    changes,
    vscode.languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/*.{yml,yaml}' }, provider),
    discovery.onDidChange(change),
    vscode.workspace.onDidGrantWorkspaceTrust(change),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settingId(settingNames.codeLenses))) change();
    }),
  ];
}

function lensesAt(line: number, items: readonly string[]): vscode.CodeLens[] {
  const lens = (title: string, how: Omit<LensTarget, 'items'>): vscode.CodeLens => {
    const target: LensTarget = { items, ...how };
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title,
      command: commandIds.runAtLine,
      arguments: [target],
    });
  };
  return [
    lens(`$(play) ${vscode.l10n.t('Run on Vagrant')}`, { isCheck: false, isOnInstance: false }),
    lens(vscode.l10n.t('on EC2'), { isCheck: false, isOnInstance: true }),
    lens(vscode.l10n.t('Check on Vagrant'), { isCheck: true, isOnInstance: false }),
  ];
}

function linesByFile(tests: readonly PlaybookTest[]): Map<string, Lines> {
  const files = new Map<string, Lines>();
  for (const { parts } of tests) {
    for (const [{ id, uri, range }, part] of parts) {
      const isTarget = part.kind === 'task' ? part.ownTags.length > 0 : part.kind !== 'unknown';
      if (!isTarget || uri === undefined || range === undefined) continue;
      const lines: Lines = files.get(uri.toString()) ?? new Map<number, string[]>();
      files.set(uri.toString(), lines);
      lines.set(range.start.line, [...(lines.get(range.start.line) ?? []), id]);
    }
  }
  return files;
}
