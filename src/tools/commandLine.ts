/** A program and its arguments; never a shell string. */
export interface CommandLine {
  readonly program: string;
  readonly arguments: readonly string[];
}

/**
 * A command as a person would type it into a POSIX shell. For the eye only: programs are run with argument arrays.
 * @param command - any command
 */
export function asTyped(command: CommandLine): string {
  return [command.program, ...command.arguments]
    .map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
