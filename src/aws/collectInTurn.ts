import { setImmediate } from 'node:timers/promises';
import { streamCollector } from '@smithy/core/serde';

type StreamCollector = typeof streamCollector;

/**
 * How often the event loop goes round between two answers. What VS Code asks an extension for goes round several times
 * itself on its way in and out, to be unpacked for instance: with one round 60,000 images in six regions were shown two
 * to six times on the way, with eight 14 to 17 times, in the same time (1.139, November 2026).
 */
const roundsBetween = 8;

/**
 * Collects answers so that one after the other is parsed, with room for everything else in between. A page of 1,000
 * images takes some 60 ms to parse; those of several regions come together, and nothing that VS Code asks for would be
 * answered until all of them are parsed.
 * @param collect - gives the bytes of an answer: how the SDK does it when left out
 * @returns a `streamCollector` for all clients of one event loop
 */
export function collectInTurn(collect: StreamCollector = streamCollector): StreamCollector {
  let turn: Promise<void> = Promise.resolve();
  return async (stream) => {
    const bytes = await collect(stream);
    turn = turn.then(goRound);
    await turn;
    return bytes;
  };
}

async function goRound(): Promise<void> {
  for (let round = 0; round < roundsBetween; round += 1) await setImmediate();
}
