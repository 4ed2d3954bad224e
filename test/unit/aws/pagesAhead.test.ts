import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AskedPage, pagesAhead } from '../../../src/aws/pagesAhead.ts';

interface Page {
  readonly number: number;
  readonly NextToken?: string;
}

/** A list of so many pages, and what happens to it in order. */
class ScriptedList {
  readonly events: string[] = [];
  readonly #count: number;
  readonly #guessOf: (number: number) => string | undefined;
  readonly #failsAt: number;
  #running = 0;

  /**
   * @param count - how many pages there are
   * @param guessOf - what is guessed of the page after one; what is right when left out
   * @param failsAt - a page that cannot be had
   */
  constructor(count: number, guessOf = (number: number) => nextToken(number, count), failsAt = Number.NaN) {
    this.#count = count;
    this.#guessOf = guessOf;
    this.#failsAt = failsAt;
  }

  /** How many calls nobody has stopped and that have no answer. */
  get running(): number {
    return this.#running;
  }

  readonly ask = (token: string | undefined, signal: AbortSignal): AskedPage<Page> => {
    const number = token === undefined ? 1 : Number(token);
    this.events.push(`ask ${number}`);
    this.#running += 1;
    const page = new Promise<Page>((resolve, reject) => {
      const end = (settle: () => void) => (): void => {
        this.#running -= 1;
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = end(() => {
        clearImmediate(timer);
        reject(new Error('stopped'));
      });
      const answer = end(() => {
        if (number === this.#failsAt) reject(new Error(`no page ${number}`));
        else resolve(this.#pageOf(number));
      });
      const timer = setImmediate(answer);
      signal.addEventListener('abort', onAbort);
    });
    return { page, guess: Promise.resolve(this.#guessOf(number)) };
  };

  #pageOf(number: number): Page {
    const token = nextToken(number, this.#count);
    return token === undefined ? { number } : { number, NextToken: token };
  }

  /** Uses every page, or so many. */
  async use(most = Infinity): Promise<number[]> {
    const used: number[] = [];
    for await (const { number } of pagesAhead(this.ask, new AbortController().signal)) {
      this.events.push(`use ${number}`);
      used.push(number);
      if (used.length >= most) break;
    }
    return used;
  }
}

function nextToken(number: number, count: number): string | undefined {
  return number < count ? String(number + 1) : undefined;
}

describe('Pages that are asked for ahead', () => {
  it('are asked for while the one before is not there yet, but for the first', async () => {
    const list = new ScriptedList(4);
    assert.deepEqual(await list.use(), [1, 2, 3, 4]);
    assert.deepEqual(list.events, [
      ...['ask 1', 'use 1'],
      ...['ask 2', 'ask 3', 'use 2'],
      ...['ask 4', 'use 3'],
      ...['use 4'],
    ]);
  });

  it('are those that the pages lead to, each once and in order, whatever is guessed and whichever fails', async () => {
    const guesses = fc.array(fc.option(fc.integer({ min: 1, max: 9 }).map(String), { nil: undefined }), {
      minLength: 9,
      maxLength: 9,
    });
    const script = fc.record({
      count: fc.integer({ min: 1, max: 7 }),
      failsAt: fc.integer({ min: 1, max: 9 }),
      guesses,
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ count, failsAt, guesses: all }) => {
        const list = new ScriptedList(count, (number) => all[number - 1], failsAt);
        const used: number[] = [];
        const reading = (async () => {
          for await (const page of pagesAhead(list.ask, new AbortController().signal)) used.push(page.number);
        })();
        if (failsAt <= count) await assert.rejects(reading, { message: `no page ${failsAt}` });
        else await reading;
        const last = Math.min(count, failsAt - 1);
        assert.deepEqual(
          used,
          Array.from({ length: last }, (_, index) => index + 1),
        );
      }),
    );
  });

  it('are not waited for when nobody wants more', async () => {
    for (const most of [1, 2, 3]) {
      const list = new ScriptedList(9);
      await list.use(most);
      assert.equal(list.running, 0);
      assert.ok(!list.events.includes(`ask ${most + 2}`), list.events.join());
    }
  });

  it('are not asked for once the reading is stopped', async () => {
    const list = new ScriptedList(9);
    const stopping = new AbortController();
    const pages = pagesAhead(list.ask, stopping.signal);
    await pages.next();
    await pages.next();
    stopping.abort();
    await assert.rejects(pages.next(), { message: 'stopped' });
    assert.deepEqual(list.events, ['ask 1', 'ask 2', 'ask 3']);
    assert.equal(list.running, 0);
  });
});
