import { runProgram } from '../../tools/runProgram.ts';

/** How long Git may take, in milliseconds. */
const timeLimit = 10_000;

/** What of a repository is baked. */
export interface GitCommit {
  readonly commit: string;
  /** Whether files differ from it. */
  readonly isModified: boolean;
}

/**
 * What of a Git repository a folder is at.
 * @param folder - path of it
 * @param signal - ends the asking
 * @returns undefined outside of a repository, or without Git
 */
export async function commitOf(folder: string, signal: AbortSignal): Promise<GitCommit | undefined> {
  const git = async (...parameters: readonly string[]): Promise<string | undefined> => {
    const end = await runProgram({ program: 'git', arguments: parameters, folder, timeLimit }, signal);
    return end.kind === 'exited' && end.code === 0 ? end.stdout.trim() : undefined;
  };
  const commit = await git('rev-parse', '--verify', 'HEAD');
  if (commit === undefined || !/^[0-9a-f]{40,64}$/u.test(commit)) return undefined;
  const changes = await git('status', '--porcelain', '--untracked-files=normal', '.');
  return { commit, isModified: changes !== '' };
}
