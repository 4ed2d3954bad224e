import { withoutColours } from '../text/plainText.ts';
import type { TaskPlace } from './runRecord.ts';

/** What Ansible said that is wrong with a playbook, and where. */
export interface ErrorWords {
  /** In Ansible's words, at most a few lines. */
  readonly text: string;
  readonly place: TaskPlace | undefined;
}

/** How many lines of an error are kept. */
const mostLines = 12;

/** How many lines are shown where none says that it is an error. */
const mostLastLines = 3;

/** What an error begins with. */
const beginning = /^(?:ERROR!|\[ERROR\]:|ansible-playbook: error:)\s*/u;

/**
 * The error that ended a run before it came to a task: the last one that begins a line with `ERROR!` (ansible-core 2.14) or
 * `[ERROR]:` (2.19), or the complaint of the program about its arguments.
 * @param output - lines that ansible-playbook printed
 * @returns undefined when there is none
 */
export function errorWords(output: readonly string[]): ErrorWords | undefined {
  const lines = output.map((line) => withoutColours(line).trimEnd());
  const begin = lines.findLastIndex((line) => beginning.test(line));
  if (begin < 0) return undefined;
  const told = lines.slice(begin, begin + mostLines);
  const text = told.join('\n').replace(beginning, '').trim();
  return text === '' ? undefined : { text, place: placeIn(lines.slice(begin)) };
}

/**
 * The last lines that a program printed, where it has not said what is wrong in a way that is known.
 * @param output - lines that it printed
 * @returns an empty text when it printed nothing
 */
export function lastWords(output: readonly string[]): string {
  const lines = output.map((line) => withoutColours(line).trimEnd()).filter((line) => line !== '');
  return lines.slice(-mostLastLines).join('\n');
}

/** Where both versions say that it is. */
function placeIn(lines: readonly string[]): TaskPlace | undefined {
  for (const line of lines) {
    const [, file, number] =
      /^Origin: (.+):(\d+):\d+$/u.exec(line) ??
      /^The error appears to be in '(.+)': line (\d+), column \d+/u.exec(line) ??
      [];
    if (file !== undefined) return { file, line: Number(number) };
  }
  return undefined;
}
