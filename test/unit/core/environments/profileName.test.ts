import assert from 'node:assert/strict';
import fc from 'fast-check';
import { profileNameProblem } from '../../../../src/core/environments/profileName.ts';

describe('The name of a new AWS profile', () => {
  it('is any that the AWS files can hold', () => {
    for (const name of ['dev', 'team-dev', 'me@example.test', 'a/b:c', '1']) {
      assert.equal(profileNameProblem(name, ['default']), undefined, name);
    }
  });

  it('is not one that there is already, which the AWS CLI would overwrite', () => {
    assert.match(profileNameProblem('default', ['dev', 'default']) ?? '', /already/u);
  });

  it('is never an option of the AWS CLI, nothing, or more than one word', () => {
    for (const name of ['', '-x', '--debug', 'two words', '[dev]', 'a\nb']) {
      assert.notEqual(profileNameProblem(name, []), undefined, name);
    }
    fc.assert(
      fc.property(fc.string(), (name) => {
        if (profileNameProblem(name, []) === undefined) assert.doesNotMatch(name, /^-|[\s[\]]|^$/u);
      }),
    );
  });
});
