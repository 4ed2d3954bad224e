import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/contributedIds.ts';
import { environment, image } from '../unit/core/images/builders.ts';

describe('A tag command that has nothing to do', () => {
  it('is over when it has said so, not when somebody has put the sentence away', async () => {
    await vscode.commands.executeCommand(commandIds.undoTagChange);
    await vscode.commands.executeCommand(commandIds.undoTagChange, 4711);
  });

  it('asks for no value of a tag of AWS, and reads no tags for it', async () => {
    let calls = 0;
    const cloud = createServer((socket) => {
      calls += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(cloud, 'listening');
    const address = cloud.address();
    assert.ok(typeof address === 'object' && address !== null);
    const key = 'aws:autoscaling:groupName';
    const row = {
      kind: 'tag',
      environmentId: 'dev',
      environment: { ...environment('dev'), endpoint: `http://127.0.0.1:${address.port}` },
      image: image('ami-1', { tags: { [key]: 'web' } }),
      key,
      value: 'web',
    };
    try {
      await vscode.commands.executeCommand(commandIds.editTagValue, row, [row]);
      await vscode.commands.executeCommand(commandIds.removeTag, row, [row]);
      assert.equal(calls, 0);
    } finally {
      cloud.close();
    }
  });
});
