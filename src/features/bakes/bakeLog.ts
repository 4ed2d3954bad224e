import type { PackerEvent } from '../../core/bakes/packerOutput.ts';
import { redactSecrets } from '../../core/text/redact.ts';

/** How many lines of a bake are kept for reading; its file has them all. */
const mostLines = 100_000;

interface LogLine {
  /** Undefined for what is about no build, or about all. */
  readonly build: string | undefined;
  readonly text: string;
}

/** What a bake has printed, as it is read. */
export class BakeLog {
  readonly #lines: LogLine[] = [];
  #dropped = 0;
  #lastLine = '';

  /** The last line in which anything stands. */
  get lastLine(): string {
    return this.#lastLine;
  }

  /** How many lines there have been, so that whoever shows them knows whether there are more. */
  get length(): number {
    return this.#lines.length + this.#dropped;
  }

  /**
   * Takes over a line.
   * @param line - without its end
   * @param event - what it says
   */
  add(line: string, event: PackerEvent | undefined): void {
    const text = redactSecrets(shownText(line, event));
    if (text.trim() !== '') this.#lastLine = text;
    this.#lines.push({ build: buildOf(event), text });
    if (this.#lines.length <= mostLines) return;
    this.#lines.shift();
    this.#dropped += 1;
  }

  /**
   * The lines of one build with those that are about all, or all lines.
   * @param build - its name; all when left out
   */
  textOf(build?: string): string {
    const chosen =
      build === undefined
        ? this.#lines.map((line) => (line.build === undefined ? line.text : `${line.build}: ${line.text}`))
        : this.#lines
            .filter((line) => line.build === undefined || line.build === build)
            .map(({ text }) => text);
    return [...(this.#dropped === 0 ? [] : ['…']), ...chosen].join('\n');
  }
}

function buildOf(event: PackerEvent | undefined): string | undefined {
  return event !== undefined && 'build' in event ? event.build : undefined;
}

/** Without what Packer puts before each line, but for the time of what it does itself. */
function shownText(line: string, event: PackerEvent | undefined): string {
  if (event?.kind !== 'line') return line;
  const time = event.time === undefined ? '' : `${new Date(event.time).toISOString().slice(11, 19)} `;
  return event.isHeading ? `${time}${event.text}` : `    ${event.text}`;
}
