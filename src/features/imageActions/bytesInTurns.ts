import { setImmediate } from 'node:timers/promises';
import { CancelledError, type WorkContext } from '../../core/outcome/outcome.ts';

/** How many parts are made before everything else that waits gets its turn: some milliseconds' worth. */
export const partsPerTurn = 1000;

/**
 * The bytes of a long text, made in turns with everything else, so that a window can be used and asked to stop meanwhile.
 * @param parts - of the text, each made when it is asked for
 * @param count - about how many there are
 * @param context - hears how far it is, and says when to stop
 * @returns the text in UTF-8
 * @throws CancelledError when the person has stopped it
 */
export async function bytesInTurns(
  parts: Iterable<string>,
  count: number,
  { signal, report }: WorkContext,
): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let turn: string[] = [];
  for (const part of parts) {
    turn.push(part);
    if (turn.length < partsPerTurn) continue;
    pieces.push(Buffer.from(turn.join('')));
    turn = [];
    report({ fraction: Math.min(1, (pieces.length * partsPerTurn) / count) });
    await setImmediate();
    if (signal.aborted) throw new CancelledError('The person stopped it.');
  }
  return Buffer.concat([...pieces, Buffer.from(turn.join(''))]);
}
