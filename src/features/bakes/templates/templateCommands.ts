import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { onOneLine, singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import { registerCommand } from '../../../host/registerCommand.ts';
import type { Services } from '../../../host/services.ts';
import { readSettings } from '../../../host/settings.ts';
import { tell } from '../../../host/tell.ts';
import type { CommandLine } from '../../../tools/commandLine.ts';
import { formatCommand, initCommand, packerEnvironment } from '../../../tools/packer/packerCommands.ts';
import { type ProgramEnd, runProgram } from '../../../tools/runProgram.ts';
import type { TemplateDiagnostics } from './templateDiagnostics.ts';
import type { TemplateList, WorkspaceTemplate } from './templateList.ts';

/** How long Packer may format, or fetch plugins, in milliseconds. */
const timeLimit = 300_000;

/** How many characters of Packer's words are shown. */
const mostWords = 500;

/**
 * What one does with templates besides baking them.
 * @param services - show what went wrong
 * @param templates - those of the workspace
 * @param diagnostics - what is wrong with them
 */
export function registerTemplateCommands(
  { work }: Pick<Services, 'work'>,
  templates: TemplateList,
  diagnostics: TemplateDiagnostics,
): Disposable[] {
  return [
    registerCommand(work, commandIds.validateTemplate, async () => {
      const chosen = await choose(templates, vscode.l10n.t('Validate which template?'), () => true);
      if (chosen === undefined) return;
      const validation = await diagnostics.validate(chosen);
      if (validation.kind === 'valid') tell(vscode.l10n.t('{0} is valid.', withoutMarkup(chosen.title)));
      else if (validation.kind === 'unknown') tell(withoutMarkup(validation.reason));
      else await vscode.commands.executeCommand('workbench.actions.view.problems');
    }),
    registerCommand(work, commandIds.formatTemplate, async () => {
      const chosen = await choose(
        templates,
        vscode.l10n.t('Format which template?'),
        ({ template }) => template.kind === 'hcl',
      );
      if (chosen === undefined) return;
      await vscode.workspace.saveAll(false);
      const end = await run(formatCommand(readSettings().packerPath, chosen.template.path), chosen.folder);
      const changed = end.kind === 'exited' ? end.stdout.trim() : '';
      tellEnd(
        end,
        changed === ''
          ? vscode.l10n.t('{0} is formatted already.', chosen.title)
          : vscode.l10n.t('Formatted {0}.', onOneLine(changed)),
      );
    }),
    registerCommand(work, commandIds.initTemplate, async () => {
      const folder = await choosePluginFolder();
      if (folder === undefined) return;
      const end = await run(initCommand(readSettings().packerPath, folder), folder);
      // Before 1.7 there is no such command, and no plugins that would have to be installed.
      if (end.kind === 'exited' && end.code === 127) {
        tell(vscode.l10n.t('This Packer is older than 1.7 and has its plugins with it.'));
        return;
      }
      tellEnd(end, vscode.l10n.t('The plugins of {0} are installed.', singleLine(folder)));
    }),
  ];
}

async function choose(
  templates: TemplateList,
  title: string,
  isPossible: (template: WorkspaceTemplate) => boolean,
): Promise<WorkspaceTemplate | undefined> {
  const possible = (await templates.start()).filter(isPossible);
  const [only, other] = possible;
  if (only === undefined) tell(vscode.l10n.t('There is no Packer template that this can be done with.'));
  if (only === undefined || other === undefined) return only;
  const items = possible.map((each) => ({ label: withoutMarkup(each.title), each }));
  return (await vscode.window.showQuickPick(items, { title }))?.each;
}

/** The folders with a block that names plugins; it may stand alone, since Packer before 1.7 refuses it in a template. */
async function choosePluginFolder(): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles('**/*.pkr.{hcl,json}', '**/{node_modules,.git}/**');
  const texts = await Promise.all(
    files.map(async (uri) => ({
      uri,
      text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
    })),
  );
  const folders = texts
    .filter(({ text }) => /^\s*(?:required_plugins\s*\{|"required_plugins"\s*:)/mu.test(text))
    .map(({ uri }) => dirname(uri.fsPath));
  const [only, other] = [...new Set(folders)].sort();
  if (only === undefined) tell(vscode.l10n.t('No template of this workspace names plugins.'));
  if (only === undefined || other === undefined) return only;
  return vscode.window.showQuickPick([...new Set(folders)].sort(), {
    title: vscode.l10n.t('Install the plugins that which folder names?'),
  });
}

function run(command: CommandLine, folder: string): Promise<ProgramEnd> {
  const { signal } = new AbortController();
  return runProgram({ ...command, environment: packerEnvironment, folder: join(folder), timeLimit }, signal);
}

function tellEnd(end: ProgramEnd, words: string): void {
  if (end.kind === 'exited' && end.code === 0) {
    tell(withoutMarkup(words));
    return;
  }
  const said = 'stdout' in end ? onOneLine(`${end.stdout}\n${end.stderr}`).slice(0, mostWords) : end.kind;
  tell(withoutMarkup(vscode.l10n.t('Packer did not do it: {0}', said)));
}
