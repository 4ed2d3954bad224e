import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PlaybookDiscovery } from '../../src/features/testing/discovery.ts';
import { hasKeptRuns, showKeptRuns } from '../../src/features/testing/keptRuns.ts';
import { Log } from '../../src/host/log.ts';
import { PlaybookRuns } from '../../src/host/playbookRuns.ts';
import { claimFolder } from '../../src/tools/detached/claim.ts';
import { type DetachedRun, startDetached } from '../../src/tools/detached/detachedRun.ts';
import { stopDetached } from '../../src/tools/detached/stopDetached.ts';

describe('A run that an earlier window has begun', () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const playbook = vscode.Uri.joinPath(workspace.uri, 'kept-runs-of-a-test.yml');
  const log = new Log(vscode.window.createOutputChannel('Kept runs of a test', { log: true }));
  const controller = vscode.tests.createTestController('kept-runs-of-a-test', 'Kept runs');
  const discovery = new PlaybookDiscovery(controller, log);
  const closing = new AbortController();
  const started: DetachedRun[] = [];
  /** Labels of the playbooks whose runs are shown. */
  const shown: string[] = [];
  const view = {
    controller: {
      createTestRun: (request: vscode.TestRunRequest): vscode.TestRun => {
        shown.push(...(request.include ?? []).map(({ label }) => label));
        return controller.createTestRun(request);
      },
    },
    letInAgain: () => Promise.resolve(),
    signal: closing.signal,
    interval: 20,
  };
  let storageFolder: string;

  before(async () => {
    await vscode.workspace.fs.writeFile(playbook, new TextEncoder().encode('- hosts: all\n'));
    await discovery.start();
  });
  beforeEach(async () => {
    storageFolder = await mkdtemp(join(tmpdir(), 'ami-bakery-kept-'));
    shown.length = 0;
  });
  afterEach(async () => {
    for (const run of started.splice(0)) await stopDetached(run, [{ signal: 'SIGKILL', patience: 5000 }]);
    await rm(storageFolder, { recursive: true });
  });
  after(async () => {
    closing.abort();
    discovery.dispose();
    controller.dispose();
    log.dispose();
    await vscode.workspace.fs.delete(playbook);
  });

  const showAll = (): Promise<void> =>
    showKeptRuns(
      { log, playbookRuns: new PlaybookRuns(), storageFolder },
      { ...view, tests: discovery.tests },
    );
  /** A run as a window leaves it; the program stands for Ansible. */
  const keep = async (name: string, script: string): Promise<string> => {
    const folder = join(storageFolder, 'runs', name);
    await mkdir(folder, { recursive: true });
    const test = discovery.tests.find(({ item }) => item.label === 'kept-runs-of-a-test.yml');
    const order = { playbook: test?.item.id, runId: name, host: 'web', turn: 'only', tags: [], skipTags: [] };
    await writeFile(join(folder, 'order.json'), JSON.stringify(order));
    const command = { program: 'sh', arguments: ['-c', script], environment: {}, folder };
    const begun = await startDetached(command, folder);
    assert.ok('run' in begun);
    started.push(begun.run);
    return folder;
  };

  it('is shown to its end and then forgotten', async () => {
    assert.equal(await hasKeptRuns({ storageFolder }), false);
    const folder = await keep('one', 'exit 3');
    assert.equal(await hasKeptRuns({ storageFolder }), true);
    await showAll();
    assert.deepEqual(shown, ['kept-runs-of-a-test.yml']);
    assert.equal(existsSync(folder), false);
  });

  it('is left to another window that shows it, until that is gone', async () => {
    const folder = await keep('two', 'exit 0');
    const otherWindow = await startDetached(
      { program: 'sleep', arguments: ['60'], environment: {}, folder: storageFolder },
      join(storageFolder, 'window'),
    );
    assert.ok('run' in otherWindow);
    started.push(otherWindow.run);
    const { pid, start = '' } = otherWindow.run;
    assert.equal(await claimFolder(folder, { pid, start }), true);
    const showing = showAll();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual([shown, existsSync(folder)], [[], true]);
    await stopDetached(otherWindow.run, [{ signal: 'SIGKILL', patience: 5000 }]);
    await showing;
    assert.deepEqual([shown.length, existsSync(folder)], [1, false]);
  });

  it('is not taken away while it is just being started, only long after', async () => {
    const folder = join(storageFolder, 'runs', 'three');
    await mkdir(folder, { recursive: true });
    await showAll();
    assert.equal(existsSync(folder), true);
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(folder, yesterday, yesterday);
    await showAll();
    assert.equal(existsSync(folder), false);
  });

  it('leaves no password behind when its window ends before it begins', async () => {
    const folder = join(storageFolder, 'runs', 'five');
    await mkdir(join(folder, 'secrets'), { recursive: true });
    await claimFolder(folder, { pid: process.pid, start: 'not of this process' });
    const starting = join(storageFolder, 'runs', 'six');
    await mkdir(join(starting, 'secrets'), { recursive: true });
    await claimFolder(starting);
    await showAll();
    assert.equal(existsSync(join(folder, 'secrets')), false);
    assert.equal(existsSync(join(starting, 'secrets')), true);
  });

  it('is left alone while it runs, whatever its age, when its playbook is not known here', async () => {
    const folder = await keep('four', 'sleep 60');
    await writeFile(join(folder, 'order.json'), '{}');
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(folder, yesterday, yesterday);
    await showAll();
    assert.deepEqual([shown, existsSync(folder)], [[], true]);
  });
});
