import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** Where a program is looked for. */
export interface ProgramSearch {
  readonly platform: NodeJS.Platform;
  /** The variable PATH: folders, separated as the platform separates them. */
  readonly path: string;
}

/** What looking for a program came to. */
export type ProgramLookup =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'not-found' }
  /** There is something of that name, but nothing that may be run; the cause is the system's own error, if any. */
  | { readonly kind: 'not-executable'; readonly path: string; readonly cause: unknown };

/**
 * What Windows starts without a shell. Batch files (`.cmd`, `.bat`) need cmd.exe, whose quoting cannot be made safe for
 * every argument, so they do not count as programs.
 */
const windowsExtensions = ['.exe', '.com'];

/**
 * The files that may be meant by the name of a program, first one first. All of them are absolute: neither the current
 * folder, which Windows would look into first, nor a relative folder on PATH is ever looked into, because both belong
 * to whoever made the workspace.
 * @param program - a name that PATH is searched for, or an absolute path
 * @param search - platform and PATH
 * @returns none for a relative path, which would mean another program in each folder
 */
export function programCandidates(program: string, { platform, path }: ProgramSearch): string[] {
  const paths = platform === 'win32' ? win32 : posix;
  const isName = paths.basename(program) === program && program !== '';
  const bases = isName
    ? path
        .split(paths.delimiter)
        .map((folder) => (platform === 'win32' ? folder.replaceAll('"', '') : folder))
        .filter((folder) => paths.isAbsolute(folder))
        .map((folder) => paths.join(folder, program))
    : paths.isAbsolute(program)
      ? [program]
      : [];
  if (platform !== 'win32') return bases;
  const hasExtension = windowsExtensions.includes(win32.extname(program).toLowerCase());
  return hasExtension
    ? bases
    : bases.flatMap((base) => windowsExtensions.map((extension) => base + extension));
}

/**
 * Finds the file that running a program would start, as execvp does: what may not be run is passed over while
 * something later on PATH may.
 * @param program - a name that PATH is searched for, or an absolute path
 * @param search - platform and PATH; those of this process when left out
 */
export async function findProgram(
  program: string,
  search: ProgramSearch = { platform: process.platform, path: process.env['PATH'] ?? '' },
): Promise<ProgramLookup> {
  let firstRefused: ProgramLookup | undefined;
  for (const path of programCandidates(program, search)) {
    const lookup = await lookUp(path);
    if (lookup.kind === 'found') return lookup;
    if (lookup.kind === 'not-executable') firstRefused ??= lookup;
  }
  return firstRefused ?? { kind: 'not-found' };
}

async function lookUp(path: string): Promise<ProgramLookup> {
  try {
    const isFile = (await stat(path)).isFile();
    if (!isFile) return { kind: 'not-executable', path, cause: undefined };
  } catch {
    return { kind: 'not-found' };
  }
  try {
    await access(path, constants.X_OK);
    return { kind: 'found', path };
  } catch (thrown) {
    return { kind: 'not-executable', path, cause: thrown };
  }
}
