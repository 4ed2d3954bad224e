import assert from 'node:assert/strict';
import { utf8Locale } from '../../../src/tools/ansible/utf8Locale.ts';

describe('The locale that Ansible runs in', () => {
  it('is that of the person where it is UTF-8', () => {
    assert.equal(utf8Locale({ LANG: 'de_AT.UTF-8' }, 'linux'), 'de_AT.UTF-8');
    assert.equal(utf8Locale({ LC_ALL: 'en_US.utf8', LANG: 'C' }, 'linux'), 'en_US.utf8');
  });

  it('is one that the system has where that is not', () => {
    assert.equal(utf8Locale({ LC_ALL: 'C', LANG: 'de_AT.UTF-8' }, 'linux'), 'C.UTF-8');
    assert.equal(utf8Locale({ LANG: 'de_DE.ISO-8859-1' }, 'darwin'), 'en_US.UTF-8');
    assert.equal(utf8Locale({}, 'darwin'), 'en_US.UTF-8');
  });
});
