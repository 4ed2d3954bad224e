import { utf8Locale } from '../../tools/ansible/utf8Locale.ts';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { taskType } from '../../host/contributedIds.ts';
import { readSettings } from '../../host/settings.ts';
import type { PlaybookDiscovery } from './discovery.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** A task of ours as `tasks.json` has it. */
const definitionSchema = z.looseObject({
  type: z.literal(taskType),
  tool: z.literal('ansible'),
  /** Relative to the folder of the workspace. */
  playbook: z.string().check(z.minLength(1)),
  args: z._default(z.array(z.string()), []),
});

/** By which errors of Ansible are found in the output, those of 2.19 and later and those before. */
const problemMatchers = ['$ansible', '$ansible-2.18'];

/**
 * A task for each playbook, which runs ansible-playbook in a terminal: with the inventory of the person's `ansible.cfg`, or
 * with what `args` says. There Ansible asks by itself.
 * @param discovery - knows the playbooks
 * @param start - finds them when nobody has asked yet
 */
export function registerAnsibleTasks(
  discovery: Pick<PlaybookDiscovery, 'tests'>,
  start: () => Promise<void>,
): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () => {
      if (!vscode.workspace.isTrusted) return [];
      await start();
      return discovery.tests.flatMap((test) => proposedTask(discovery.tests, test));
    },
    resolveTask: async ({ definition, scope }) => {
      if (!vscode.workspace.isTrusted) return undefined;
      await start();
      return taskOf(discovery.tests, definition, scope);
    },
  });
}

function proposedTask(tests: readonly PlaybookTest[], { folder, playbook }: PlaybookTest): vscode.Task[] {
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
  const definition = { type: taskType, tool: 'ansible', playbook: playbook.path, args: [] };
  const task = taskOf(tests, definition, workspaceFolder);
  return task === undefined ? [] : [task];
}

/** Undefined for a definition that is not ours, or of no folder. */
function taskOf(
  tests: readonly PlaybookTest[],
  definition: vscode.TaskDefinition,
  scope: vscode.Task['scope'],
): vscode.Task | undefined {
  const read = definitionSchema.safeParse(definition);
  if (!read.success || scope === undefined || typeof scope !== 'object') return undefined;
  const { playbook, args } = read.data;
  const path = join(scope.uri.fsPath, playbook);
  const known = tests.find((test) => join(test.folder, test.playbook.path) === path);
  // Where its ansible.cfg is.
  const cwd = known?.ansibleFolder ?? scope.uri.fsPath;
  const execution = new vscode.ProcessExecution(
    readSettings().ansiblePlaybookPath,
    [...args, '--', relative(cwd, path)],
    { cwd, env: { LC_ALL: utf8Locale() } },
  );
  const task = new vscode.Task(definition, scope, playbook, 'ansible', execution, problemMatchers);
  // In a terminal that a task before has used VS Code 1.139 tells the matchers each line twice, so that those of several
  // lines find nothing.
  task.presentationOptions = { panel: vscode.TaskPanelKind.New };
  return task;
}
