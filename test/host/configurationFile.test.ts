import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/contributedIds.ts';
import { eventually } from './eventually.ts';

function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

describe('ami-bakery.json', () => {
  const uri = workspaceFile('ami-bakery.json');
  let good: Uint8Array;
  before(async () => {
    good = await vscode.workspace.fs.readFile(uri);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.writeFile(uri, good);
    await eventually('no problems', () => vscode.languages.getDiagnostics(uri).length === 0);
  });

  const write = (text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const problems = (): string[] =>
    vscode.languages
      .getDiagnostics(uri)
      .map(({ message, range }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`);

  it('gets its problems at their places also while it is closed', async () => {
    await write('{\n  "environments": [\n    { "name": "dev", "regions": ["us-east-1a"] }\n  ]\n}\n');
    await eventually('the problem', () => problems().length > 0);
    assert.deepEqual(problems(), ['3:34 environments.0.regions.0 is not a region code such as us-east-1.']);
  });

  it('gets those that no schema can state while it is open, and nothing is said twice', async () => {
    const twice =
      '{ "environments": [{ "name": "dev", "regions": ["us-east-1"] }, { "name": "dev", "regions": [] }] }';
    await write(twice.replace('[] }', '["eu-west-1"] }'));
    await vscode.window.showTextDocument(uri);
    await eventually('the problem', () => problems().length > 0);
    assert.deepEqual(problems(), ['1:75 Another environment in this file is named dev already.']);
  });

  it('is checked while it is edited by the schema that is shipped', async () => {
    await write('{ "environments": [] }');
    await vscode.window.showTextDocument(uri);
    await eventually('the problem of the schema', () =>
      problems().some((problem) => problem.includes('too few')),
    );
    assert.equal(problems().length, 1);
  });

  it('may have comments', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'jsonc');
  });

  it('is completed from the schema', async () => {
    await write('{ "environments": [{ "name": "dev", "regions": ["us-east-1"],  }] }');
    const document = await vscode.workspace.openTextDocument(uri);
    await eventually('the text', () => document.getText().includes(',  }'));
    const list = await eventually('completions', async () => {
      const position = document.positionAt(document.getText().indexOf(',  }') + 2);
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        position,
      );
      return found.items.length > 0 && found;
    });
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const name of ['profile', 'roleArn', 'endpoint', 'accountId', 'tags']) {
      assert.ok(
        labels.some((label) => label.includes(name)),
        `${name} is not among ${labels.join(', ')}`,
      );
    }
  });
});

describe('Opening ami-bakery.json', () => {
  const uri = workspaceFile('ami-bakery.json');
  const opened = (): string | undefined => vscode.window.activeTextEditor?.document.uri.toString();
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the file that there is, whatever it is asked for', async () => {
    for (const target of [undefined, uri.toString(), 'file:///etc/passwd']) {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand(commandIds.openConfiguration, target);
      assert.equal(opened(), uri.toString());
    }
  });

  it('never creates one over it', async () => {
    const before = await vscode.workspace.fs.readFile(uri);
    await vscode.commands.executeCommand(commandIds.createConfiguration);
    assert.equal(opened(), uri.toString());
    assert.deepEqual(await vscode.workspace.fs.readFile(uri), before);
  });
});
