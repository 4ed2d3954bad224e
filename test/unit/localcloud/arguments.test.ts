import assert from 'node:assert/strict';
import { readArguments, UsageError } from '../../../src/localcloud/arguments.ts';

describe('The arguments of npm run localcloud', () => {
  it('say on which ports, with which world and with which state file it starts', () => {
    assert.deepEqual(readArguments([]), {});
    assert.deepEqual(
      readArguments([
        ...['--port', '0', '--control-port', '65535'],
        ...['--images', '100000', '--seed', '4294967295', '--state', 'a b.json'],
      ]),
      { port: 0, controlPort: 65_535, images: 100_000, seed: 4_294_967_295, stateFile: 'a b.json' },
    );
  });

  it('say which hosts stand in for instances', () => {
    assert.deepEqual(
      readArguments(['--ssh-host', '10.0.3.7=/a b/authorized_keys', '--ssh-host', 'fd00::7']),
      {
        sshHosts: [
          { address: '10.0.3.7', authorizedKeysFile: '/a b/authorized_keys' },
          { address: 'fd00::7' },
        ],
      },
    );
  });

  it('ask for help, whatever else they say', () => {
    assert.equal(readArguments(['--images', 'many', '--help']), undefined);
  });

  for (const [words, reason] of [
    [['--images', 'many'], /^--images takes a whole number from 0 to 100000, not 'many'\.$/u],
    [['--images', '100001'], /^--images .*, not '100001'\.$/u],
    [['--port', '70000'], /^--port takes a whole number from 0 to 65535, not '70000'\.$/u],
    [['--colour', 'red'], /'--colour'/u],
    [['--ssh-host', 'web'], /^--ssh-host takes an IP address, .*, not 'web'\.$/u],
    [['--ssh-host', '10.0.3.7='], /^--ssh-host takes an IP address/u],
    [['--ssh-host', '10.0.3.7', '--ssh-host', '10.0.3.7'], /^--ssh-host names 10\.0\.3\.7 twice\.$/u],
    [['--state', ''], /^--state takes the path of a file\.$/u],
  ] as const) {
    it(`are refused when they are ${words.join(' ')}, with the reason`, () => {
      assert.throws(
        () => readArguments(words),
        (thrown) => thrown instanceof UsageError && reason.test(thrown.message),
      );
    });
  }
});
