import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  onItsLines,
  onOneLine,
  quoted,
  singleLine,
  withoutMarkup,
} from '../../../../src/core/text/plainText.ts';
import { redactSecrets } from '../../../../src/core/text/redact.ts';

describe('A name from AWS on one line', () => {
  it('keeps ordinary text of any script, and emoji', () => {
    for (const text of [
      'web 1.4.2',
      'größe',
      '日本語',
      'مرحبا',
      '👩‍🍳🍞',
      '👩🏽‍🚀 🏳️‍🌈 👁️‍🗨️ ❤️‍🔥',
      '☁️ ☁︎ 1️⃣ #️⃣',
      '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} 🇩🇪',
      '<b>x</b>',
      '[a](command:b)',
      '=cmd()',
    ]) {
      assert.equal(singleLine(text), text);
    }
  });

  it('puts the words of a program on one line', () => {
    assert.equal(onOneLine('It failed.\r\n\n  See below:\n\u202Ex\n'), 'It failed. See below: \uFFFDx');
  });

  it('keeps the lines of a program’s words, and nothing that hides or turns them around', () => {
    assert.equal(onItsLines('a\r\n\tb\u001B[31mc\u001B[0m\n\u202Ed\u0007'), 'a\n\tbc\n\uFFFDd\uFFFD');
  });

  it('shows what would break the line, turn the text around or hide, and half a character, as U+FFFD', () => {
    assert.equal(singleLine('🍞 a\uD83Cb'), '🍞 a\uFFFDb');
    assert.equal(singleLine('a\nb\u202Egpj.exe\u200B'), 'a\uFFFDb\uFFFDgpj.exe\uFFFD');
  });

  it('looks different from another name also where only an invisible character tells them apart', () => {
    const invisible = [
      ...['\u00AD', '\u034F', '\u115F', '\u180B', '\u180E', '\u200B', '\u200C', '\u200D', '\u2060', '\u2064'],
      ...['\u3164', '\uFE0E', '\uFE0F', '\uFEFF', '\u{E0001}', '\u{E0061}', '\u{E0100}'],
    ];
    for (const character of invisible) {
      assert.equal(singleLine(`we${character}b 1${character}`), 'we\uFFFDb 1\uFFFD');
    }
    for (const character of ['\u200C', '\u200D', '\u2060', '\u{E0061}']) {
      assert.equal(singleLine(`🍞${character}b`), '🍞\uFFFDb');
    }
    assert.equal(singleLine('🍞\uFE0F\uFE0F\u200D\u200D🍞'), '🍞\uFE0F\uFFFD\uFFFD\uFFFD🍞');
  });

  it('never holds a control character or a change of direction', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(singleLine(text), /[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('A text in a notification or a pick', () => {
  // VS Code 1.139: base/common/linkedText.ts reads links, iconLabels.ts reads icons.
  const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/u;
  const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/u;

  it('never holds a link or an icon', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      'command:x',
      'https://x',
      'warning',
      ' ',
      '\n',
      '\u200B',
    );
    const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        assert.doesNotMatch(withoutMarkup(text), link);
        assert.doesNotMatch(withoutMarkup(text), icon);
      }),
    );
  });

  it('keeps its words', () => {
    assert.equal(
      withoutMarkup('[click](command:quit) $(warning) 100 $'),
      '[click] (command:quit) $ (warning) 100 $',
    );
  });
});

describe('A text between quotes', () => {
  it('can be read back, and shows what cannot be seen as an escape', () => {
    assert.equal(quoted('größe 🍞 "x" \\'), String.raw`"größe 🍞 \"x\" \\"`);
    assert.equal(quoted('a\n\u202Eb\u007F\u200B'), String.raw`"a\n\u202Eb\u007F\u200B"`);
    assert.equal(quoted('a\u{E0061}'), String.raw`"a\uDB40\uDC61"`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(JSON.parse(quoted(text)), text);
        assert.equal(singleLine(quoted(text)), quoted(text));
      }),
    );
  });
});

describe('Words of AWS in the log', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9/+]{20,60}$/u);

  it('never hold a session token or a secret key', () => {
    const wrappers = [
      (value: string) => `x-amz-security-token:${value}\nhost:ec2`,
      (value: string) => `X-Amz-Security-Token=${value}&Action=x`,
      (value: string) => `aws_secret_access_key = ${value}`,
      (value: string) => `"SecretAccessKey": "${value}"`,
      (value: string) => `{"SessionToken":"${value}"}`,
      (value: string) => `aws_session_token=${value}`,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...wrappers), (value, wrap) => {
        assert.ok(!redactSecrets(`before ${wrap(value)} after`).includes(value));
      }),
    );
  });

  it('are otherwise left as they are', () => {
    const message =
      'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/x';
    assert.equal(redactSecrets(message), message);
  });
});
