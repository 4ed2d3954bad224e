import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Failure } from '../../src/core/outcome/failure.ts';
import {
  CancelledError,
  cancelled,
  done,
  failed,
  type Outcome,
  type Work,
} from '../../src/core/outcome/outcome.ts';
import { Log } from '../../src/host/log.ts';
import { WorkRunner } from '../../src/host/work.ts';
import { eventually } from './eventually.ts';

const refusal: Failure = { title: 'Not allowed', message: 'denied', cause: undefined, nextSteps: [] };

/** A log that remembers the failures it was told. */
class RecordingLog extends Log {
  readonly failures: string[] = [];

  override failure({ title, message }: Failure): void {
    this.failures.push(`${title}: ${message}`);
  }
}

describe('Work whose feature shows its failures itself', () => {
  const { showErrorMessage } = vscode.window;
  let log: RecordingLog;
  let shown: string[];
  beforeEach(() => {
    log = new RecordingLog(vscode.window.createOutputChannel('test', { log: true }));
    shown = [];
    Object.assign(vscode.window, {
      showErrorMessage: (message: string) => {
        shown.push(message);
        return Promise.resolve(undefined);
      },
    });
  });
  afterEach(() => {
    Object.assign(vscode.window, { showErrorMessage });
    log.dispose();
  });

  const run = (work: Work<void>): Promise<unknown> =>
    new WorkRunner(log).run(work, {
      title: 'Reading',
      place: { view: 'amiBakery.images' },
      reportsFailure: false,
    });

  it('is quiet about a failure that the work returned', async () => {
    assert.deepEqual(await run(() => Promise.resolve(failed(refusal))), failed(refusal));
    assert.deepEqual([log.failures, shown], [[], []]);
  });

  it('logs and shows a defect of the work all the same', async () => {
    await run(() => Promise.reject(new TypeError('x is not a function')));
    const words = 'Reading: x is not a function';
    assert.deepEqual([log.failures, shown], [[words], [words]]);
  });

  it('takes a person who would not go on for cancelling', async () => {
    assert.deepEqual(await run(() => Promise.reject(new CancelledError('no code'))), cancelled);
    assert.deepEqual([log.failures, shown], [[], []]);
  });
});

describe('Work in a notification', () => {
  const { withProgress } = vscode.window;
  let log: Log;
  /** What each notification was told, in its order. */
  let shown: { message?: string; increment?: number }[][];
  /** Presses Cancel of the last one. */
  let cancel: () => void;
  beforeEach(() => {
    log = new Log(vscode.window.createOutputChannel('test', { log: true }));
    shown = [];
    Object.assign(vscode.window, {
      withProgress: async (_: unknown, task: Parameters<typeof withProgress>[1]) => {
        const told: (typeof shown)[number] = [];
        const source = new vscode.CancellationTokenSource();
        cancel = () => {
          source.cancel();
        };
        shown.push(told);
        return task({ report: (update) => told.push(update) }, source.token);
      },
    });
  });
  afterEach(() => {
    Object.assign(vscode.window, { withProgress });
    log.dispose();
  });

  const run = <T>(work: Work<T>): Promise<Outcome<T>> =>
    new WorkRunner(log).run(work, { title: 'Changing', place: { notification: true } });

  it('is not announced when it is over at once, so that none of VS Code’s few notifications is spent on it', async () => {
    assert.deepEqual(await run(() => Promise.resolve(done(1))), done(1));
    assert.deepEqual(shown, []);
  });

  it('shows what it has reported before, and all that it reports later', async () => {
    const outcome = await run(async ({ report }) => {
      report({ message: 'one', fraction: 0.25 });
      report({ fraction: 0.5 });
      await eventually('the notification', () => shown.length > 0);
      report({ message: 'two', fraction: 0.75 });
      return done(undefined);
    });
    assert.deepEqual(outcome, done(undefined));
    assert.deepEqual(shown, [
      [
        { message: 'one', increment: 50 },
        { message: 'two', increment: 25 },
      ],
    ]);
  });

  it('is cancelled by its button', async () => {
    const outcome = await run(async ({ signal }) => {
      await eventually('the notification', () => shown.length > 0);
      cancel();
      signal.throwIfAborted();
      return done(undefined);
    });
    assert.deepEqual(outcome, cancelled);
  });
});
