import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  chooseEnvironments,
  type EnvironmentSources,
} from '../../../../src/core/environments/environmentChoice.ts';

const file = {
  file: 'file:///team/ami-bakery.json',
  folder: 'team',
  text: `{ "environments": [
    { "name": "dev", "profile": "team-dev", "regions": ["us-east-1"], "endpoint": "https://example.test:1",
      "roleArn": "arn:aws:iam::123456789012:role/reader" } ] }`,
};
const machine: EnvironmentSources = {
  files: [],
  profiles: [
    { name: 'default', region: 'us-east-1', credentials: { source: 'keys', profile: 'default' } },
    { name: 'work', region: undefined, credentials: { source: 'sso', profile: 'work' } },
  ],
  profileProblems: [],
  hasCredentialVariables: false,
  defaultRegion: undefined,
  isTrusted: true,
  shownProfiles: [],
};

const namesFor = (sources: Partial<EnvironmentSources>): string[] =>
  chooseEnvironments({ ...machine, ...sources }).environments.map(({ name }) => name);

describe('The environments of a window', () => {
  it('are those of ami-bakery.json where there is one', () => {
    assert.deepEqual(namesFor({ files: [file] }), ['dev']);
  });

  it('say which folder is meant where two folders name one alike, and only there', () => {
    const other = {
      file: 'file:///other/ami-bakery.json',
      folder: 'other',
      text: `{ "environments": [
        { "name": "dev", "profile": "other-dev", "regions": ["us-east-1"] },
        { "name": "prod", "profile": "other-prod", "regions": ["us-east-1"] } ] }`,
    };
    assert.deepEqual(namesFor({ files: [file, other] }), ['dev (team)', 'dev (other)', 'prod']);
  });

  it('are the AWS profiles of the machine where there is none', () => {
    assert.deepEqual(namesFor({}), ['default', 'work']);
  });

  it('are the profiles that the settings name, if they name some', () => {
    assert.deepEqual(namesFor({ shownProfiles: ['work'] }), ['work']);
  });

  it('use the default region where a profile names none, and else have none', () => {
    const regions = (defaultRegion: string | undefined): (readonly string[])[] =>
      chooseEnvironments({ ...machine, defaultRegion }).environments.map(
        (environment) => environment.regions,
      );
    assert.deepEqual(regions('eu-west-1'), [['us-east-1'], ['eu-west-1']]);
    assert.deepEqual(regions(undefined), [['us-east-1'], []]);
  });

  it('include the credentials of the environment variables', () => {
    assert.deepEqual(namesFor({ hasCredentialVariables: true }), ['AWS_ACCESS_KEY_ID', 'default', 'work']);
  });

  it('of a file with mistakes are none, and take nothing from another file', () => {
    const broken = { file: 'file:///other/ami-bakery.json', folder: 'other', text: '{' };
    const { environments, problems } = chooseEnvironments({ ...machine, files: [broken, file] });
    assert.deepEqual(
      environments.map(({ name }) => name),
      ['dev'],
    );
    assert.deepEqual([...new Set(problems.map((problem) => problem.file))], [broken.file]);
  });

  it('of a file that cannot be read are none, with the reason as its problem', () => {
    const locked = { file: file.file, folder: 'team', text: '', readError: 'EACCES: permission denied' };
    const { environments, problems } = chooseEnvironments({ ...machine, files: [locked] });
    assert.deepEqual(environments, []);
    assert.deepEqual(
      problems.map(({ problem }) => problem.message),
      ['EACCES: permission denied'],
    );
  });

  it('may be fewer than there are profiles when a file of them cannot be read', () => {
    const { lacksProfiles } = chooseEnvironments({ ...machine, profileProblems: ['EACCES'] });
    assert.equal(lacksProfiles, true);
    assert.equal(chooseEnvironments(machine).lacksProfiles, false);
  });

  it('have ids of their own, also when two files use the same names', () => {
    const second = { ...file, file: 'file:///second/ami-bakery.json' };
    const { environments } = chooseEnvironments({ ...machine, files: [file, second] });
    assert.equal(new Set(environments.map(({ id }) => id)).size, 2);
  });
});

describe('In Restricted Mode', () => {
  it('nothing that the workspace names is used, whatever its files say', () => {
    const text = fc.oneof(fc.constant(file.text), fc.string(), fc.json());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.boolean(), (texts, hasCredentialVariables) => {
        const files = texts.map((content, index) => ({
          file: `file:///${index}`,
          folder: 'any',
          text: content,
        }));
        const restricted = chooseEnvironments({
          ...machine,
          files,
          hasCredentialVariables,
          isTrusted: false,
        });
        const withoutFiles = chooseEnvironments({ ...machine, hasCredentialVariables });
        assert.deepEqual(restricted.environments, withoutFiles.environments);
        assert.equal(restricted.ignoredUntrustedFile, files.length > 0);
        for (const { endpoint, roleArn } of restricted.environments) {
          assert.equal(endpoint, undefined);
          assert.equal(roleArn, undefined);
        }
      }),
    );
  });
});
