import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hclString } from '../../../../src/core/text/hcl.ts';
import { awkwardPieces, readHclLiteral } from './hclLiterals.ts';

describe('A text as a literal of HCL', () => {
  it('reads as people write it', () => {
    for (const [text, literal] of [
      ['web 1.4.2', '"web 1.4.2"'],
      ['größe 日本語', '"größe 日本語"'],
      ['say "hi"', String.raw`"say \"hi\""`],
      ['C:\\temp', String.raw`"C:\\temp"`],
      ['${HOME} %{if} $HOME 100%', '"$${HOME} %%{if} $HOME 100%"'],
      ['a\nb\tc', String.raw`"a\nb\tc"`],
      ['\u202Etxt.gpj', String.raw`"\u202etxt.gpj"`],
      ['\u{E0041}', String.raw`"\U000e0041"`],
    ] as const) {
      assert.equal(hclString(text), literal);
    }
  });

  it('means exactly that text, whatever it is', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...awkwardPieces)).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const literal = hclString(text);
        assert.equal(readHclLiteral(literal), text);
        assert.doesNotMatch(literal.slice(1, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('has U+FFFD for half a character, which HCL cannot express', () => {
    assert.equal(hclString('a\uD83Cb'), '"a\uFFFDb"');
  });
});
