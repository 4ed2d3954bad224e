import assert from 'node:assert/strict';
import { causeChain, type Failure, messageOf } from '../../../../src/core/outcome/failure.ts';
import { attempt, CancelledError, cancelled, done } from '../../../../src/core/outcome/outcome.ts';

const explain = (thrown: unknown): Failure => ({
  title: 'Could not',
  message: messageOf(thrown),
  cause: thrown,
  nextSteps: [],
});

describe('An attempt', () => {
  it('that ends is done, with what it produced', async () => {
    assert.deepEqual(await attempt(new AbortController().signal, () => Promise.resolve(7), explain), done(7));
  });

  it('that throws has failed, with the words and the cause of what was thrown', async () => {
    const thrown = new Error('refused');
    const outcome = await attempt(new AbortController().signal, () => Promise.reject(thrown), explain);
    assert.ok(outcome.kind === 'failed');
    assert.equal(outcome.failure.message, 'refused');
    assert.equal(outcome.failure.cause, thrown);
  });

  it('that is stopped is cancelled, however it ends', async () => {
    const stopped = async (end: () => Promise<number>): Promise<unknown> => {
      const controller = new AbortController();
      return attempt(
        controller.signal,
        () => {
          controller.abort();
          return end();
        },
        explain,
      );
    };
    assert.equal(await stopped(() => Promise.resolve(1)), cancelled);
    assert.equal(await stopped(() => Promise.reject(new Error('aborted'))), cancelled);
  });

  it('that is stopped is not waited for, whatever it waits for', async () => {
    const controller = new AbortController();
    const never = new Promise<number>(() => undefined);
    const outcome = attempt(controller.signal, () => never, explain);
    controller.abort();
    assert.equal(await outcome, cancelled);
  });

  it('that fails after it was stopped troubles nobody', async () => {
    const controller = new AbortController();
    let fail: (thrown: Error) => void = () => undefined;
    const late = new Promise<number>((_, reject) => {
      fail = reject;
    });
    const outcome = attempt(controller.signal, () => late, explain);
    controller.abort();
    assert.equal(await outcome, cancelled);
    // Were it not handled, mocha would fail the run.
    fail(new Error('late'));
    await new Promise(setImmediate);
  });

  it('is cancelled when a person would not go on', async () => {
    const thrown = new CancelledError('no code was given');
    const outcome = await attempt(new AbortController().signal, () => Promise.reject(thrown), explain);
    assert.equal(outcome, cancelled);
  });

  it('is not begun when it was stopped before', async () => {
    let hasBegun = false;
    const outcome = await attempt(
      AbortSignal.abort(),
      () => {
        hasBegun = true;
        return Promise.resolve();
      },
      explain,
    );
    assert.equal(outcome, cancelled);
    assert.equal(hasBegun, false);
  });
});

describe('What was thrown', () => {
  it('is told with all its causes, outermost first', () => {
    const chain = causeChain(new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) }));
    assert.deepEqual(chain, ['Error: outer', 'TypeError: inner', 'text']);
  });

  it('may be its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    assert.deepEqual(causeChain(error), ['Error: round']);
  });

  it('always has words', () => {
    assert.equal(messageOf(new TypeError('')), 'TypeError');
    assert.equal(messageOf(undefined), 'Unknown error');
  });
});
