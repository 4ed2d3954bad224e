import assert from 'node:assert/strict';
import fc from 'fast-check';
import { singleLine } from '../../../../src/core/text/plainText.ts';
import { redactSecrets } from '../../../../src/core/text/redact.ts';

describe('A name from AWS on one line', () => {
  it('keeps ordinary text of any script, and emoji', () => {
    for (const text of [
      'web 1.4.2',
      'größe',
      '日本語',
      'مرحبا',
      '👩‍🍳🍞',
      '<b>x</b>',
      '[a](command:b)',
      '=cmd()',
    ]) {
      assert.equal(singleLine(text), text);
    }
  });

  it('shows what would break the line, turn the text around or hide as U+FFFD', () => {
    assert.equal(singleLine('a\nb\u202Egpj.exe\u200B'), 'a\uFFFDb\uFFFDgpj.exe\uFFFD');
  });

  it('never holds a control character or a change of direction', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(singleLine(text), /[\p{Cc}\p{Bidi_Control}]/u);
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
