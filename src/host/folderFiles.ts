import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { staysInside } from '../core/text/paths.ts';
import type { PlaybookFiles } from '../core/playbooks/playbookSources.ts';

/** A larger file is nobody's playbook, in bytes. */
const largestFile = 2_000_000;

/** The files of a folder of the workspace, as they were when they were first asked for. */
export class FolderFiles implements PlaybookFiles {
  readonly #folder: string;
  readonly #mayLeave: boolean;
  /** Of each file that was read, where the ends of its lines are. */
  readonly #lineEnds = new Map<string, readonly number[]>();

  /**
   * Reads nothing yet.
   * @param folder - path that relative paths start at
   * @param mayLeave - whether files outside of it are read: a workspace that is not trusted must not choose them
   */
  constructor(folder: string, mayLeave: boolean) {
    this.#folder = folder;
    this.#mayLeave = mayLeave;
  }

  async read(path: string): Promise<string | undefined> {
    if (!this.#mayRead(path)) return undefined;
    try {
      const file = this.pathOf(path);
      const { size } = await stat(file);
      if (size > largestFile) return undefined;
      const text = await readFile(file, 'utf8');
      this.#lineEnds.set(
        path,
        [...text.matchAll(/\n/gu)].map(({ index }) => index),
      );
      return text;
    } catch {
      // A file that cannot be read is as good as missing, which is what the playbook then says of it.
      return undefined;
    }
  }

  async isFolder(path: string): Promise<boolean> {
    if (!this.#mayRead(path)) return false;
    return stat(this.pathOf(path)).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }

  /**
   * Where a file is on the disk.
   * @param path - as for `read`
   */
  pathOf(path: string): string {
    return resolve(this.#folder, path);
  }

  /**
   * The line that a place of a file is in, counted from 0.
   * @param path - as for `read`
   * @param offset - in UTF-16 units from its start
   */
  lineAt(path: string, offset: number): number {
    const ends = this.#lineEnds.get(path) ?? [];
    let [from, to] = [0, ends.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((ends[middle] ?? Infinity) < offset) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #mayRead(path: string): boolean {
    return this.#mayLeave || staysInside(path);
  }
}
