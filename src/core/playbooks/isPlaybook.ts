/** The keys that make an entry of a list one of a playbook, with a colon behind them. */
const playKey =
  /^(?<quote>["']?)(?:hosts|(?:ansible\.(?:builtin|legacy)\.)?import_playbook)\k<quote>\s*:(?:\s|$)/u;

/** An entry in braces that has such a key before any braces in it. */
const playInBraces = /^\{[^{}]*?\b(?:hosts|(?:ansible\.(?:builtin|legacy)\.)?import_playbook)\b["']?\s*:/u;

/** Lines before a list: empty ones, comments, directives, and the one that begins a document. */
const preamble = /^(?:\s*(?:#.*)?|%.*|---\s*(?:#.*)?)$/u;

/**
 * Whether a YAML file is a playbook: a list with an entry that has `hosts` or `import_playbook`. Looks at lines and their
 * indentation only, so that hundreds of files can be judged at once, and so that a file with mistakes, which begins like
 * a playbook, is one.
 * @param text - of the file
 */
export function isPlaybook(text: string): boolean {
  const lines = text.replace(/^\u{FEFF}/u, '').split(/\r?\n/u);
  const start = lines.findIndex((line) => !preamble.test(line));
  if (start < 0) return false;
  const first = (lines[start] ?? '').replace(/^---\s+/u, '');
  const content = [first, ...lines.slice(start + 1)];
  const bracket = /^\s*\[\s*/u.exec(content.join('\n'));
  if (bracket !== null) return playInBraces.test(content.join('\n').slice(bracket[0].length));
  return hasPlay(content);
}

/** Whether one of the entries of a list, written by indentation, is a play. */
function hasPlay(lines: readonly string[]): boolean {
  const indentation = columnOf(lines[0] ?? '');
  /** Where the keys of the entry begin; unknown until its first one. */
  let keyColumn: number | undefined;
  for (const [index, line] of lines.entries()) {
    const column = columnOf(line);
    if (column < 0) continue;
    if (column > indentation) {
      keyColumn ??= column;
      if (column === keyColumn && playKey.test(line.slice(column))) return true;
      continue;
    }
    const [mark] = /^-(?:$|[ \t]+(?:&\S+[ \t]+)?)/u.exec(line.slice(column)) ?? [];
    if (column < indentation || mark === undefined) return false;
    const entry = line.slice(column + mark.length);
    if (playKey.test(entry)) return true;
    if (entry.startsWith('{') && playInBraces.test([entry, ...lines.slice(index + 1)].join('\n')))
      return true;
    keyColumn = columnOf(entry) < 0 ? undefined : column + mark.length;
  }
  return false;
}

/** Where the content of a line begins; negative when it has none. */
function columnOf(line: string): number {
  const column = line.search(/[^ ]/u);
  return line[column] === '#' ? -1 : column;
}
