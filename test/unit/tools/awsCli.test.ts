import assert from 'node:assert/strict';
import { asTyped, newProfileCommand, signInCommand } from '../../../src/tools/awsCli.ts';

describe('Signing in with the AWS CLI', () => {
  it('uses the command that fits the profile', () => {
    const argumentsFor = (signIn: 'sso' | 'login' | 'other'): readonly string[] =>
      signInCommand('aws', { name: 'dev', signIn }).arguments;
    assert.deepEqual(argumentsFor('sso'), ['sso', 'login', '--profile', 'dev']);
    assert.deepEqual(argumentsFor('login'), ['login', '--profile', 'dev']);
    assert.deepEqual(argumentsFor('other'), ['configure', '--profile', 'dev']);
  });

  it('passes a hostile profile name as one argument', () => {
    const name = '$(reboot); x "y"';
    assert.deepEqual(signInCommand('aws', { name, signIn: 'sso' }).arguments.at(-1), name);
  });

  it('makes a first profile in the way a person signs in', () => {
    assert.equal(asTyped(newProfileCommand('aws', 'sso')), 'aws configure sso');
    assert.equal(asTyped(newProfileCommand('aws', 'login')), 'aws login');
    assert.equal(asTyped(newProfileCommand('/opt/aws cli/aws', 'keys')), "'/opt/aws cli/aws' configure");
  });

  it('is shown quoted, so that it can be pasted', () => {
    assert.equal(
      asTyped(signInCommand('aws', { name: "it's mine", signIn: 'sso' })),
      String.raw`aws sso login --profile 'it'\''s mine'`,
    );
  });
});
