/**
 * Where characters that are not drawn themselves belong to an emoji that is: joined emoji, one in colour or in black and
 * white, a digit on a key cap, the flag of a part of a country (Unicode Technical Standard 51, "Emoji", ED-9a to ED-17).
 */
const partsOfEmoji = [
  String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?\u200D(?=\p{Extended_Pictographic})`,
  String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}][\uFE0E\uFE0F]`,
  String.raw`[0-9#*]\uFE0F(?=\u20E3)`,
  String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F}?`,
];

/**
 * Characters that break a line, reorder text or cannot be seen, with which two names look alike: Unicode's `Cc`, `Cs`
 * (half a character, of which no URI can be made either), `Bidi_Control` and `Default_Ignorable_Code_Point` (zero-width
 * characters, soft hyphen, invisible operators, fillers, variation selectors, tags), and the separators of lines. Not where
 * they make an emoji what it is.
 */
const unsafeCharacters = new RegExp(
  String.raw`[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029](?<!${partsOfEmoji.join('|')})`,
  'gu',
);

/**
 * A name or value from AWS made fit for one line of a view: nothing in it can break the line, reorder the text
 * around it or hide. What was there shows as U+FFFD, so that a strange name still looks strange.
 * @param text - anything a person may have typed into AWS
 */
export function singleLine(text: string): string {
  return text.replace(unsafeCharacters, '\uFFFD');
}

const colours = new RegExp(String.raw`\u001B\[[0-9;]*m`, 'gu');

/**
 * A line without the colours that a program has put into it.
 * @param line - as it was printed
 */
export function withoutColours(line: string): string {
  return line.replace(colours, '');
}

/**
 * Words of a program on one line, and safe as {@link singleLine} makes them: where its lines end, a space.
 * @param words - what it printed, on any number of lines
 */
export function onOneLine(words: string): string {
  return singleLine(words.trim().replace(/\s*[\r\n]+\s*/gu, ' '));
}

/**
 * Words of a program on the lines that they are on, each safe as {@link singleLine} makes it, without colours.
 * @param words - what it said
 */
export function onItsLines(words: string): string {
  return withoutColours(words)
    .replace(/\r\n?/gu, '\n')
    .replace(unsafeCharacters, (character) => (/[\n\t]/u.test(character) ? character : '\uFFFD'));
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
 * A character as JSON may write it inside of a string: an escape for each of its UTF-16 code units.
 * @param character - one character
 */
export function jsonEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join('');
}

/** Line breaks of JSON text stand outside of its strings. */
function withoutUnsafe(json: string): string {
  return json.replace(unsafeCharacters, (character) =>
    character === '\n' ? character : jsonEscape(character),
  );
}
