import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf } from '../../core/outcome/failure.ts';
import type { ToolId, ToolState } from '../../core/toolCheck/toolCheck.ts';
import { isOlder, parseVersion } from '../../core/toolCheck/version.ts';
import { findProgram } from '../findProgram.ts';
import { type ProgramEnd, runProgram } from '../runProgram.ts';
import { versionQueries } from './versionQueries.ts';

/** What a check of one tool rests on. */
export interface ToolQuestion {
  readonly id: ToolId;
  /** A name that PATH is searched for, or an absolute path. */
  readonly program: string;
  /** The oldest version that will do; undefined when any will. */
  readonly minimum: string | undefined;
  /** Folder to run it in: tools that are chosen for each project, by asdf or pyenv for instance, look there. */
  readonly folder: string | undefined;
  /** How long it may take, in milliseconds. Python and Ruby take seconds to start on a busy machine. */
  readonly timeLimit: number;
}

/**
 * Finds a tool and asks it which version it is.
 * @param question - which tool, and where
 * @param signal - stops the asking
 * @returns undefined when it was stopped
 */
export async function checkTool(question: ToolQuestion, signal: AbortSignal): Promise<ToolState | undefined> {
  const { id, program, folder, timeLimit } = question;
  const lookup = await findProgram(program);
  if (lookup.kind === 'not-found') return lookup;
  if (lookup.kind === 'not-executable') return { ...lookup, words: wordsOfCause(lookup.cause) };
  const { path } = lookup;
  if (await isCracklibPacker(path)) return { kind: 'other-program', path, package: 'cracklib' };
  const { arguments: parameters, environment } = versionQueries[id];
  const end = await runProgram(
    {
      program: path,
      arguments: parameters,
      environment,
      timeLimit,
      ...(folder === undefined ? {} : { folder }),
    },
    signal,
  );
  return stateAfter(end, question, path);
}

function stateAfter(
  end: ProgramEnd,
  { id, minimum, timeLimit }: ToolQuestion,
  path: string,
): ToolState | undefined {
  switch (end.kind) {
    case 'cancelled':
      return undefined;
    case 'not-found':
      return end;
    case 'not-executable':
      return { kind: 'not-executable', path, words: wordsOfCause(end.cause) };
    case 'timed-out':
      return { kind: 'no-answer', path, seconds: timeLimit / 1000 };
    case 'killed':
      return { kind: 'unreadable', path, words: firstLines(`${end.signal}\n${end.stderr}\n${end.stdout}`) };
    case 'exited':
      break;
  }
  const version = versionQueries[id].parse(`${end.stdout}\n${end.stderr}`);
  if (end.code !== 0 || version === undefined) {
    return { kind: 'unreadable', path, words: firstLines(`${end.stderr}\n${end.stdout}`) };
  }
  const least = minimum === undefined ? undefined : parseVersion(minimum);
  return least !== undefined && isOlder(version, least)
    ? { kind: 'too-old', path, version: version.text, minimum: least.text }
    : { kind: 'ok', path, version: version.text };
}

/**
 * Red Hat's systems have a `packer` that makes password dictionaries, a link to `cracklib-packer`
 * (hashicorp/packer#12177). Asked for its version it would write a dictionary of that name into the current folder.
 */
async function isCracklibPacker(path: string): Promise<boolean> {
  try {
    return basename(await realpath(path)) === 'cracklib-packer';
  } catch {
    return false;
  }
}

function wordsOfCause(cause: unknown): string {
  return cause === undefined ? '' : messageOf(cause);
}

/** Enough of a tool's words to know what is wrong, on one line. */
function firstLines(output: string): string {
  const lines = output.split(/\r?\n/u).map((line) => line.trim());
  return lines.filter(Boolean).slice(0, 3).join(' / ').slice(0, 400);
}
