import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/contributedIds.ts';

describe('The packaged extension', () => {
  before(async () => {
    const extension = vscode.extensions.getExtension('ami-bakery.ami-bakery');
    assert.ok(extension);
    await extension.activate();
  });

  it('registers every command that it contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(commandIds)) assert.ok(registered.has(id), id);
  });

  it('has its texts translated, not their keys', () => {
    const manifest = vscode.extensions.getExtension('ami-bakery.ami-bakery')?.packageJSON as unknown;
    assert.doesNotMatch(JSON.stringify(manifest), /"%[\w.]+%"/u);
  });

  it('says what the settings are when they are not set', () => {
    const settings = vscode.workspace.getConfiguration('amiBakery');
    assert.equal(settings.get('awsCliPath'), 'aws');
    assert.equal(settings.get('packerPath'), 'packer');
    assert.equal(settings.get('ansiblePlaybookPath'), 'ansible-playbook');
    assert.equal(settings.get('vagrantPath'), 'vagrant');
    assert.deepEqual(settings.get('profiles'), []);
  });
});
