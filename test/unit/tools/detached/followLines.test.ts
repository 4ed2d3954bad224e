import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { followLines } from '../../../../src/tools/detached/followFile.ts';

describe('The lines of a file that is being written', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-lines-'));
  });
  after(() => rm(folder, { recursive: true }));

  const never = new AbortController().signal;
  const collect = async (lines: AsyncIterable<string>): Promise<string[]> => {
    const collected: string[] = [];
    for await (const line of lines) collected.push(line);
    return collected;
  };

  it('are all there at its end, whatever they are and wherever the writer paused', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/gu, ' ')),
          { minLength: 1 },
        ),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat()),
        async (lines, end, hasLastEnd, cuts) => {
          const file = join(folder, String((round += 1)));
          const bytes = Buffer.from(lines.join(end) + (hasLastEnd ? end : ''));
          const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
          const pieces = [0, ...places].map((from, index) => bytes.subarray(from, places[index]));
          // Each time it is asked whether the writer is ready, it writes a little more.
          const isWritten = async (): Promise<boolean> => {
            const piece = pieces.shift();
            if (piece !== undefined) await appendFile(file, piece);
            return pieces.length === 0;
          };
          const given = await collect(followLines(file, isWritten, { signal: never, interval: 1 }));
          assert.deepEqual(given, !hasLastEnd && lines.at(-1) === '' ? lines.slice(0, -1) : lines);
        },
      ),
    );
  });

  it('are given as they come, also of a file that is not there at first', async () => {
    const file = join(folder, 'late');
    const controller = new AbortController();
    const lines = followLines(file, () => Promise.resolve(false), { signal: controller.signal });
    const first = lines.next();
    await writeFile(file, 'one\ntw');
    assert.deepEqual(await first, { done: false, value: 'one' });
    const second = lines.next();
    await appendFile(file, 'o\n');
    assert.deepEqual(await second, { done: false, value: 'two' });
    const third = lines.next();
    controller.abort();
    assert.deepEqual(await third, { done: true, value: undefined });
  });

  it('come in pieces where one has no end', async () => {
    const file = join(folder, 'endless');
    await writeFile(file, 'x'.repeat(2_500_000));
    const pieces = await collect(followLines(file, () => Promise.resolve(true), { signal: never }));
    assert.equal(pieces.join('').length, 2_500_000);
    assert.ok(pieces.every((piece) => piece.length < 1_100_000));
  });

  it('are refused in the words of the system where they cannot be read', async () => {
    await assert.rejects(
      collect(followLines(folder, () => Promise.resolve(true), { signal: never })),
      /EISDIR/u,
    );
  });
});
