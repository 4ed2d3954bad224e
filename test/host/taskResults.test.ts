import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { RunRecord } from '../../src/core/playbookRuns/runRecord.ts';
import { judgeRun, type RunEnd } from '../../src/core/playbookRuns/verdict.ts';
import { PlaybookDiscovery } from '../../src/features/testing/discovery.ts';
import type { PlaybookTest } from '../../src/features/testing/playbookTests.ts';
import { TaskResults } from '../../src/features/testing/taskResults.ts';
import { Log } from '../../src/host/log.ts';

const text = `- hosts: all
  tasks:
    - name: One
      ansible.builtin.debug:
    - name: Two
      ansible.builtin.debug:
`;
/** Lines of the tasks, counted from 1. */
const lines = { One: 3, Two: 5 };

describe('What the Testing view says of the tasks of a run', () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const playbook = vscode.Uri.joinPath(workspace.uri, 'task-results-of-a-test.yml');
  const log = new Log(vscode.window.createOutputChannel('Task results of a test', { log: true }));
  const controller = vscode.tests.createTestController('task-results-of-a-test', 'Task results');
  const discovery = new PlaybookDiscovery(controller, log);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-task-results-'));
    await symlink(workspace.uri.fsPath, join(folder, 'link'));
    await vscode.workspace.fs.writeFile(playbook, new TextEncoder().encode(text));
    await discovery.start();
  });
  after(async () => {
    discovery.dispose();
    controller.dispose();
    log.dispose();
    await vscode.workspace.fs.delete(playbook);
    await rm(folder, { recursive: true });
  });

  const playbookTest = (): PlaybookTest => {
    const test = discovery.tests.find(({ item }) => item.label === 'task-results-of-a-test.yml');
    assert.ok(test);
    return test;
  };

  /** Shows a run that did these steps, and gives what was said last of each item. */
  const shown = (
    steps: readonly (readonly [task: string, host: string, status: string, more?: object])[],
    end: RunEnd,
    { at = playbook.fsPath, stats }: { at?: string; stats?: Readonly<Record<string, object>> } = {},
  ): Record<string, string> => {
    const said: Record<string, string> = {};
    const note =
      (state: string) =>
      (item: vscode.TestItem, message?: unknown): void => {
        const words = message instanceof vscode.TestMessage ? message.message : undefined;
        said[item.label] = typeof words === 'string' ? `${state}: ${words}` : state;
      };
    const record = new RunRecord();
    const run = {
      started: note('started'),
      passed: note('passed'),
      failed: note('failed'),
      errored: note('errored'),
      skipped: note('skipped'),
    };
    const results = new TaskResults(run, playbookTest(), record);
    const add = (event: object): void => {
      const taken = record.add(JSON.stringify({ time: 1, ...event }));
      assert.ok(taken);
      results.show(taken);
    };
    for (const [task, host, status, more] of steps) {
      const line = task === 'One' || task === 'Two' ? lines[task] : 99;
      add({ event: 'task', id: task, name: task, action: 'debug', path: `${at}:${line}`, tags: [] });
      add({ event: 'result', task, host, status, ...more });
    }
    const counts = { ok: 0, changed: 0, failures: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 };
    if (stats !== undefined) {
      const hosts = Object.entries(stats).map(([host, some]) => [host, { ...counts, ...some }] as const);
      add({ event: 'end', hosts: Object.fromEntries(hosts) });
    }
    results.end(judgeRun(record, end));
    return said;
  };

  it('is that one has failed, also when the run was stopped or killed afterwards', () => {
    for (const end of [{ kind: 'stopped' }, { kind: 'lost' }] as const) {
      const said = shown([['One', 'web', 'failed', { message: 'no' }]], end);
      assert.deepEqual(said, { One: 'failed: web:\nno', Two: 'skipped' });
    }
  });

  it('is that one was not reached, also when another has failed', () => {
    const said = shown(
      [
        ['One', 'db', 'failed', { message: 'no' }],
        ['Two', 'web', 'unreachable', { message: 'away' }],
      ],
      { kind: 'exited', code: 4 },
      { stats: { db: { failures: 1 }, web: { unreachable: 1 } } },
    );
    assert.deepEqual(said, { One: 'failed: db:\nno', Two: 'errored: web:\naway' });
  });

  it('is that one has passed that was rescued', () => {
    const said = shown(
      [
        ['One', 'web', 'failed'],
        ['Two', 'web', 'ok'],
      ],
      { kind: 'exited', code: 0 },
      { stats: { web: { ok: 1, rescued: 1 } } },
    );
    assert.deepEqual(said, { One: 'passed', Two: 'passed' });
  });

  it('is at the place where a file is, however Ansible has got there', () => {
    const at = join(folder, 'link', 'task-results-of-a-test.yml');
    const said = shown(
      [['One', 'web', 'ok']],
      { kind: 'exited', code: 0 },
      { at, stats: { web: { ok: 1 } } },
    );
    assert.deepEqual(said, { One: 'passed', Two: 'skipped' });
  });

  it('is at the playbook, by name, where nothing stands for a task', () => {
    const said = shown(
      [['Restart it', 'web', 'failed', { message: 'no' }]],
      { kind: 'exited', code: 2 },
      { stats: { web: { failures: 1 } } },
    );
    assert.equal(said['task-results-of-a-test.yml'], 'failed: Restart it\nweb:\nno');
  });
});
