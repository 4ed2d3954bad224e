/** What a quoted template of HCL has an escape of its own for. */
const namedEscapes: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/**
 * A text as a quoted literal of HCL, the language of Terraform and Packer, that means exactly this text (HCL Native
 * Syntax Specification, "Quoted Templates"): `${` and `%{`, which begin a template, are written `$${` and `%%{`; what
 * cannot be seen is written by its code point, so that a pasted literal looks like what it is.
 * @param text - any text; a lone surrogate, which HCL cannot express, becomes U+FFFD
 * @returns the literal with its quotes, on one line
 */
export function hclString(text: string): string {
  const body = text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/["\\]|\p{C}|(?! )\p{Z}|[$%](?=\{)/gu, (character) =>
      character === '$' || character === '%'
        ? character + character
        : (namedEscapes[character] ?? codePointEscape(character)),
    );
  return `"${body}"`;
}

function codePointEscape(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
