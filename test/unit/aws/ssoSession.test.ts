import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import { messageOf } from '../../../src/core/outcome/failure.ts';
import { environment } from '../core/images/builders.ts';
import { awsClients } from './awsClients.ts';

describe('A profile whose SSO session is not in the config file', () => {
  it('says which one is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-session-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    const lines = [
      '[profile dev]',
      'sso_session = gone',
      'sso_account_id = 111111111111',
      'sso_role_name = reader',
    ];
    await writeFile(files.config, lines.join('\n'));
    const variablesBefore = process.env;
    process.env = {
      ...variablesBefore,
      AWS_CONFIG_FILE: files.config,
      AWS_SHARED_CREDENTIALS_FILE: files.credentials,
    };
    const clients = awsClients(files, {
      mayRunPrograms: () => true,
      askMfaCode: () => Promise.resolve(undefined),
    });
    try {
      const dev = { ...environment('dev'), profile: 'dev' };
      await assert.rejects(
        new AwsImageReader(clients).readAccount(dev, new AbortController().signal),
        (thrown) =>
          messageOf(thrown) ===
          'Profile dev signs in by the session gone, but there is no section [sso-session gone] in the AWS config file.',
      );
    } finally {
      process.env = variablesBefore;
      clients.dispose();
      await rm(folder, { recursive: true });
    }
  });
});
