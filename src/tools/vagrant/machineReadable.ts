/** One line of what Vagrant says with `--machine-readable` (Vagrant 2.3.4, ui.rb). */
export interface MachineReadableLine {
  /** Name of the machine that it is about; empty for what is about none. */
  readonly machine: string;
  /** Such as `state` or `ui`. */
  readonly type: string;
  readonly values: readonly string[];
}

/**
 * Reads a line. Commas in values are written as `%!(VAGRANT_COMMA)`, ends of lines as `\n` and `\r`.
 * @param line - without its end
 * @returns undefined for a line that is something else, such as what a plugin prints by itself
 */
export function parseMachineReadable(line: string): MachineReadableLine | undefined {
  const [time, machine, type, ...values] = line.split(',');
  if (machine === undefined || type === undefined || !/^\d+$/u.test(time ?? '')) return undefined;
  return { machine, type, values: values.map(unescaped) };
}

/**
 * The words of a line for the eye.
 * @param line - as Vagrant prints it
 * @returns the text of a message, a line that is not machine-readable as it is; undefined for facts
 */
export function wordsOf(line: string): string | undefined {
  const read = parseMachineReadable(line);
  if (read === undefined) return line;
  if (read.type === 'ui') return read.values[1];
  return read.type === 'error-exit' ? read.values[1] : undefined;
}

/** Why Vagrant ended without having done what it was to do. */
export interface VagrantError {
  /** Name of its class, such as `MachineActionLockedError`, without the modules it is in. */
  readonly name: string;
  readonly message: string;
}

/**
 * The error that a line tells of.
 * @param line - as Vagrant prints it
 * @returns undefined for any other line
 */
export function vagrantErrorOf(line: string): VagrantError | undefined {
  const read = parseMachineReadable(line);
  const [className = '', message = ''] = read?.values ?? [];
  if (read?.type !== 'error-exit') return undefined;
  return { name: className.split('::').at(-1) ?? className, message };
}

function unescaped(value: string): string {
  return value
    .replaceAll('%!(VAGRANT_COMMA)', ',')
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll(String.raw`\r`, '\r');
}
