import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Failure } from '../../src/core/outcome/failure.ts';
import { CancelledError, cancelled, failed, type Work } from '../../src/core/outcome/outcome.ts';
import { Log } from '../../src/host/log.ts';
import { WorkRunner } from '../../src/host/work.ts';

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
