import assert from 'node:assert/strict';
import { isEncrypted } from '../../../../src/core/playbooks/vault.ts';

describe('A text that needs a vault password', () => {
  it('is one that is encrypted, or has a value that is', () => {
    assert.equal(isEncrypted('$ANSIBLE_VAULT;1.1;AES256\n6162\n'), true);
    assert.equal(isEncrypted('user: web\npassword: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n'), true);
    assert.equal(isEncrypted('- !vault-encrypted |\n  $ANSIBLE_VAULT;1.1;AES256\n'), true);
  });

  it('is not one that only speaks of it', () => {
    assert.equal(isEncrypted('note: $ANSIBLE_VAULT; begins such files\n'), false);
    assert.equal(isEncrypted('vault: "!vaults"\n'), false);
    assert.equal(isEncrypted(''), false);
  });
});
