import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readSettings, reportUnusableSettings } from '../../src/host/settings.ts';
import { eventually } from './eventually.ts';

const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('amiBakery').update(name, value, vscode.ConfigurationTarget.Global);

describe('A setting that cannot be used', () => {
  const names = ['refreshMinutes', 'profiles', 'imageLinks.enabled', 'packerPath'];
  const restore = async (): Promise<void> => {
    for (const name of names) await set(name, undefined);
  };
  afterEach(restore);

  it('counts as not set', async () => {
    await restore();
    const defaults = readSettings();
    assert.equal(defaults.refreshMinutes, 30);
    for (const value of ['often', -1, null, [5]]) {
      await set('refreshMinutes', value);
      assert.equal(readSettings().refreshMinutes, 30);
    }
    await set('profiles', 'dev');
    await set('imageLinks.enabled', 'no');
    await set('packerPath', '  ');
    assert.deepEqual(readSettings(), defaults);
    await set('packerPath', ' /opt/packer ');
    assert.equal(readSettings().packerPath, '/opt/packer');
  });

  it('is named in the log once, with the type of its value and not the value', async () => {
    const warnings: string[] = [];
    await set('refreshMinutes', 'hunter2');
    const subscription = reportUnusableSettings({ warn: (message) => warnings.push(message) });
    try {
      await set('refreshMinutes', 'hunter3');
      await set('profiles', 5);
      await eventually('the second warning', () => warnings.length > 1);
      assert.deepEqual(warnings, [
        'The setting amiBakery.refreshMinutes has a value that cannot be used (string); its default counts.',
        'The setting amiBakery.profiles has a value that cannot be used (number); its default counts.',
      ]);
    } finally {
      subscription.dispose();
    }
  });
});
