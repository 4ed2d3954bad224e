import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { AwsIdentityReader } from '../../../src/aws/identityReader.ts';
import type { Environment } from '../../../src/core/environments/environment.ts';
import { identify } from '../../../src/core/environments/identity.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';

describe('Asking AWS who an environment is', function () {
  this.timeout(30_000);
  const running = new AbortController().signal;
  let aws: AwsFixture;
  let reader: AwsIdentityReader;

  beforeEach(async () => {
    aws = await startAws({ images: 0 });
    reader = new AwsIdentityReader(aws.clients);
  });
  afterEach(() => aws.end());

  const environment = (differences: Partial<Environment> = {}): Environment => ({
    ...aws.environment,
    regions: ['eu-west-1', 'us-east-1'],
    ...differences,
  });
  const failureOf = async (
    of: Environment,
    signal = running,
  ): Promise<{ reason: string; message: string }> => {
    try {
      await identify(reader, of, signal);
    } catch (thrown) {
      assert.ok(thrown instanceof Error);
      return { reason: reasonOf(thrown), message: thrown.message };
    }
    return assert.fail('did not fail');
  };

  it('gives account and ARN, asked for once, in the first region', async () => {
    const { account, arn } = await identify(reader, environment(), running);
    assert.equal(account, '111111111111');
    assert.match(arn, /^arn:aws:iam::111111111111:user\//u);
    assert.deepEqual(
      (await aws.control.requests()).map(({ action, region }) => [action, region]),
      [['GetCallerIdentity', 'eu-west-1']],
    );
  });

  it('gives the assumed role where one is named', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/reader';
    const { account, arn } = await identify(reader, environment({ roleArn }), running);
    assert.equal(account, '222222222222');
    assert.equal(arn, 'arn:aws:sts::222222222222:assumed-role/reader/ami-bakery');
  });

  it('refuses another account than the environment names, and says both', async () => {
    const failure = await failureOf(environment({ accountId: '999999999999' }));
    assert.equal(failure.reason, 'wrong-account');
    assert.match(failure.message, /account 111111111111.*account 999999999999/u);
    const right = await identify(reader, environment({ accountId: '111111111111' }), running);
    assert.equal(right.account, '111111111111');
  });

  it('asks nobody for an environment without a region', async () => {
    assert.deepEqual(await failureOf(environment({ regions: [] })), {
      reason: 'no-region',
      message: 'dev names no region.',
    });
    assert.deepEqual(await aws.control.requests(), []);
  });

  it('says why it failed in the words of AWS, and asks with new credentials the next time', async () => {
    const write = (secretAccessKey?: string): Promise<void> => {
      const profiles = aws.cloud.profiles.map((profile) => ({
        ...profile,
        ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
      }));
      return writeFile(
        process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? assert.fail(),
        awsConfigFiles(profiles).credentials,
      );
    };
    await write('wrong');
    const { reason, message } = await failureOf(environment());
    assert.equal(reason, 'invalid-credentials');
    assert.match(message, /SignatureDoesNotMatch/u);
    await write();
    assert.equal((await identify(reader, environment(), running)).account, '111111111111');
    assert.equal((await failureOf(environment({ profile: 'nobody' }))).reason, 'no-credentials');
    assert.equal((await failureOf(environment({ endpoint: 'http://127.0.0.1:9' }))).reason, 'unreachable');
  });

  it('stops when it is told to', async () => {
    await aws.control.script({ kind: 'delay', milliseconds: 20_000 });
    const start = performance.now();
    await failureOf(environment(), AbortSignal.timeout(300));
    assert.ok(performance.now() - start < 5000);
  });
});
