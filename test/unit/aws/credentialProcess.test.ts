import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import type { Environment } from '../../../src/core/environments/environment.ts';
import { causeChain, messageOf } from '../../../src/core/outcome/failure.ts';
import { attempt, cancelled, done, type Outcome } from '../../../src/core/outcome/outcome.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { eventually } from '../../host/eventually.ts';
import { environment } from '../core/images/builders.ts';
import { awsClients } from './awsClients.ts';

const secret = 'correct-horse';

describe('A profile with a credential_process', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let folder: string;
  const variablesBefore = process.env;

  before(async () => {
    cloud = await startLocalCloud({ images: 12 });
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-process-'));
    process.env = {
      ...variablesBefore,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    };
  });
  after(async () => {
    process.env = variablesBefore;
    await cloud.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => rm(join(folder, 'has-run'), { force: true }));

  const hasRun = (): boolean => existsSync(join(folder, 'has-run'));
  /** Writes profile dev, whose program leaves a file behind, and role, which assumes a role with it. */
  const writeProfiles = async (program: string): Promise<void> => {
    const script = join(folder, 'program.mjs');
    await writeFile(
      script,
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(join(folder, 'has-run'))}, String(process.pid));\n${program}`,
    );
    const role = 'role_arn = arn:aws:iam::222222222222:role/reader\nsource_profile = dev';
    const line = `credential_process = ${process.execPath} ${script} --password ${secret}`;
    await writeFile(join(folder, 'config'), `[profile dev]\n${line}\n[profile role]\n${role}\n`);
  };
  const printKey = (Expiration?: string): string => {
    const [dev] = cloud.profiles;
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = dev ?? {};
    const key = { Version: 1, AccessKeyId, SecretAccessKey, Expiration };
    return `console.log(${JSON.stringify(JSON.stringify(key))});`;
  };
  const createClients = (isTrusted: boolean): AwsClients => {
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    return awsClients(files, {
      mayRunPrograms: () => isTrusted,
      askMfaCode: () => Promise.resolve(undefined),
    });
  };
  const environmentOf = (profile: string): Environment => ({
    ...environment('dev'),
    profile,
    endpoint: cloud.endpoint,
  });
  const readAccount = async (profile: string, isTrusted: boolean): Promise<string> => {
    const clients = createClients(isTrusted);
    try {
      const { signal } = new AbortController();
      return await new AwsImageReader(clients).readAccount(environmentOf(profile), signal);
    } finally {
      clients.dispose();
    }
  };

  it('signs with what the program prints, in a trusted workspace', async () => {
    await writeProfiles(printKey());
    assert.equal(await readAccount('dev', true), '111111111111');
    assert.ok(hasRun());
  });

  for (const profile of ['dev', 'role']) {
    it(`does not run it in Restricted Mode and says why and what to do (profile ${profile})`, async () => {
      await writeProfiles(printKey());
      await assert.rejects(readAccount(profile, false), (thrown) => {
        assert.equal(reasonOf(thrown), 'restricted');
        assert.match(messageOf(thrown), /^Profile dev gets .*credential_process.*Trust the workspace/u);
        return true;
      });
      assert.ok(!hasRun());
    });
  }

  it('that fails says so without the command line or anything that the program wrote', async () => {
    await writeProfiles(`console.error('the vault says ${secret}'); process.exit(3);`);
    await assert.rejects(readAccount('dev', true), (thrown) => {
      assert.equal(reasonOf(thrown), 'no-credentials');
      assert.match(messageOf(thrown), /credential_process\) failed/u);
      const everything = causeChain(thrown).join('\n');
      assert.ok(!everything.includes(secret) && !everything.includes('program.mjs'), everything);
      return true;
    });
  });

  describe('that hangs', () => {
    const hang = 'setInterval(() => undefined, 1000);';
    const clockBefore = Date.now;
    let clients: AwsClients;
    let pid: number | undefined;
    beforeEach(() => {
      clients = createClients(true);
      pid = undefined;
    });
    afterEach(() => {
      Date.now = clockBefore;
      clients.dispose();
      if (pid !== undefined) process.kill(pid);
    });

    const read = (signal = new AbortController().signal): Promise<Outcome<string>> =>
      attempt(
        signal,
        () => new AwsImageReader(clients).readAccount(environmentOf('dev'), signal),
        (thrown) => assert.fail(messageOf(thrown)),
      );
    const stopWhenItHangs = async (): Promise<void> => {
      const controller = new AbortController();
      const stopped = read(controller.signal);
      pid = await eventually('the program', async () => {
        const text = await readFile(join(folder, 'has-run'), 'utf8').catch(() => '');
        return text !== '' && Number(text);
      });
      controller.abort();
      assert.deepEqual(await stopped, cancelled);
    };

    it('can be stopped, and is started anew for the next reading', async () => {
      await writeProfiles(hang);
      await stopWhenItHangs();
      await writeProfiles(printKey());
      assert.deepEqual(await read(), done('111111111111'));
    });

    it('can be stopped as well when credentials that work before had are renewed', async () => {
      const hour = 3_600_000;
      await writeProfiles(printKey(new Date(Date.now() + hour).toISOString()));
      for (const before of [await read(), await read()]) assert.deepEqual(before, done('111111111111'));
      await rm(join(folder, 'has-run'));
      await writeProfiles(hang);
      Date.now = () => clockBefore() + hour;
      await stopWhenItHangs();
      await writeProfiles(printKey());
      assert.deepEqual(await read(), done('111111111111'));
    });
  });

  it('that prints something else says what is wrong with it', async () => {
    await writeProfiles(`console.log('{"Version": 2, "SecretAccessKey": "${secret}"}');`);
    await assert.rejects(readAccount('dev', true), (thrown) => {
      assert.match(messageOf(thrown), /credential_process did not return Version 1\./u);
      assert.ok(!causeChain(thrown).join('\n').includes(secret));
      return true;
    });
  });

  it('is never run in Restricted Mode, whatever profiles lead to it', async () => {
    const names = ['a', 'b', 'c'];
    const [dev] = cloud.profiles;
    const settings = fc.record(
      {
        role_arn: fc.constant('arn:aws:iam::222222222222:role/reader'),
        source_profile: fc.constantFrom(...names),
        credential_process: fc.constant(`touch ${join(folder, 'has-run')}`),
        credential_source: fc.constantFrom('Environment', 'Nothing'),
        aws_access_key_id: fc.constant(dev?.accessKeyId ?? ''),
        aws_secret_access_key: fc.constant(dev?.secretAccessKey ?? ''),
        web_identity_token_file: fc.constant(join(folder, 'nowhere')),
      },
      { requiredKeys: [] },
    );
    const profiles = fc.record({ a: settings, b: settings, c: settings });
    await fc.assert(
      fc.asyncProperty(profiles, async (all) => {
        const sections = Object.entries(all).map(([name, values]) =>
          [
            `[profile ${name}]`,
            ...Object.entries(values).map(([key, value]) => `${key} = ${value}`),
            '',
          ].join('\n'),
        );
        await writeFile(join(folder, 'config'), sections.join('\n'));
        await rm(join(folder, 'has-run'), { force: true });
        await readAccount('a', false).catch(() => undefined);
        assert.ok(!hasRun());
      }),
      { numRuns: 100 },
    );
  });
});
