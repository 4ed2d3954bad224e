import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/contributedIds.ts';
import { eventually } from './eventually.ts';

describe('Signing in', () => {
  it('runs the AWS CLI of the settings with an array of arguments, in the terminal', async () => {
    const settings = vscode.workspace.getConfiguration('amiBakery');
    await settings.update('awsCliPath', '/usr/bin/aws', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('amiBakery.images.focus');
    const started: vscode.TaskExecution[] = [];
    const subscription = vscode.tasks.onDidStartTaskProcess(({ execution }) => started.push(execution));
    try {
      const folder = vscode.workspace.workspaceFolders?.[0];
      assert.ok(folder);
      const file = vscode.Uri.joinPath(folder.uri, 'ami-bakery.json');
      await eventually('the environments', async () => {
        const signIn = vscode.commands.executeCommand(commandIds.signIn, `${file.toString()}#dev`);
        await Promise.race([signIn, new Promise((resolve) => setTimeout(resolve, 2000))]);
        return started.length > 0;
      });
      const execution = started[0]?.task.execution;
      assert.ok(execution instanceof vscode.ProcessExecution);
      assert.equal(execution.process, '/usr/bin/aws');
      assert.deepEqual(execution.args, ['configure', '--profile', 'dev']);
    } finally {
      subscription.dispose();
      for (const execution of started) execution.terminate();
      await settings.update('awsCliPath', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('of an environment without a profile is over when it has said why it cannot be done', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'ami-bakery.json');
    const before = await vscode.workspace.fs.readFile(file);
    const environments = [{ name: 'own', regions: ['us-east-1'] }];
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify({ environments })));
      // As long as the environment is not known the command asks for one, which is put away.
      await eventually('the end of the command', async () => {
        const signIn = vscode.commands.executeCommand(commandIds.signIn, `${file.toString()}#own`);
        const isOver = signIn.then(() => true);
        const isAsking = new Promise<boolean>((resolve) => setTimeout(resolve, 500, false));
        const ended = await Promise.race([isOver, isAsking]);
        if (!ended) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        return ended;
      });
    } finally {
      await vscode.workspace.fs.writeFile(file, before);
    }
  });
});

describe('An image document', () => {
  it('of an image that was not read says so', async () => {
    const uri = vscode.Uri.from({
      scheme: 'ami-bakery-image',
      path: '/us-east-1/ami-1.json',
      query: 'nothing',
    });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /"note": "This image is not among those that were read\."/u);
  });
});
