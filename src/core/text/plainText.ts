/**
 * Control characters, and the marks that reorder or hide text: C0, C1, zero-width and bidirectional controls.
 * The ranges are Unicode's `Cc` and `Bidi_Control`, plus zero-width characters that make two names look alike.
 * Zero-width joiner U+200D stays: emoji are built with it.
 */
const unsafeCharacters = /[\p{Cc}\p{Bidi_Control}\u200B\u2028\u2029\uFEFF]/gu;

/**
 * A name or value from AWS made fit for one line of a view: nothing in it can break the line, reorder the text
 * around it or hide. What was there shows as U+FFFD, so that a strange name still looks strange.
 * @param text - anything a person may have typed into AWS
 */
export function singleLine(text: string): string {
  return text.replace(unsafeCharacters, '\uFFFD');
}

/**
 * Text made fit for a notification, a progress title or a pick: VS Code reads `[text](command:…)` in the first two as
 * a link, and `$(name)` in the last as an icon. A space takes their meaning and leaves the words.
 * @param text - words of AWS, of a tool, or of a file of the workspace
 */
export function withoutMarkup(text: string): string {
  return singleLine(text).replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/**
 * A text exactly as it is, between quotes and on one line: what {@link singleLine} would replace, and quotes and
 * backslashes, are written as escapes of JSON (`\u202E`).
 * @param text - anything a person may have typed into AWS
 */
export function quoted(text: string): string {
  return withoutUnsafe(JSON.stringify(text));
}

/**
 * A value as a JSON document for people: indented, `null` for what is undefined so that every key is always there, and
 * with the characters that {@link singleLine} would replace as escapes. It reads back exactly as it was.
 * @param value - anything that JSON can hold
 */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? null : inner), 2);
  return `${withoutUnsafe(text)}\n`;
}

/**
 * A character as JSON may write it inside of a string.
 * @param character - one UTF-16 code unit
 */
export function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Line breaks of JSON text stand outside of its strings. */
function withoutUnsafe(json: string): string {
  return json.replace(unsafeCharacters, (character) =>
    character === '\n' ? character : jsonEscape(character),
  );
}
