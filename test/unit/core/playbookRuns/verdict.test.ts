import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HostStats } from '../../../../src/core/playbookRuns/runEvent.ts';
import { RunRecord } from '../../../../src/core/playbookRuns/runRecord.ts';
import { failuresOf, judgeRun, type RunVerdict } from '../../../../src/core/playbookRuns/verdict.ts';

type Step = readonly [task: string, host: string, status: string, isIgnored?: boolean];

const noStats: HostStats = {
  ok: 0,
  changed: 0,
  failures: 0,
  unreachable: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
};

/** The record of a run that did these steps and, with stats, came to its end. */
function recordOf(steps: readonly Step[], stats?: Readonly<Record<string, Partial<HostStats>>>): RunRecord {
  const record = new RunRecord();
  const add = (event: object): void => {
    record.add(JSON.stringify({ time: 1, ...event }));
  };
  for (const [task, host, status, isIgnored] of steps) {
    add({ event: 'task', id: task, name: task, action: 'debug', path: `/web.yml:${task.length}`, tags: [] });
    add({ event: 'start', task, host });
    add({ event: 'result', task, host, status, ...(isIgnored === true ? { ignored: true } : {}) });
  }
  if (stats !== undefined) {
    const hosts: Record<string, HostStats> = {};
    for (const [host, some] of Object.entries(stats)) hosts[host] = { ...noStats, ...some };
    add({ event: 'end', hosts });
  }
  assert.equal(record.unreadable, 0);
  return record;
}

const exited = (code: number): { kind: 'exited'; code: number } => ({ kind: 'exited', code });
const messageOf = (verdict: RunVerdict): string => ('message' in verdict ? verdict.message : verdict.kind);
const failedTasks = (record: RunRecord): string[] =>
  failuresOf(record).map(({ task, result }) => `${task.name} on ${result.host}`);

describe('What a run of a playbook came to', () => {
  it('is good where Ansible ended well and something ran', () => {
    assert.deepEqual(judgeRun(recordOf([['a', 'web', 'changed']], { web: { ok: 1 } }), exited(0)), {
      kind: 'passed',
    });
  });

  it('is never good where the exit code and the events do not both say so', () => {
    const statuses = fc.constantFrom('ok', 'changed', 'failed', 'skipped', 'unreachable');
    const steps = fc.array(
      fc.tuple(fc.constantFrom('a', 'bb', 'ccc'), fc.constantFrom('web', 'db'), statuses, fc.boolean()),
    );
    const stats = fc.option(
      fc.dictionary(fc.constantFrom('web', 'db'), fc.record({ failures: fc.nat(2), rescued: fc.nat(2) }), {
        noNullPrototype: true,
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(steps, stats, fc.constantFrom(0, 1, 2, 4, 99, 250), (all, some, code) => {
        const record = recordOf(all, some);
        const { kind } = judgeRun(record, exited(code));
        const isBad =
          code !== 0 ||
          some === undefined ||
          all.length === 0 ||
          failuresOf(record).length > 0 ||
          all.some(([, , status, isIgnored]) => status === 'unreachable' && !isIgnored);
        assert.equal(kind === 'passed', !isBad);
      }),
    );
  });

  it('is good where a machine that may be unreachable was not reached', () => {
    const record = recordOf(
      [
        ['a', 'web', 'unreachable', true],
        ['b', 'db', 'ok'],
      ],
      { web: { ignored: 1 }, db: { ok: 1 } },
    );
    assert.deepEqual(judgeRun(record, exited(0)), { kind: 'passed' });
  });

  it('is nothing where only facts were gathered', () => {
    const record = new RunRecord();
    const facts = { id: '1', name: 'Gathering Facts', action: 'gather_facts', path: '/web.yml:1', tags: [] };
    for (const event of [
      { event: 'task', ...facts },
      { event: 'result', task: '1', host: 'web', status: 'ok' },
      { event: 'end', hosts: { web: { ...noStats, ok: 1 } } },
    ]) {
      record.add(JSON.stringify({ time: 1, ...event }));
    }
    assert.match(messageOf(judgeRun(record, exited(0))), /No task was run/u);
  });

  it('is the failure of the tasks that were neither ignored nor rescued', () => {
    const steps: Step[] = [
      ['ignored', 'web', 'failed', true],
      ['rescued', 'web', 'failed'],
      ['real', 'web', 'failed'],
      ['rescued', 'db', 'failed'],
    ];
    const record = recordOf(steps, { web: { failures: 1, rescued: 1, ignored: 1 }, db: { rescued: 1 } });
    assert.deepEqual(failedTasks(record), ['real on web']);
    assert.equal(judgeRun(record, exited(2)).kind, 'failed');
  });

  it('is none of a task that is ignored, also where it comes after the one that failed', () => {
    const steps: Step[] = [
      ['real', 'web', 'failed'],
      ['always', 'web', 'failed', true],
    ];
    assert.deepEqual(failedTasks(recordOf(steps, { web: { failures: 1, ignored: 1 } })), ['real on web']);
    assert.deepEqual(failedTasks(recordOf([['a', 'web', 'failed', true]])), []);
  });

  it('counts every failure while nobody knows which were rescued', () => {
    assert.deepEqual(failedTasks(recordOf([['a', 'web', 'failed']])), ['a on web']);
  });

  it('is said where it is not the playbook’s fault', () => {
    const reached = recordOf([['a', 'web', 'unreachable']], { web: { unreachable: 1 } });
    assert.match(messageOf(judgeRun(reached, exited(4))), /Could not be reached: web/u);
    assert.match(messageOf(judgeRun(recordOf([], {}), exited(0))), /No task was run/u);
    assert.match(messageOf(judgeRun(recordOf([]), exited(0))), /without a word/u);
    assert.match(messageOf(judgeRun(recordOf([]), exited(4))), /ended with 4/u);
    assert.match(messageOf(judgeRun(recordOf([['a', 'web', 'ok']]), { kind: 'lost' })), /from outside/u);
    const failed = recordOf([['a', 'web', 'failed']], { web: { failures: 1 } });
    assert.match(messageOf(judgeRun(failed, exited(0))), /but a task has failed/u);
    assert.deepEqual(judgeRun(failed, { kind: 'stopped' }), { kind: 'stopped' });
  });

  it('is said in the words of what ran in the place of Ansible, with the setting that names it', () => {
    const nothing = recordOf([]);
    const setting = /amiBakery\.ansiblePlaybookPath/u;
    const missing = messageOf(judgeRun(nothing, exited(127), ['env: no such file: python9', '']));
    assert.match(missing, /^env: no such file: python9\nAnsible ended with 127/u);
    assert.match(missing, setting);
    const rubbish = messageOf(
      judgeRun(nothing, exited(0), ['one', 'two', 'three', '\u001B[31mfour\u001B[0m']),
    );
    assert.match(rubbish, /^two\nthree\nfour\nAnsible ended without a word/u);
    assert.match(rubbish, setting);
    const killed = messageOf(judgeRun(recordOf([['a', 'web', 'ok']]), exited(137)));
    assert.match(killed, /killed by the signal 9/u);
    assert.doesNotMatch(killed, setting);
  });

  it('is said in Ansible’s words where it ran nothing and ended well', () => {
    const output = ['[ERROR]: No matching task "Gamma" found. Note: it can only follow static includes.'];
    const verdict = messageOf(judgeRun(recordOf([], {}), exited(0), output));
    assert.match(verdict, /^No matching task "Gamma" found\..*\nNo task was run/u);
  });

  it('is not known where a line of what was done cannot be understood', () => {
    for (const line of ['', '{', '{"event":"result"}', '{"event":"other","time":1}', '[]', 'null']) {
      const record = recordOf([['a', 'web', 'ok']], { web: { ok: 1 } });
      assert.equal(record.add(line), undefined);
      assert.match(messageOf(judgeRun(record, exited(0))), /could not be understood/u);
    }
  });
});
