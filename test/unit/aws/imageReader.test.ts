import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  type LaunchPermission,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import type { SharedFiles } from '../../../src/aws/sharedFiles.ts';
import { defaultTagNames, type Environment } from '../../../src/core/environments/environment.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import type { Image } from '../../../src/core/images/image.ts';
import { messageOf } from '../../../src/core/outcome/failure.ts';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from '../localcloud/clients.ts';
import { awsClients } from './awsClients.ts';

describe('Reading images from AWS', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let folder: string;
  let clients: AwsClients;
  let reader: AwsImageReader;
  let running: AbortSignal;
  const variablesBefore = { ...process.env };

  before(async () => {
    cloud = await startLocalCloud({ images: 120 });
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-aws-'));
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  });
  after(async () => {
    process.env = variablesBefore;
    await cloud.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    running = new AbortController().signal;
    await writeProfiles();
    await control('DELETE', '/faults');
    await control('DELETE', '/requests');
    clients = awsClients(files());
    reader = new AwsImageReader(clients);
  });
  afterEach(() => {
    clients.dispose();
  });

  const files = (): SharedFiles => ({
    config: join(folder, 'config'),
    credentials: join(folder, 'credentials'),
  });
  const writeProfiles = async (secret?: string, endpoint?: string): Promise<void> => {
    const profiles = cloud.profiles.map((profile) =>
      secret === undefined ? profile : { ...profile, secretAccessKey: secret },
    );
    const { config, credentials } = awsConfigFiles(profiles, endpoint);
    await writeFile(join(folder, 'config'), config);
    await writeFile(join(folder, 'credentials'), credentials);
  };
  const keyOf = (name: string): Record<string, string> => {
    const profile = cloud.profiles.find((each) => each.name === name);
    return {
      AWS_ACCESS_KEY_ID: profile?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: profile?.secretAccessKey ?? '',
    };
  };
  const withVariables = async (
    variables: Record<string, string>,
    act: () => Promise<void>,
  ): Promise<void> => {
    const before = process.env;
    process.env = { ...before, ...variables };
    try {
      await act();
    } finally {
      process.env = before;
    }
  };
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${cloud.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  };
  const environment = (differences: Partial<Environment> = {}): Environment => ({
    id: 'dev',
    name: 'dev',
    profile: 'dev',
    regions: ['us-east-1'],
    roleArn: undefined,
    endpoint: cloud.endpoint,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'profile' },
    ...differences,
  });
  const read = async (of: Environment, signal = running): Promise<Image[]> => {
    const images: Image[] = [];
    for await (const page of reader.readImages(of, of.regions[0] ?? '', signal)) images.push(...page.images);
    return images;
  };
  const failureOf = async (work: Promise<unknown>): Promise<{ reason: string; message: string }> => {
    try {
      await work;
    } catch (thrown) {
      assert.ok(thrown instanceof Error);
      assert.notEqual(thrown.cause, undefined);
      return { reason: reasonOf(thrown), message: thrown.message };
    }
    return assert.fail('did not fail');
  };

  it('gives the images of the account, disabled and deprecated ones included', async () => {
    const images = await read(environment());
    assert.equal(images.length, 20);
    assert.ok(images.every(({ ownerId, region }) => ownerId === '111111111111' && region === 'us-east-1'));
    assert.ok(images.some(({ state }) => state === 'disabled'));
    const [image] = images.filter(({ tags }) => tags.size > 0);
    assert.equal(image?.tags.get('Environment'), 'dev');
    assert.ok(image.createdAt !== undefined && image.disks[0]?.snapshotId?.startsWith('snap-') === true);
  });

  it('gives the same images page by page from several regions at once, and again when asked for by id', async () => {
    await control('POST', '/faults', { kind: 'delay', action: 'DescribeImages', milliseconds: 5 });
    const small = new AwsImageReader(clients, 3);
    const readFrom = async (region: string): Promise<Image[]> => {
      const images: Image[] = [];
      for await (const page of small.readImages(environment(), region, running)) images.push(...page.images);
      return images;
    };
    const [east, west] = await Promise.all([readFrom('us-east-1'), readFrom('eu-west-1')]);
    assert.deepEqual(
      [new Set(east.map(({ id }) => id)).size, new Set(west.map(({ id }) => id)).size],
      [20, 20],
    );
    const ids = east.map(({ id }) => id);
    const again = await small.readImagesById(environment(), 'us-east-1', [...ids, 'ami-00000000'], running);
    assert.deepEqual(
      again.images.map(({ id }) => id),
      ids,
    );
  });

  it('tells which images other accounts may launch by name', async () => {
    const { ec2 } = sdkClients(cloud);
    const { Images: own = [] } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        Filters: [{ Name: 'state', Values: ['available'] }],
      }),
    );
    const ids = own.map(({ ImageId = '' }) => ImageId);
    const accounts = ['222222222222', '333333333333'];
    const before = await reader.readSharedIds(environment(), 'us-east-1', accounts, running);
    const [first = '', second = '', third = ''] = ids.filter((id) => !before.has(id));
    const share = (ImageId: string, permission: LaunchPermission): Promise<unknown> =>
      ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [permission] } }));
    await share(first, { UserId: '333333333333' });
    await share(second, { UserId: '999999999999' });
    await share(third, { Group: 'all' });
    const after = await new AwsImageReader(clients, 5).readSharedIds(
      environment(),
      'us-east-1',
      accounts,
      running,
    );
    assert.deepEqual(
      [...after].filter((id) => !before.has(id)),
      [first],
    );
    ec2.destroy();
  });

  it('signs as the profile, and as the role where one is named', async () => {
    assert.equal(await reader.readAccount(environment({ profile: 'prod' }), running), '333333333333');
    const roleArn = 'arn:aws:iam::222222222222:role/reader';
    assert.equal(await reader.readAccount(environment({ roleArn }), running), '222222222222');
    assert.ok((await read(environment({ roleArn }))).every(({ ownerId }) => ownerId === '222222222222'));
  });

  it('asks for the role of a profile where the environment says as well, not at AWS', async () => {
    const role = [
      '[profile role]',
      'role_arn = arn:aws:iam::222222222222:role/reader',
      'source_profile = dev',
      '',
    ];
    await appendFile(join(folder, 'config'), `\n${role.join('\n')}`);
    assert.equal(await reader.readAccount(environment({ profile: 'role' }), running), '222222222222');
  });

  it('uses the endpoint of the profile where the environment names none', async () => {
    await writeProfiles(undefined, cloud.endpoint);
    assert.equal((await read(environment({ endpoint: undefined }))).length, 20);
  });

  it('never lets other credentials stand in for a profile that has none', async () => {
    await withVariables(keyOf('dev'), async () => {
      const { reason } = await failureOf(read(environment({ profile: 'nobody' })));
      assert.equal(reason, 'no-credentials');
      assert.equal(await reader.readAccount(environment({ profile: undefined }), running), '111111111111');
    });
  });

  it('signs as the environment variables of a key say, although AWS_PROFILE names another account', async () => {
    await withVariables({ ...keyOf('dev'), AWS_PROFILE: 'prod' }, async () => {
      const ofVariables = environment({ profile: undefined, source: { kind: 'variables' } });
      assert.equal(await reader.readAccount(ofVariables, running), '111111111111');
    });
  });

  describe('after the keys of a profile that was read were changed', () => {
    const swapKeys = async (): Promise<void> => {
      const [dev, prod] = ['dev', 'prod'].map((name) => cloud.profiles.find((each) => each.name === name));
      assert.ok(dev && prod);
      const { credentials } = awsConfigFiles([{ ...prod, name: 'dev' }]);
      await writeFile(join(folder, 'credentials'), credentials);
    };

    it('signs with the new ones in every region once the old ones are forgotten', async () => {
      const dev = environment({ regions: ['us-east-1', 'eu-west-1'] });
      assert.equal((await read(dev))[0]?.ownerId, '111111111111');
      await swapKeys();
      clients.forgetCredentials();
      for (const region of dev.regions) {
        assert.equal((await read({ ...dev, regions: [region] }))[0]?.ownerId, '333333333333');
      }
    });

    it('never mixes two accounts: all regions sign with the same credentials', async () => {
      const dev = environment();
      assert.equal((await read(dev))[0]?.ownerId, '111111111111');
      await swapKeys();
      assert.equal((await read({ ...dev, regions: ['eu-west-1'] }))[0]?.ownerId, '111111111111');
    });

    it('refuses images of another account than the environment names', async () => {
      const dev = environment({ accountId: '111111111111' });
      assert.equal((await read(dev)).length, 20);
      await swapKeys();
      clients.forgetCredentials();
      await assert.rejects(read(dev), (thrown) => {
        assert.equal(reasonOf(thrown), 'wrong-account');
        assert.match(messageOf(thrown), /333333333333.*111111111111/u);
        return true;
      });
    });
  });

  it('asks for credentials again after they were refused', async () => {
    await writeProfiles('wrong');
    const refused = await failureOf(read(environment()));
    assert.deepEqual(refused, {
      reason: 'invalid-credentials',
      message: 'AWS was not able to validate the provided access credentials (AuthFailure)',
    });
    await writeProfiles();
    assert.equal((await read(environment())).length, 20);
  });

  it('says why it failed in the words of AWS', async () => {
    const encoded = `You are not authorized to perform this operation. Encoded authorization failure message: ${'x'.repeat(2000)}`;
    const cases = [
      [
        'UnauthorizedOperation',
        encoded,
        403,
        'access-denied',
        'You are not authorized to perform this operation. (UnauthorizedOperation)',
      ],
      [
        'RequestExpired',
        'Request has expired.',
        400,
        'expired-credentials',
        'Request has expired. (RequestExpired)',
      ],
      [
        'ExpiredToken',
        'The security token is expired',
        403,
        'expired-credentials',
        'The security token is expired (ExpiredToken)',
      ],
      [
        'OptInRequired',
        'You are not subscribed',
        401,
        'access-denied',
        'You are not subscribed (OptInRequired)',
      ],
      ['SomethingNew', 'Never seen', 400, 'other', 'Never seen (SomethingNew)'],
    ] as const;
    for (const [code, message, status, reason, said] of cases) {
      await control('DELETE', '/faults');
      await control('POST', '/faults', { kind: 'error', code, message, status });
      assert.deepEqual(await failureOf(read(environment())), { reason, message: said });
    }
  });

  it('goes on by itself after being throttled', async () => {
    const throttling = {
      kind: 'error',
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      status: 503,
      times: 1,
    };
    await control('POST', '/faults', throttling);
    assert.equal((await read(environment())).length, 20);
  });

  it('says that AWS cannot be reached', async () => {
    const { reason, message } = await failureOf(read(environment({ endpoint: 'http://127.0.0.1:9' })));
    assert.equal(reason, 'unreachable');
    assert.match(message, /ECONNREFUSED/u);
  });

  it('stops when it is told to', async () => {
    await control('POST', '/faults', { kind: 'delay', milliseconds: 5000 });
    const controller = new AbortController();
    const reading = failureOf(read(environment(), controller.signal));
    setTimeout(() => {
      controller.abort();
    }, 200);
    const start = performance.now();
    await reading;
    assert.ok(performance.now() - start < 3000);
  });
});
