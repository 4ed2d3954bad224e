import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** How to follow a file. */
export interface FollowOptions {
  /** Ends the following, not the writing. */
  readonly signal: AbortSignal;
  /** How often it is looked for more, in milliseconds. */
  readonly interval?: number;
}

const usualInterval = 100;

/** How much is read at once, in bytes. */
const pieceSize = 64 * 1024;

/** A longer line is given in pieces of about this many characters: whoever writes without an end must not fill memory. */
const longestLine = 1_000_000;

/**
 * The lines of a file that somebody is writing, as they come. Nothing is lost at its end: when nobody writes any more, the
 * rest is read, and a last line without an end counts.
 * @param path - of the file; one that is not there yet is waited for
 * @param isWritten - whether nobody will write to it any more
 * @param options - how to follow it
 * @yields each line, without its end
 * @throws NodeJS.ErrnoException for a file that is there and cannot be read
 */
export async function* followLines(
  path: string,
  isWritten: () => Promise<boolean>,
  { signal, interval = usualInterval }: FollowOptions,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let position = 0;
  let rest = '';
  for (;;) {
    if (signal.aborted) return;
    // Asked for before reading, so that what was written until then is read.
    const isLast = await isWritten();
    for await (const piece of readFrom(path, position)) {
      position += piece.length;
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield withoutReturn(line);
      if (rest.length <= longestLine) continue;
      yield rest;
      rest = '';
    }
    if (isLast) break;
    await wait(interval, undefined, { signal }).catch(() => undefined);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

/** What is in a file from a position on, in pieces. */
async function* readFrom(path: string, from: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await openIfThere(path);
  if (file === undefined) return;
  try {
    for (let position = from; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceSize), 0, pieceSize, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
