import assert from 'node:assert/strict';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/**
 * What a quoted literal of HCL means (HCL Native Syntax Specification, "Template Expressions"), read by its grammar.
 * @param literal - with its quotes
 * @throws AssertionError for anything that is not one literal without templates
 */
export function readHclLiteral(literal: string): string {
  assert.match(literal, /^".*"$/su);
  const body = Array.from(literal).slice(1, -1);
  let text = '';
  for (let at = 0; at < body.length; at += 1) {
    const [character = '', next = '', afterNext = ''] = body.slice(at);
    assert.ok(!['"', '\n', '\r'].includes(character), `${literal} holds a bare ${JSON.stringify(character)}`);
    if (character === '\\') {
      const digits = { u: 4, U: 8 }[next];
      const known = escapes[next];
      assert.ok(digits !== undefined || known !== undefined, `${literal} has an unknown escape`);
      if (digits !== undefined) {
        const code = body.slice(at + 2, at + 2 + digits).join('');
        assert.match(code, /^[0-9a-fA-F]+$/u);
        assert.equal(code.length, digits);
        text += String.fromCodePoint(Number.parseInt(code, 16));
      }
      text += known ?? '';
      at += 1 + (digits ?? 0);
    } else if ((character === '$' || character === '%') && next === character && afterNext === '{') {
      text += `${character}{`;
      at += 2;
    } else {
      assert.ok(!(['$', '%'].includes(character) && next === '{'), `${literal} begins a template`);
      text += character;
    }
  }
  return text;
}

/** Every quoted literal of a text in HCL, in order, with its quotes; comments hold none. */
export function hclLiterals(hcl: string): string[] {
  return hcl.replace(/^#.*$/gmu, '').match(/"(?:[^"\\\n]|\\.)*"/gu) ?? [];
}

/** Texts that are likely to break out of a literal, and any others. */
export const awkwardPieces = [
  ...['"', '\\', '$', '%', '{', '}', '${', '%{', '$${', '{{', '}}', '`', ',', '*', '?', "'", '#', '/*', '\n'],
  ...['\r', '\t', ' ', 'a', '\u202E', '\u200B', '\uFEFF', '\u{1F35E}', '\u{E0041}', '\u0000', '\u2028'],
];
