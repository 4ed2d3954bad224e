import { join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { taskType } from '../../../host/contributedIds.ts';
import { readSettings } from '../../../host/settings.ts';
import { packerEnvironment } from '../../../tools/packer/packerCommands.ts';
import type { TemplateList } from './templateList.ts';

/** What Packer is run for in a terminal. A bake that is followed, and that the window does not end, is a command. */
const commands = ['build', 'validate', 'fmt', 'init'] as const;

/** A task of ours as `tasks.json` has it. */
const definitionSchema = z.looseObject({
  type: z.literal(taskType),
  tool: z.literal('packer'),
  /** Relative to the folder of the workspace. */
  template: z.string().check(z.minLength(1)),
  command: z._default(z.enum(commands), 'validate'),
  args: z._default(z.array(z.string()), []),
});

/**
 * A task for each template, which runs Packer in a terminal with what `args` says.
 * @param templates - knows the templates
 */
export function registerPackerTasks(templates: Pick<TemplateList, 'start'>): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () => {
      if (!vscode.workspace.isTrusted) return [];
      return (await templates.start()).flatMap(({ folder, template }) => {
        const scope = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
        const offered = template.kind === 'hcl' ? (['validate', 'fmt'] as const) : (['validate'] as const);
        return offered.flatMap((command) => {
          const definition = { type: taskType, tool: 'packer', template: template.path, command, args: [] };
          return taskOf(definition, scope) ?? [];
        });
      });
    },
    resolveTask: ({ definition, scope }) =>
      vscode.workspace.isTrusted ? taskOf(definition, scope) : undefined,
  });
}

/** Undefined for a definition that is not ours, or of no folder. */
function taskOf(definition: vscode.TaskDefinition, scope: vscode.Task['scope']): vscode.Task | undefined {
  const read = definitionSchema.safeParse(definition);
  if (!read.success || scope === undefined || typeof scope !== 'object') return undefined;
  const { template, command, args } = read.data;
  const path = template.startsWith('-') ? join('.', template) : template;
  const execution = new vscode.ProcessExecution(readSettings().packerPath, [command, ...args, path], {
    cwd: scope.uri.fsPath,
    env: { ...packerEnvironment },
  });
  return new vscode.Task(definition, scope, `${command} ${template}`, 'packer', execution, []);
}
