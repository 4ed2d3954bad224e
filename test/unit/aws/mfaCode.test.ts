import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import { sharedFiles } from '../../../src/aws/sharedFiles.ts';
import { AwsTagWriter } from '../../../src/aws/tagWriter.ts';
import type { MfaQuestion } from '../../../src/core/environments/credentialAccess.ts';
import type { Environment } from '../../../src/core/environments/environment.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import type { Image } from '../../../src/core/images/image.ts';
import { attempt, cancelled } from '../../../src/core/outcome/outcome.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';
import { awsClients } from './awsClients.ts';

const serial = 'arn:aws:iam::111111111111:mfa/phone';
const hour = 3_600_000;

describe('Reading from AWS as a role that needs an MFA code', function () {
  this.timeout(30_000);
  const clockBefore = Date.now;
  let aws: AwsFixture;
  let clients: AwsClients;
  let reader: AwsImageReader;
  let running: AbortSignal;
  let role: Environment;
  let asked: MfaQuestion[];
  let code: string | undefined;
  /** A person who thinks for a while. */
  let thinking: Promise<void>;

  before(async () => {
    aws = await startAws({ images: 120 });
    const settings = [`mfa_serial = ${serial}`, 'role_arn = arn:aws:iam::222222222222:role/reader'];
    await appendFile(
      sharedFiles(process.env).config,
      `\n[profile role]\nsource_profile = dev\n${settings.join('\n')}\n`,
    );
    role = { ...aws.environment, profile: 'role' };
  });
  after(() => aws.end());
  beforeEach(() => {
    running = new AbortController().signal;
    asked = [];
    code = '123456';
    thinking = Promise.resolve();
    const askMfaCode = async (question: MfaQuestion): Promise<string | undefined> => {
      asked.push(question);
      const { signal } = question;
      await Promise.race([
        thinking,
        new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        }),
      ]);
      return signal.aborted ? undefined : code;
    };
    clients = awsClients(sharedFiles(process.env), { mayRunPrograms: () => false, askMfaCode });
    reader = new AwsImageReader(clients);
  });
  afterEach(async () => {
    Date.now = clockBefore;
    clients.dispose();
    await aws.control.script();
  });

  const readIn = async (region: string, environment = role): Promise<Image[]> => {
    const images: Image[] = [];
    for await (const page of reader.readImages(environment, region, running)) images.push(...page.images);
    return images;
  };
  const reasonIn = async (region: string): Promise<string> => {
    const [reading] = await Promise.allSettled([readIn(region)]);
    return reading.status === 'rejected' ? reasonOf(reading.reason) : 'none';
  };
  const refusal = (differences: object = {}): object => ({
    kind: 'error',
    code: 'AuthFailure',
    message: 'AWS was not able to validate the provided access credentials',
    status: 401,
    action: 'DescribeImages',
    account: '222222222222',
    ...differences,
  });
  const beginThinking = (): (() => void) => {
    let answer = (): void => undefined;
    thinking = new Promise((resolve) => {
      answer = resolve;
    });
    return () => {
      answer();
    };
  };
  const isAsked = async (times: number): Promise<void> => {
    while (asked.length < times) await new Promise(setImmediate);
  };

  it('asks the person once for all regions', async () => {
    const [account, images] = await Promise.all([reader.readAccount(role, running), readIn('eu-west-1')]);
    assert.equal(account, '222222222222');
    assert.equal(images[0]?.ownerId, '222222222222');
    assert.deepEqual(
      asked.map((question) => [question.profile, question.serial]),
      [['role', serial]],
    );
  });

  it('asks no more for a region that the account has not enabled', async () => {
    await aws.control.script(refusal({ region: 'eu-west-1' }));
    for (let round = 0; round < 2; round += 1) {
      await readIn('us-east-1');
      assert.equal(await reasonIn('eu-west-1'), 'invalid-credentials');
    }
    assert.equal(asked.length, 1);
  });

  it('asks again when AWS takes the credentials nowhere any more', async () => {
    const both = ['us-east-1', 'eu-west-1'];
    for (const region of both) await readIn(region);
    await aws.control.script(refusal());
    for (const region of both) assert.equal(await reasonIn(region), 'invalid-credentials');
    await aws.control.script();
    for (const region of both) await readIn(region);
    assert.ok(asked.length > 1);
  });

  it('asks again when the credentials have expired, wherever AWS says so', async () => {
    await readIn('us-east-1');
    await aws.control.script(refusal({ region: 'eu-west-1', code: 'RequestExpired' }));
    assert.equal(await reasonIn('eu-west-1'), 'expired-credentials');
    await aws.control.script();
    await readIn('eu-west-1');
    assert.equal(asked.length, 2);
  });

  it('goes on asking for new credentials when a call that was made with the old ones is refused', async () => {
    await readIn('eu-west-1');
    const delay = { kind: 'delay', action: 'DescribeImages', milliseconds: 1000 };
    await aws.control.script(delay, refusal({ region: 'eu-west-1' }));
    const refused = reasonIn('eu-west-1');
    while ((await aws.control.happened())[0] === 0) await new Promise(setImmediate);
    Date.now = () => clockBefore() + hour;
    const answer = beginThinking();
    const waiting = reader.readAccount(role, running);
    await isAsked(2);
    assert.equal(await refused, 'invalid-credentials');
    answer();
    assert.equal(await waiting, '222222222222');
  });

  describe('when a reading is stopped while the person is asked', () => {
    /** Stops it while other work waits for the same code, and then answers. */
    const stopBeside = async <Result>(other: () => Promise<Result>): Promise<Result> => {
      const answer = beginThinking();
      const stopped = new AbortController();
      const one = reader.readAccount(role, stopped.signal);
      const result = other();
      await isAsked(1);
      stopped.abort();
      answer();
      await assert.rejects(one);
      await result;
      assert.equal(asked.length, 1);
      return result;
    };

    it('goes on asking for another one', async () => {
      assert.equal(await stopBeside(() => reader.readAccount(role, running)), '222222222222');
    });

    it('goes on asking for a change, which cannot be stopped', async () => {
      const [image] = await readIn('us-east-1', { ...aws.environment, profile: 'staging' });
      assert.ok(image);
      const tag = { key: 'Checked', value: 'yes' };
      await stopBeside(() => new AwsTagWriter(clients).createTags(role, 'us-east-1', [image.id], tag));
      const [tagged] = (await readIn('us-east-1')).filter(({ id }) => id === image.id);
      assert.equal(tagged?.tags.get('Checked'), 'yes');
    });

    it('takes the question back when all work that waits for the code is stopped', async () => {
      beginThinking();
      const stops = [new AbortController(), new AbortController()];
      const waiting = stops.map(({ signal }) => reader.readAccount(role, signal));
      await isAsked(1);
      for (const stop of stops) stop.abort();
      for (const each of waiting) await assert.rejects(each);
      assert.equal(asked[0]?.signal.aborted, true);
    });
  });

  it('is cancelled, not failed, when the person would not say, and asks anew the next time', async () => {
    code = undefined;
    const outcome = await attempt(
      running,
      () => reader.readAccount(role, running),
      () => assert.fail('this is no failure'),
    );
    assert.equal(outcome, cancelled);
    code = '123456';
    assert.equal(await reader.readAccount(role, running), '222222222222');
  });
});
