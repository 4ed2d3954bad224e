import assert from 'node:assert/strict';
import fc from 'fast-check';
import { credentialsIn } from '../../../src/aws/profileCredentials.ts';

const keys = { aws_access_key_id: 'A', aws_secret_access_key: 'B' };
const role = { role_arn: 'arn:aws:iam::111111111111:role/reader' };

describe('Where the credentials of a profile come from', () => {
  const cases: readonly [string, Record<string, string>, string][] = [
    ['access keys', keys, 'keys'],
    ['nothing yet', { region: 'us-east-1' }, 'keys'],
    ['IAM Identity Center', { sso_session: 'company' }, 'sso'],
    ['IAM Identity Center without a session section', { sso_start_url: 'https://example.test' }, 'sso'],
    ['aws login', { login_session: 'arn:aws:iam::111111111111:user/me' }, 'login'],
    ['a program', { credential_process: '/opt/key' }, 'process'],
    ['keys, which come before a program', { ...keys, credential_process: '/opt/key' }, 'keys'],
    [
      'a program, which comes before IAM Identity Center',
      { credential_process: 'x', sso_session: 'y' },
      'process',
    ],
    ['a token file', { ...role, web_identity_token_file: '/var/token' }, 'web-identity'],
    [
      'a program, where a role names two sources and the SDK takes neither',
      { ...role, source_profile: 'dev', credential_source: 'Environment', credential_process: '/opt/key' },
      'process',
    ],
    ['the container', { ...role, credential_source: 'EcsContainer' }, 'container'],
    ['the instance', { ...role, credential_source: 'Ec2InstanceMetadata' }, 'instance'],
    ['environment variables', { ...role, credential_source: 'Environment' }, 'variables'],
  ];
  for (const [what, settings, source] of cases) {
    it(what, () => {
      assert.deepEqual(credentialsIn({ dev: settings }, 'dev'), { source, profile: 'dev' });
    });
  }

  it('is the profile that source_profile leads to, over several roles', () => {
    const profiles = {
      prod: { ...role, source_profile: 'hop' },
      hop: { ...role, source_profile: 'login' },
      login: { sso_session: 'company' },
    };
    assert.deepEqual(credentialsIn(profiles, 'prod'), { source: 'sso', profile: 'login' });
  });

  it('is the source profile itself where it has keys, even when it names a role of its own', () => {
    const profiles = {
      prod: { ...role, source_profile: 'base' },
      base: { ...keys, ...role, source_profile: 'another' },
      another: { sso_session: 'company' },
    };
    assert.deepEqual(credentialsIn(profiles, 'prod'), { source: 'keys', profile: 'base' });
  });

  it('is a profile with keys that is its own source', () => {
    assert.deepEqual(credentialsIn({ dev: { ...keys, ...role, source_profile: 'dev' } }, 'dev'), {
      source: 'keys',
      profile: 'dev',
    });
  });

  it('is where credential_source of the source profile says, also without a role there', () => {
    const profiles = {
      prod: { ...role, source_profile: 'base' },
      base: { credential_source: 'EcsContainer' },
    };
    assert.deepEqual(credentialsIn(profiles, 'prod'), { source: 'container', profile: 'base' });
  });

  it('is meant for keys where a profile does not exist', () => {
    assert.deepEqual(credentialsIn({}, 'dev'), { source: 'keys', profile: 'dev' });
    assert.deepEqual(credentialsIn({ dev: { ...role, source_profile: 'base' } }, 'dev'), {
      source: 'keys',
      profile: 'base',
    });
  });

  it('is found, or not, whatever profiles lead to each other', () => {
    const names = ['a', 'b', 'c', 'd'];
    const settings = fc.record(
      {
        role_arn: fc.constant(role.role_arn),
        source_profile: fc.constantFrom(...names),
        credential_process: fc.constant('x'),
        aws_access_key_id: fc.constant('A'),
        aws_secret_access_key: fc.constant('B'),
      },
      { requiredKeys: [] },
    );
    const profiles = fc.dictionary(fc.constantFrom(...names), settings);
    fc.assert(
      fc.property(profiles, (all) => {
        assert.ok(names.includes(credentialsIn(all, 'a').profile));
      }),
    );
  });
});
