import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { RunRecord } from '../../src/core/playbookRuns/runRecord.ts';
import { judgeRun, type RunEnd } from '../../src/core/playbookRuns/verdict.ts';
import { PlaybookDiscovery } from '../../src/features/testing/discovery.ts';
import type { PlaybookTest } from '../../src/features/testing/playbookTests.ts';
import { showVerdict } from '../../src/features/testing/showRun.ts';
import { TaskResults } from '../../src/features/testing/taskResults.ts';
import { Log } from '../../src/host/log.ts';

const text = `- hosts: all
  tasks:
    - name: One
      ansible.builtin.debug:
    - name: Two
      ansible.builtin.debug:
      tags: two
`;
/** Lines of the tasks, counted from 1. */
const lines = { One: 3, Two: 5 };

/** Two plays that use one role, and one that brings something in when it runs. */
const includingText = `- name: First
  hosts: one
  roles: [shared-of-a-test]
- name: Second
  hosts: two
  roles: [shared-of-a-test]
  tasks:
    - name: Bring in
      ansible.builtin.include_tasks: '{{ which }}.yml'
    - name: Last
      ansible.builtin.debug:
`;
const roleText = `- name: Share
  ansible.builtin.debug:
`;

interface ShownOptions {
  readonly at?: string;
  readonly stats?: Readonly<Record<string, object>>;
  readonly tags?: readonly string[];
}

describe('What the Testing view says of the tasks of a run', () => {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace);
  const playbook = vscode.Uri.joinPath(workspace.uri, 'task-results-of-a-test.yml');
  const including = vscode.Uri.joinPath(workspace.uri, 'including-of-a-test.yml');
  const role = vscode.Uri.joinPath(workspace.uri, 'roles', 'shared-of-a-test');
  const roleTasks = vscode.Uri.joinPath(role, 'tasks', 'main.yml');
  const log = new Log(vscode.window.createOutputChannel('Task results of a test', { log: true }));
  const controller = vscode.tests.createTestController('task-results-of-a-test', 'Task results');
  const discovery = new PlaybookDiscovery(controller, log);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-task-results-'));
    await symlink(workspace.uri.fsPath, join(folder, 'link'));
    const write = (uri: vscode.Uri, words: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(words));
    await write(playbook, text);
    await write(including, includingText);
    await write(roleTasks, roleText);
    await discovery.start();
  });
  after(async () => {
    discovery.dispose();
    controller.dispose();
    log.dispose();
    await vscode.workspace.fs.delete(playbook);
    await vscode.workspace.fs.delete(including);
    await vscode.workspace.fs.delete(role, { recursive: true });
    await rm(folder, { recursive: true });
  });

  const testOf = (uri: vscode.Uri): PlaybookTest => {
    const test = discovery.tests.find(({ item }) => item.uri?.path === uri.path);
    assert.ok(test);
    return test;
  };

  /** Of what was said last of each item, by its labels below the playbook. */
  const details = new Map<
    string,
    { readonly place: vscode.Location | undefined; readonly duration: number | undefined }
  >();

  /** Shows events, and gives what was said last of each item, by its labels below the playbook. */
  const saidOf = (
    test: PlaybookTest,
    events: readonly object[],
    end: RunEnd,
    tags: readonly string[] = [],
  ): Record<string, string> => {
    const said: Record<string, string> = {};
    details.clear();
    const note =
      (state: string) =>
      (item: vscode.TestItem, message?: unknown, duration?: number): void => {
        const words = message instanceof vscode.TestMessage ? message.message : undefined;
        said[labelsOf(item)] = typeof words === 'string' ? `${state}: ${words}` : state;
        const place = message instanceof vscode.TestMessage ? message.location : undefined;
        details.set(labelsOf(item), { place, duration: typeof message === 'number' ? message : duration });
      };
    const run = {
      started: note('started'),
      passed: note('passed'),
      failed: note('failed'),
      errored: note('errored'),
      skipped: note('skipped'),
    };
    const record = new RunRecord();
    const results = new TaskResults(run, test, record, { tags, skipTags: [] });
    for (const event of events) {
      const taken = record.add(JSON.stringify({ time: 1, ...event }));
      assert.ok(taken);
      results.show(taken);
    }
    results.end(judgeRun(record, end));
    return said;
  };
  const labelsOf = (item: vscode.TestItem): string =>
    item.parent?.parent === undefined ? item.label : `${labelsOf(item.parent)} › ${item.label}`;
  const endOf = (stats: Readonly<Record<string, object>>): object => {
    const counts = { ok: 0, changed: 0, failures: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 };
    const hosts = Object.entries(stats).map(([host, some]) => [host, { ...counts, ...some }] as const);
    return { event: 'end', hosts: Object.fromEntries(hosts) };
  };

  /** Shows a run that did these steps, and gives what was said last of each item. */
  const shown = (
    steps: readonly (readonly [task: string, host: string, status: string, more?: object])[],
    end: RunEnd,
    { at = playbook.fsPath, stats, tags }: ShownOptions = {},
  ): Record<string, string> => {
    const events = steps.flatMap(([task, host, status, more]) => {
      const line = task === 'One' || task === 'Two' ? lines[task] : 99;
      return [
        { event: 'task', id: task, name: task, action: 'debug', path: `${at}:${line}`, tags: [] },
        { event: 'result', task, host, status, ...more },
      ];
    });
    const all = stats === undefined ? events : [...events, endOf(stats)];
    const said = saidOf(testOf(playbook), all, end, tags);
    const names = Object.entries(said).map(([labels, words]) => [labels.replace(/^all › /u, ''), words]);
    return Object.fromEntries(names) as Record<string, string>;
  };

  it('is that one has failed, also when the run was stopped or killed afterwards', () => {
    for (const end of [{ kind: 'stopped' }, { kind: 'lost' }] as const) {
      const said = shown([['One', 'web', 'failed', { message: 'no' }]], end);
      assert.deepEqual(said, { One: 'failed: web: no', Two: 'skipped' });
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
    assert.deepEqual(said, { One: 'failed: db: no', Two: 'errored: web: away' });
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

  it('is that one has passed that changed something, or whose failure is ignored', () => {
    const said = shown(
      [
        ['One', 'web', 'changed'],
        ['Two', 'web', 'failed', { ignored: true, message: 'never mind' }],
      ],
      { kind: 'exited', code: 0 },
      { stats: { web: { ok: 2, changed: 1, ignored: 1 } } },
    );
    assert.deepEqual(said, { One: 'passed', Two: 'passed' });
  });

  it('is that one was skipped that Ansible has skipped on all hosts, and not where it ran on one', () => {
    const said = shown(
      [
        ['One', 'web', 'skipped', { reason: 'Conditional result was False' }],
        ['Two', 'web', 'skipped'],
      ],
      { kind: 'exited', code: 0 },
      { stats: { web: { skipped: 2 } } },
    );
    assert.deepEqual(said, { One: 'skipped', Two: 'skipped' });
    const path = `${playbook.fsPath}:${lines.One}`;
    const onTwo = [
      { event: 'task', id: 'One', name: 'One', action: 'debug', path, tags: [] },
      { event: 'result', task: 'One', host: 'web', status: 'skipped' },
      { event: 'result', task: 'One', host: 'db', status: 'ok' },
      endOf({ web: { skipped: 1 }, db: { ok: 1 } }),
    ];
    assert.equal(saidOf(testOf(playbook), onTwo, { kind: 'exited', code: 0 })['all › One'], 'passed');
  });

  it('is of each host on which one task has failed, whatever it came to on the others', () => {
    const path = `${playbook.fsPath}:${lines.One}`;
    const result = (host: string, status: string, message?: string): object => {
      return { event: 'result', task: 'One', host, status, message };
    };
    const events = [
      { event: 'task', id: 'One', name: 'One', action: 'debug', path, tags: [] },
      result('web', 'ok'),
      result('db', 'failed', 'no disk'),
      result('mail', 'failed', 'no memory'),
      endOf({ web: { ok: 1 }, db: { failures: 1 }, mail: { failures: 1 } }),
    ];
    const all: string[] = [];
    const failed = (_: vscode.TestItem, message: unknown): void => {
      if (message instanceof vscode.TestMessage && typeof message.message === 'string')
        all.push(message.message);
    };
    const nothing = (): void => undefined;
    const record = new RunRecord();
    const run = { started: nothing, passed: nothing, failed, errored: nothing, skipped: nothing };
    const results = new TaskResults(run, testOf(playbook), record, { tags: [], skipTags: [] });
    for (const event of events) {
      const taken = record.add(JSON.stringify({ time: 1, ...event }));
      assert.ok(taken);
      results.show(taken);
    }
    results.end(judgeRun(record, { kind: 'exited', code: 2 }));
    assert.deepEqual(all, ['db: no disk', 'mail: no memory']);
  });

  it('is with the diff of what failed, at its line, and how long it took', () => {
    const path = `${playbook.fsPath}:${lines.Two}`;
    const at = { task: 'Two', host: 'web' };
    const events = [
      { event: 'task', id: 'Two', name: 'Two', action: 'template', path, tags: [] },
      { event: 'start', ...at, time: 10 },
      { event: 'diff', ...at, text: '--- before\n+++ after\n-old\n+new' },
      { event: 'result', ...at, status: 'failed', message: 'no', time: 12.5 },
      endOf({ web: { failures: 1 } }),
    ];
    const said = saidOf(testOf(playbook), events, { kind: 'exited', code: 2 });
    assert.equal(said['all › Two'], 'failed: web: no\n--- before\n+++ after\n-old\n+new');
    const { place, duration } = details.get('all › Two') ?? {};
    assert.equal(place?.uri.path, playbook.path);
    assert.equal(place.range.start.line, lines.Two - 1);
    assert.equal(duration, 2500);
  });

  it('is in the file of the role where a task of it has failed', () => {
    const events = [
      { event: 'play', id: 'play', name: 'play', path: `${including.fsPath}:1` },
      { event: 'task', id: 'a', name: 'Share', action: 'debug', path: `${roleTasks.fsPath}:1`, tags: [] },
      { event: 'result', task: 'a', host: 'web', status: 'failed', message: 'no' },
      endOf({ web: { failures: 1 } }),
    ];
    saidOf(testOf(including), events, { kind: 'exited', code: 2 });
    const { place } = details.get('First › shared-of-a-test › Share') ?? {};
    assert.equal(place?.uri.path, roleTasks.path);
    assert.equal(place.range.start.line, 0);
  });

  it('is that nobody knows where the exit code says something else than the events', () => {
    const item = testOf(playbook).item;
    const shownAt = (code: number, status: string, stats: object): unknown => {
      const record = new RunRecord();
      const path = `${playbook.fsPath}:${lines.One}`;
      const events = [
        { event: 'task', id: 'One', name: 'One', action: 'debug', path, tags: [] },
        { event: 'result', task: 'One', host: 'web', status, message: 'no' },
        endOf({ web: stats }),
      ];
      for (const event of events) record.add(JSON.stringify({ time: 1, ...event }));
      const run = controller.createTestRun(new vscode.TestRunRequest([item]));
      let words: unknown;
      const errored = (
        _: vscode.TestItem,
        message: vscode.TestMessage | readonly vscode.TestMessage[],
      ): void => {
        words = 'message' in message ? message.message : undefined;
      };
      showVerdict(
        Object.assign(Object.create(run), { errored }) as vscode.TestRun,
        item,
        judgeRun(record, { kind: 'exited', code }),
      );
      run.end();
      return words;
    };
    assert.equal(
      shownAt(0, 'failed', { failures: 1 }),
      'Ansible says that all went well, but a task has failed.',
    );
    assert.equal(shownAt(3, 'ok', { ok: 1 }), 'Ansible ended with 3 before a task failed.');
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
    assert.equal(said['task-results-of-a-test.yml'], 'failed: Restart it: web: no');
  });

  it('is that one was stopped that had not ended', () => {
    const path = `${playbook.fsPath}:${lines.One}`;
    const events = [
      { event: 'task', id: 'One', name: 'One', action: 'debug', path, tags: [] },
      { event: 'start', task: 'One', host: 'web' },
    ];
    const said = saidOf(testOf(playbook), events, { kind: 'stopped' });
    const expected = { 'all › One': 'errored: web: stopped before it had ended', 'all › Two': 'skipped' };
    assert.deepEqual(said, expected);
  });

  it('is nothing of what was not asked for', () => {
    const stats = { web: { ok: 1 } };
    const said = shown([['Two', 'web', 'ok']], { kind: 'exited', code: 0 }, { stats, tags: ['two'] });
    assert.deepEqual(said, { Two: 'passed' });
  });

  it('is at the play in which a role ran that two plays use', () => {
    const play = (line: number): object => {
      return { event: 'play', id: `play ${line}`, name: 'play', path: `${including.fsPath}:${line}` };
    };
    const share = (id: string, status: string): object[] => [
      { event: 'task', id, name: 'Share', action: 'debug', path: `${roleTasks.fsPath}:1`, tags: [] },
      { event: 'result', task: id, host: 'web', status },
    ];
    const events = [play(1), ...share('a', 'ok'), play(4), ...share('b', 'failed')];
    const end = { kind: 'exited', code: 2 } as const;
    const said = saidOf(testOf(including), [...events, endOf({ web: { ok: 1, failures: 1 } })], end);
    assert.deepEqual(said, {
      'First › shared-of-a-test › Share': 'passed',
      'Second › shared-of-a-test › Share': 'failed: web: failed',
      'Second › Bring in': 'skipped',
      'Second › Last': 'skipped',
    });
  });

  it('is at the include that has brought in what failed, by name', () => {
    const task = (id: string, line: number, more: object): object[] => [
      { event: 'task', id, name: id, action: 'debug', path: `${including.fsPath}:${line}`, tags: [] },
      { event: 'result', task: id, host: 'web', ...more },
    ];
    const inner = (id: string, status: string, message?: string): object[] => [
      {
        event: 'task',
        id,
        name: id,
        action: 'debug',
        path: `${join(workspace.uri.fsPath, 'some.yml')}:7`,
        within: [`${including.fsPath}:8`],
        tags: [],
      },
      { event: 'result', task: id, host: 'web', status, message },
    ];
    const events = [...task('Bring in', 8, { status: 'ok' }), ...inner('One of it', 'ok')];
    const good = [...events, ...task('Last', 10, { status: 'ok' }), endOf({ web: { ok: 3 } })];
    const said = saidOf(testOf(including), good, { kind: 'exited', code: 0 });
    assert.equal(said['Second › Bring in'], 'passed');
    const bad = [...events, ...inner('Another', 'failed', 'no'), endOf({ web: { ok: 2, failures: 1 } })];
    const saidOfBad = saidOf(testOf(including), bad, { kind: 'exited', code: 2 });
    assert.equal(saidOfBad['Second › Bring in'], 'failed: Another: web: no');
  });
});
