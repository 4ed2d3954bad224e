import assert from 'node:assert/strict';
import type { CredentialSource } from '../../../../src/core/environments/environment.ts';
import { newProfileCommand, signInCommand } from '../../../../src/tools/awsCli/profileCommands.ts';
import { asTyped } from '../../../../src/tools/commandLine.ts';

describe('Signing in with the AWS CLI', () => {
  it('uses the command that fits the profile', () => {
    const argumentsFor = (source: CredentialSource): readonly string[] | undefined =>
      signInCommand('aws', { profile: 'dev', source })?.arguments;
    assert.deepEqual(argumentsFor('sso'), ['sso', 'login', '--profile', 'dev']);
    assert.deepEqual(argumentsFor('login'), ['login', '--profile', 'dev']);
    assert.deepEqual(argumentsFor('keys'), ['configure', '--profile', 'dev']);
  });

  it('has no command where nobody signs in', () => {
    for (const source of ['process', 'web-identity', 'container', 'instance', 'variables'] as const) {
      assert.equal(signInCommand('aws', { profile: 'dev', source }), undefined);
    }
  });

  it('passes a hostile profile name as one argument', () => {
    const profile = '$(reboot); x "y"';
    assert.deepEqual(signInCommand('aws', { profile, source: 'sso' })?.arguments.at(-1), profile);
  });

  it('makes a profile of a name of its own in the way a person signs in', () => {
    assert.equal(asTyped(newProfileCommand('aws', 'sso', 'new')), 'aws configure sso --profile new');
    assert.equal(asTyped(newProfileCommand('aws', 'login', 'new')), 'aws login --profile new');
    assert.equal(
      asTyped(newProfileCommand('/opt/aws cli/aws', 'keys', 'new')),
      "'/opt/aws cli/aws' configure --profile new",
    );
  });

  it('is shown quoted, so that it can be pasted', () => {
    const command = signInCommand('aws', { profile: "it's mine", source: 'sso' });
    assert.ok(command);
    assert.equal(asTyped(command), String.raw`aws sso login --profile 'it'\''s mine'`);
  });
});
