import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('The packaged extension', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('ami-bakery.ami-bakery');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
