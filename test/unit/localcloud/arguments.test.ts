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

  it('ask for help, whatever else they say', () => {
    assert.equal(readArguments(['--images', 'many', '--help']), undefined);
  });

  for (const [words, reason] of [
    [['--images', 'many'], /^--images takes a whole number from 0 to 100000, not 'many'\.$/u],
    [['--images', '100001'], /^--images .*, not '100001'\.$/u],
    [['--port', '70000'], /^--port takes a whole number from 0 to 65535, not '70000'\.$/u],
    [['--colour', 'red'], /'--colour'/u],
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
