import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildCommand, initCommand, validateCommand } from '../../../../src/tools/packer/packerCommands.ts';

describe('The commands of Packer', () => {
  it('bake what was chosen, with its variables, and nothing secret', () => {
    assert.deepEqual(
      buildCommand('/usr/bin/packer', {
        template: 'packer/web',
        only: ['amazon-ebs.web', 'amazon-ebs.api'],
        plain: { region: 'eu-central-1', empty: '' },
        files: ['/bake/secrets/variables.json'],
      }),
      {
        program: '/usr/bin/packer',
        arguments: [
          'build',
          '-color=false',
          '-timestamp-ui',
          '-only=amazon-ebs.web,amazon-ebs.api',
          '-var=region=eu-central-1',
          '-var=empty=',
          '-var-file=/bake/secrets/variables.json',
          'packer/web',
        ],
      },
    );
  });

  it('leave the instance as it is only where that is asked for', () => {
    const words = (keepsInstance: boolean): readonly string[] =>
      buildCommand('packer', { template: 'x', plain: {}, keepsInstance }).arguments;
    assert.ok(words(true).includes('-on-error=abort'));
    assert.ok(!words(false).includes('-on-error=abort'));
  });

  it('have each value in a word of its own, whatever it is, before the template', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (plain) => {
        const { arguments: words } = validateCommand('packer', { template: 'packer/web', plain });
        assert.equal(words.at(-1), 'packer/web');
        assert.deepEqual(
          words.slice(1, -1),
          Object.entries(plain).map(([name, value]) => `-var=${name}=${value}`),
        );
      }),
    );
  });

  it('install the plugins that a folder names', () => {
    assert.deepEqual(initCommand('packer', '/w/packer/plugins').arguments, ['init', '/w/packer/plugins']);
  });
});
