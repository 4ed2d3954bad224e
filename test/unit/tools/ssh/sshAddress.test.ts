import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { asTyped } from '../../../../src/tools/commandLine.ts';
import { parseSshConfig, sshCommand, sshConfigText } from '../../../../src/tools/ssh/sshAddress.ts';

const text = `Host web
  HostName 10.0.3.143
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  IdentityFile "/home/a person/keys/web"
  IdentityFile /home/keys/second
`;

describe('The ssh_config of a machine', () => {
  it('says how it is reached', () => {
    assert.deepEqual(parseSshConfig(text), {
      host: '10.0.3.143',
      port: 2222,
      user: 'vagrant',
      identityFiles: ['/home/a person/keys/web', '/home/keys/second'],
    });
  });

  it('is not guessed at where it does not', () => {
    assert.equal(parseSshConfig(''), undefined);
    assert.equal(parseSshConfig('Host web\n  User vagrant\n'), undefined);
    assert.equal(parseSshConfig(text.replace('2222', 'many')), undefined);
  });

  it('becomes a command for a terminal, each path one word', () => {
    const address = parseSshConfig(text);
    assert.ok(address);
    const command = asTyped(sshCommand(address));
    assert.match(command, /^ssh -i '\/home\/a person\/keys\/web' -i \/home\/keys\/second /u);
    assert.match(command, / -p 2222 vagrant@10\.0\.3\.143$/u);
  });

  it('can be written and read again, and nothing gets out of its line', () => {
    const word = fc.stringMatching(/^[^"\s]+( [^"\s]+)?$/u);
    fc.assert(
      fc.property(word, word, (user, file) => {
        const address = { host: '10.0.3.7', port: 22, user, identityFiles: [file] };
        assert.deepEqual(parseSshConfig(sshConfigText('i-1', address)), address);
      }),
    );
    for (const file of ['a"b', 'a\nProxyCommand touch pwned']) {
      assert.throws(
        () => sshConfigText('i-1', { host: 'h', port: 22, user: 'u', identityFiles: [file] }),
        RangeError,
      );
    }
  });
});
