import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { TagChange } from '../../core/tags/tagChange.ts';
import { encodeUnfinishedEdit } from '../../core/tags/unfinishedEdit.ts';
import { parseJson } from '../../core/text/parseJson.ts';
import { isNotThere, readIfThere } from '../../host/readIfThere.ts';
import { writeWhole } from '../../tools/writeWhole.ts';

const noteSchema = z.object({ processId: z.number(), edit: z.unknown() });

/** An edit that was begun and not ended. */
export interface JournalNote {
  readonly key: string;
  /** From `encodeUnfinishedEdit`, if it is not damaged. */
  readonly edit: unknown;
  /** Whether the extension host that began it is there still, and may be carrying it out. */
  readonly isUnderWay: boolean;
}

/**
 * Keeps the edits that are being carried out in files, so that one that a window does not live to finish is not
 * forgotten. Files, because what VS Code keeps for an extension is written a moment later (1.139, storage.ts).
 */
export class TagJournal {
  readonly #folder: string;

  /**
   * Knows what earlier windows left.
   * @param folder - path, for the notes of this workspace alone; made when there is one
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The notes that are there. */
  async notes(): Promise<JournalNote[]> {
    const notes = (await this.#keys()).map(async (key): Promise<JournalNote[]> => {
      const text = await readIfThere(this.#pathOf(key));
      if (text === undefined) return [];
      const { data } = noteSchema.safeParse(parseJson(text));
      return [{ key, edit: data?.edit, isUnderWay: data !== undefined && isRunning(data.processId) }];
    });
    return (await Promise.all(notes)).flat();
  }

  /**
   * Notes an edit before anything of it is sent.
   * @param title - what it does, translated
   * @param changes - what it changes
   * @returns the key of the note
   * @throws Error when it cannot be written
   */
  async begin(title: string, changes: readonly TagChange[]): Promise<string> {
    const key = `${randomUUID()}.json`;
    const note = { processId: process.pid, edit: encodeUnfinishedEdit({ title, changes }) };
    await mkdir(this.#folder, { recursive: true });
    await writeWhole(this.#pathOf(key), JSON.stringify(note));
    return key;
  }

  /**
   * Forgets an edit.
   * @param key - of its note
   */
  async end(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async #keys(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    } catch (thrown) {
      if (isNotThere(thrown)) return [];
      throw thrown;
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, key);
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
