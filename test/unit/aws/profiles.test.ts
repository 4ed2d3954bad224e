import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProfiles } from '../../../src/aws/profiles.ts';
import { sharedFiles } from '../../../src/aws/sharedFiles.ts';
import { toImagePage } from '../../../src/aws/images.ts';

describe('The AWS profiles of a machine', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-profiles-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are those of both files, the default one first, without their keys', async () => {
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    await writeFile(
      files.config,
      `[default]
region = eu-west-1
[profile work]
sso_session = company
sso_account_id = 111111111111
region = us-east-1
[sso-session company]
sso_start_url = https://example.test/start
[profile console]
login_session = arn:aws:iam::111111111111:user/me
[services local]
ec2 =
  endpoint_url = http://127.0.0.1:1
`,
    );
    await writeFile(files.credentials, '[batch]\naws_access_key_id = A\naws_secret_access_key = B\n');
    const { profiles, problems } = await readProfiles(files);
    assert.deepEqual(problems, []);
    assert.deepEqual(profiles, [
      { name: 'default', region: 'eu-west-1', credentials: { source: 'keys', profile: 'default' } },
      { name: 'batch', region: undefined, credentials: { source: 'keys', profile: 'batch' } },
      { name: 'console', region: undefined, credentials: { source: 'login', profile: 'console' } },
      { name: 'work', region: 'us-east-1', credentials: { source: 'sso', profile: 'work' } },
    ]);
  });

  it('are none where there are no files', async () => {
    const nowhere = join(folder, 'nowhere');
    assert.deepEqual(await readProfiles({ config: nowhere, credentials: nowhere }), {
      profiles: [],
      problems: [],
    });
  });

  it('of a file that is there but cannot be read are missing, and it is said why', async () => {
    const files = { config: folder, credentials: join(folder, 'more-credentials') };
    await writeFile(files.credentials, '[batch]\naws_access_key_id = A\n');
    const { profiles, problems } = await readProfiles(files);
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['batch'],
    );
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith(`${folder}: EISDIR`), problems[0]);
  });

  it('of a file that the AWS SDK refuses for one section are not said to be none', async () => {
    const files = { config: join(folder, 'odd-config'), credentials: join(folder, 'nowhere') };
    await writeFile(
      files.config,
      '[profile work]\nregion = us-east-1\n[profile __proto__]\nregion = us-east-1\n',
    );
    const { profiles, problems } = await readProfiles(files);
    assert.deepEqual(profiles, []);
    assert.deepEqual(problems, [`${files.config}: the AWS SDK cannot read its sections`]);
  });

  it('are looked for where the environment variables say, else in the home folder', () => {
    assert.deepEqual(sharedFiles({ AWS_CONFIG_FILE: '/a', AWS_SHARED_CREDENTIALS_FILE: '/b' }), {
      config: '/a',
      credentials: '/b',
    });
    const atHome = {
      config: join(homedir(), '.aws', 'config'),
      credentials: join(homedir(), '.aws', 'credentials'),
    };
    assert.deepEqual(sharedFiles({}), atHome);
    assert.deepEqual(sharedFiles({ AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' }), atHome);
  });
});

describe('An answer of DescribeImages', () => {
  it('with an image that has no id says so and keeps the others', () => {
    const { images, unreadable } = toImagePage([{ Name: 'odd' }, { ImageId: 'ami-1' }], 'us-east-1');
    assert.deepEqual(
      images.map(({ id }) => id),
      ['ami-1'],
    );
    assert.deepEqual(unreadable, ['An image without id in us-east-1: odd']);
  });

  it('may hold states and times that are not known yet', () => {
    const [image] = toImagePage(
      [{ ImageId: 'ami-1', State: 'archived' as 'available', CreationDate: 'soon' }],
      'r',
    ).images;
    assert.equal(image?.state, 'unknown');
    assert.equal(image.createdAt, undefined);
  });
});
