import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOlder, parseVersion, type Version } from '../../../../src/core/toolCheck/version.ts';

const version = (text: string): Version => parseVersion(text) ?? assert.fail(text);

describe('Comparing versions', () => {
  it('goes by numbers, not by letters', () => {
    assert.ok(isOlder(version('1.6.6'), version('1.10.0')));
    assert.ok(!isOlder(version('2.10.0'), version('2.9.19')));
    assert.ok(isOlder(version('1.45.11'), version('2.0.0')));
  });

  it('counts a version as not older than itself, and a pre-release as its release', () => {
    assert.ok(!isOlder(version('2.32.0'), version('2.32.0')));
    assert.ok(!isOlder(version('2.14.0rc1'), version('2.14.0')));
  });

  it('orders any two one way', () => {
    const numbers = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)).map((parts) => version(parts.join('.')));
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const isSame = a.text === b.text;
        assert.equal(isOlder(a, b) !== isOlder(b, a), !isSame);
      }),
    );
  });

  it('takes nothing for a version that is none', () => {
    for (const text of [
      '',
      '1',
      '1.2',
      'v1.2.3',
      '1.2.3 (x)',
      ' 1.2.3',
      '1.2.3\n4',
      '1.-2.3',
      `${'9'.repeat(40)}.0.0`,
    ]) {
      assert.equal(parseVersion(text), undefined, text);
    }
  });
});
