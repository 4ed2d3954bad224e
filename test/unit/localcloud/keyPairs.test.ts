import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  type EC2Client,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { refusal, sdkClients } from './clients.ts';

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA';

describe('Key pairs', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 6 });
    ({ ec2 } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const importKey = (KeyName: string, text: string): Promise<unknown> =>
    ec2.send(new ImportKeyPairCommand({ KeyName, PublicKeyMaterial: new TextEncoder().encode(text) }));

  it('are there in the sample world, and say their public key only when asked', async () => {
    const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
    assert.deepEqual(KeyPairs.map(({ KeyName }) => KeyName).sort(), ['deploy-dev', 'operations-dev']);
    assert.ok(KeyPairs.every(({ PublicKey }) => PublicKey === undefined));
    const { KeyPairs: [known] = [] } = await ec2.send(
      new DescribeKeyPairsCommand({ KeyNames: ['deploy-dev'], IncludePublicKey: true }),
    );
    assert.match(known?.PublicKey ?? '', /^ssh-ed25519 [A-Za-z0-9+/=]+ deploy-dev$/u);
  });

  it('are imported under a name that nothing has yet, and deleted, also when they are not there', async () => {
    await importKey('mine', `${ed25519} me@here\n`);
    const { KeyPairs: [mine] = [] } = await ec2.send(
      new DescribeKeyPairsCommand({ KeyNames: ['mine'], IncludePublicKey: true }),
    );
    assert.equal(mine?.PublicKey, `${ed25519} mine`);
    assert.match(await refusal(importKey('mine', ed25519)), /^InvalidKeyPair.Duplicate/u);
    assert.match(await refusal(importKey('other', 'ssh-ed25519 AAAA')), /^InvalidKey.Format/u);
    const remove = (KeyName: string): Promise<unknown> => ec2.send(new DeleteKeyPairCommand({ KeyName }));
    await remove('mine');
    await remove('mine');
    const find = ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['mine'] }));
    assert.equal(await refusal(find), "InvalidKeyPair.NotFound: The key pair 'mine' does not exist");
  });

  for (const KeyType of ['rsa', 'ed25519'] as const) {
    it(`of the type ${KeyType} are made so that ssh-keygen finds the public key in the private one`, async () => {
      const { KeyFingerprint, KeyMaterial = '' } = await ec2.send(
        new CreateKeyPairCommand({ KeyName: 'made', KeyType }),
      );
      const { KeyPairs: [made] = [] } = await ec2.send(
        new DescribeKeyPairsCommand({ KeyNames: ['made'], IncludePublicKey: true }),
      );
      assert.equal(made?.KeyFingerprint, KeyFingerprint);
      const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-key-'));
      try {
        const file = join(folder, 'key');
        await writeFile(file, `${KeyMaterial}\n`, { mode: 0o600 });
        const found = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
        assert.deepEqual(found.trim().split(' ').slice(0, 2), made?.PublicKey?.split(' ').slice(0, 2));
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
