import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

const site = `- name: Site
  hosts: web
  roles: [web]
  tasks:
    - { name: Install, ansible.builtin.debug: , tags: packages }
    - { name: Plain, ansible.builtin.debug: }
    - block:
        - { name: Deep, ansible.builtin.debug: , tags: deep }
      tags: outer
`;
const role = `- name: Of the role
  ansible.builtin.debug:
  tags: web
`;

/** What two Ansibles say of the same mistake, as `test/real/ansible/problemMatchers.test.ts` has it from them. */
const outputs = (
  file: string,
): string => `ERROR! We were unable to read either as JSON nor YAML, these are the errors:
JSON: Expecting value: line 1 column 1 (char 0)

Syntax Error while loading YAML.
  did not find expected node content

The error appears to be in '${file}': line 2, column 3, but may
be elsewhere in the file depending on the exact syntax problem.

ERROR! couldn't resolve module/action 'no_such_module'.

The error appears to be in '${file}': line 4, column 1, but may
be elsewhere in the file depending on the exact syntax problem.

[ERROR]: Task failed: Action failed: broken on purpose
Origin: ${file}:6:7

5   tasks:
`;

describe('A playbook in the editor and in the terminal', () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const folder = vscode.Uri.joinPath(workspace.uri, 'lenses-of-a-test');
  const uri = vscode.Uri.joinPath(folder, 'site.yml');
  const roleUri = vscode.Uri.joinPath(folder, 'roles', 'web', 'tasks', 'main.yml');
  const settings = vscode.workspace.getConfiguration('amiBakery');
  const write = (file: vscode.Uri, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  let programs: string;

  before(async () => {
    programs = await mkdtemp(join(tmpdir(), 'ami-bakery-tasks-'));
    await write(uri, site);
    await write(roleUri, role);
    await write(vscode.Uri.joinPath(folder, 'ansible.cfg'), '');
    await vscode.extensions.getExtension('ami-bakery.ami-bakery')?.activate();
  });
  after(async () => {
    await rm(programs, { recursive: true });
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  const lenses = async (file: vscode.Uri): Promise<[number, string | undefined][]> => {
    await vscode.workspace.openTextDocument(file);
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      file,
    );
    return found.map(({ range, command }) => [range.start.line, command?.title]);
  };

  it('has what can be run over plays, roles and tasks with tags, also in the files of roles', async () => {
    await eventually('the lenses', async () => (await lenses(uri)).length > 0);
    const both = (line: number): unknown[] => [
      [line, '$(play) Run on Vagrant'],
      [line, 'on EC2'],
      [line, 'Check on Vagrant'],
    ];
    const byLine = async (file: vscode.Uri): Promise<unknown[]> =>
      (await lenses(file)).sort(([a], [b]) => a - b);
    assert.deepEqual(await byLine(uri), [0, 2, 4, 7].flatMap(both));
    assert.deepEqual(await byLine(roleUri), both(0));
  });

  it('has none where the setting says so', async () => {
    await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lenses(uri), []);
    } finally {
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.notDeepEqual(await lenses(uri), []);
  });

  it('is a task, which takes arguments as they are and runs where its ansible.cfg is', async () => {
    const program = join(programs, 'ansible-playbook');
    const record = join(programs, 'record');
    await writeFile(program, `#!/bin/sh\n{ pwd; printf '%s\\n' "$@"; } >"${record}"\n`);
    await chmod(program, 0o755);
    await settings.update('ansiblePlaybookPath', program, vscode.ConfigurationTarget.Global);
    const tasks = vscode.Uri.joinPath(workspace.uri, '.vscode', 'tasks.json');
    const own = { type: 'ami-bakery', tool: 'ansible', playbook: 'lenses-of-a-test/site.yml' };
    const args = ['--tags', 'a b', '$(touch pwned)'];
    await write(tasks, JSON.stringify({ version: '2.0.0', tasks: [{ ...own, args, label: 'mine' }] }));
    try {
      const named = async (name: string): Promise<vscode.Task | undefined> =>
        (await vscode.tasks.fetchTasks({ type: 'ami-bakery' })).find((task) => task.name === name);
      const proposed = await eventually('the proposed task', () => named('lenses-of-a-test/site.yml'));
      assert.deepEqual(proposed.definition['args'], []);
      for (const [task, words] of [
        [proposed, []],
        [await eventually('the own task', () => named('mine')), args],
      ] as const) {
        await rm(record, { force: true });
        await vscode.tasks.executeTask(task);
        const ran = await eventually('its run', async () => {
          const text = await readFile(record, 'utf8').catch(() => '');
          return text.endsWith('site.yml\n') && text;
        });
        assert.deepEqual(ran.split('\n'), [folder.fsPath, ...words, '--', 'site.yml', '']);
      }
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspace.uri, '.vscode'), { recursive: true });
      await settings.update('ansiblePlaybookPath', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('has the errors of both Ansibles among its problems when a task has run', async () => {
    const program = join(programs, 'ansible-playbook');
    const text = join(programs, 'output');
    await writeFile(text, outputs(uri.fsPath));
    await writeFile(program, `#!/bin/sh\ncat "${text}"\nexit 4\n`);
    await chmod(program, 0o755);
    await settings.update('ansiblePlaybookPath', program, vscode.ConfigurationTarget.Global);
    try {
      const found = await vscode.tasks.fetchTasks({ type: 'ami-bakery' });
      const task = found.find(({ name }) => name === 'lenses-of-a-test/site.yml');
      assert.ok(task);
      await vscode.tasks.executeTask(task);
      const problems = (): unknown[] =>
        vscode.languages
          .getDiagnostics(uri)
          .filter(({ source }) => source === 'ansible-playbook')
          .map(({ message, range: { start } }) => [message, start.line, start.character])
          .sort();
      await eventually('the problems', () => problems().length === 3);
      assert.deepEqual(problems(), [
        ['Task failed: Action failed: broken on purpose', 5, 6],
        ["couldn't resolve module/action 'no_such_module'.", 3, 0],
        ['did not find expected node content', 1, 2],
      ]);
    } finally {
      await settings.update('ansiblePlaybookPath', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
