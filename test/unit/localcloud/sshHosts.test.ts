import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateImageCommand,
  DescribeInstancesCommand,
  ImportKeyPairCommand,
  type Instance,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import fc from 'fast-check';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { withOurKeys } from '../../../src/localcloud/sshHosts/authorizedKeysFile.ts';
import type { HostLaunch } from '../../../src/localcloud/sshHosts/sshHost.ts';
import { launchableImage, passTime, refusal, type SdkClients, sdkClients } from './clients.ts';

const launchKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA';
const sentKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfRkDHLx3bNk7zm4P5y3BtMKeIBjpxXX6vgnQnnoNCn';
const others = '# mine\nssh-rsa AAAA somebody@else';

describe('Instances backed by hosts', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let cloud: LocalCloud;
  let clients: SdkClients;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-hosts-'));
    file = join(folder, 'authorized_keys');
    await writeFile(file, others);
    cloud = await startLocalCloud({
      images: 60,
      sshHosts: [{ address: '10.0.3.7', authorizedKeysFile: file }, { address: '10.0.3.8' }],
    });
    clients = sdkClients(cloud);
    const material = new TextEncoder().encode(launchKey);
    await clients.ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial: material }));
  });
  afterEach(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  const run = async (KeyName?: string): Promise<Instance> => {
    const { Instances: [made = {}] = [] } = await clients.ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(clients.ec2),
        InstanceType: 't3.micro',
        KeyName,
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    return made;
  };
  const end = ({ InstanceId = '' }: Instance): Promise<unknown> =>
    clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
  const send = (InstanceId: string, differences: object = {}): Promise<{ Success?: boolean | undefined }> =>
    clients.instanceConnect.send(
      new SendSSHPublicKeyCommand({
        InstanceId,
        InstanceOSUser: 'admin',
        SSHPublicKey: `${sentKey} me`,
        ...differences,
      }),
    );
  const keys = (): Promise<string> => readFile(file, 'utf8');

  it('have the addresses of hosts as long as some are free, and give them back when they have ended', async () => {
    const [first, second, third] = [await run(), await run(), await run()];
    assert.deepEqual(
      [first, second].map(({ PrivateIpAddress, PublicIpAddress }) => [PrivateIpAddress, PublicIpAddress]),
      [
        ['10.0.3.7', '10.0.3.7'],
        ['10.0.3.8', '10.0.3.8'],
      ],
    );
    assert.match(third.PrivateIpAddress ?? '', /^172\.31\./u);
    await end(first);
    await passTime(cloud, 60_000);
    const { Reservations } = await clients.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'ip-address', Values: ['10.0.3.7'] }] }),
    );
    assert.deepEqual(Reservations, []);
    assert.equal((await run()).PublicIpAddress, '10.0.3.7');
  });

  it('are made new before the call that launches them is answered, once each, and get their key then', async () => {
    await cloud.close();
    let renewals = 0;
    const renew = async (): Promise<void> => {
      renewals += 1;
      await writeFile(file, '# of a new machine\n');
    };
    cloud = await startLocalCloud({
      images: 60,
      sshHosts: [{ address: '10.0.3.7', authorizedKeysFile: file, renew }],
    });
    clients = sdkClients(cloud);
    const material = new TextEncoder().encode(launchKey);
    await clients.ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial: material }));
    const first = await run('mine');
    assert.equal(renewals, 1);
    assert.match(await keys(), /^# of a new machine\nssh-ed25519 \S+ localcloud:i-/u);
    await run('mine');
    assert.equal(renewals, 1);
    await end(first);
    await passTime(cloud, 60_000);
    await run('mine');
    assert.equal(renewals, 2);
  });

  it('keep their disk for the images that are made of them, before the call is answered, and boot from that of theirs', async () => {
    await cloud.close();
    const kept: string[] = [];
    const booted: HostLaunch[] = [];
    const host = {
      address: '10.0.3.7',
      renew: (launch: HostLaunch): Promise<void> => {
        booted.push(launch);
        return Promise.resolve();
      },
      keepDisk: (imageId: string): Promise<void> => {
        kept.push(imageId);
        return Promise.resolve();
      },
    };
    cloud = await startLocalCloud({ images: 60, sshHosts: [host] });
    clients = sdkClients(cloud);
    const first = await run();
    const elsewhere = await run();
    await passTime(cloud, 60_000);
    const imageOf = async ({ InstanceId }: Instance, Name: string): Promise<string> =>
      (await clients.ec2.send(new CreateImageCommand({ InstanceId, Name }))).ImageId ?? '';
    const made = await imageOf(first, 'of the host');
    assert.deepEqual(kept, [made]);
    await imageOf(elsewhere, 'of no host');
    assert.deepEqual(kept, [made]);
    await end(first);
    await passTime(cloud, 60_000);
    const { Instances: [second] = [] } = await clients.ec2.send(
      new RunInstancesCommand({ ImageId: made, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
    );
    assert.deepEqual(booted.slice(1), [{ instanceId: second?.InstanceId, imageId: made }]);
  });

  it('let the owner of their key pair in until they end, and leave the lines of others', async () => {
    const made = await run('mine');
    assert.equal(await keys(), `${others}\n${launchKey} localcloud:${made.InstanceId}\n`);
    await end(made);
    assert.equal((await keys()).trimEnd(), others);
  });

  it('let the owner of a key that was sent in for 60 seconds of the world’s clock', async () => {
    const { InstanceId = '' } = await run('mine');
    await passTime(cloud, 60_000);
    assert.equal((await send(InstanceId)).Success, true);
    assert.ok((await keys()).includes(sentKey));
    await passTime(cloud, 59_000);
    assert.ok((await keys()).includes(sentKey));
    await passTime(cloud, 2000);
    assert.ok(!(await keys()).includes(sentKey));
    assert.ok((await keys()).includes(launchKey));
  });

  it('take the key away at its time without any call', async () => {
    const { InstanceId = '' } = await run();
    await passTime(cloud, 60_000);
    await send(InstanceId);
    await passTime(cloud, 59_500);
    assert.ok((await keys()).includes(sentKey));
    const deadline = Date.now() + 10_000;
    while ((await keys()).includes(sentKey) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal((await keys()).trimEnd(), others);
  });

  it('leave no key behind when the cloud ends, nor when one before was killed', async () => {
    await run('mine');
    await cloud.close();
    assert.equal((await keys()).trimEnd(), others);
    await writeFile(file, `${launchKey} localcloud:i-0123456789abcdef0\n${others}\n`);
    cloud = await startLocalCloud({
      images: 6,
      sshHosts: [{ address: '10.0.3.7', authorizedKeysFile: file }],
    });
    assert.equal(await keys(), `${others}\n`);
  });

  it('have a file that only its owner can read when there was none', async () => {
    await rm(file);
    const { InstanceId } = await run('mine');
    assert.equal(await keys(), `${launchKey} localcloud:${InstanceId}\n`);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('have a file that keeps its place and its mode, and that nobody sees half-written', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await rename(file, elsewhere);
    await chmod(elsewhere, 0o640);
    await symlink(elsewhere, file);
    const reader = await open(file);
    try {
      await run('mine');
      assert.equal(await reader.readFile('utf8'), others);
    } finally {
      await reader.close();
    }
    assert.match(await readFile(elsewhere, 'utf8'), /localcloud:i-/u);
    assert.ok((await lstat(file)).isSymbolicLink());
    assert.equal((await stat(elsewhere)).mode & 0o777, 0o640);
    assert.deepEqual((await readdir(folder)).sort(), ['authorized_keys', 'elsewhere']);
  });

  it('are refused a start with a file that cannot be written', async () => {
    const authorizedKeysFile = join(folder, 'nowhere', 'authorized_keys');
    const withoutFolder = await startLocalCloud({
      images: 60,
      sshHosts: [{ address: '10.0.3.9', authorizedKeysFile }],
    });
    clients = sdkClients(withoutFolder);
    try {
      assert.match(
        await refusal(run('deploy-dev')),
        /^LocalCloudDefect: .*Keys cannot be kept in .*nowhere/u,
      );
    } finally {
      await withoutFolder.close().catch(() => undefined);
    }
  });

  it('are not there, not running or not asked rightly: no key is sent', async () => {
    const { InstanceId = '', Placement } = await run();
    const refused = async (id: string, differences?: object): Promise<string> =>
      (await refusal(send(id, differences))).replace(/:.*$/su, '');
    assert.equal(await refused(InstanceId), 'EC2InstanceStateInvalidException');
    await passTime(cloud, 60_000);
    assert.equal(await refused('i-00000000'), 'EC2InstanceNotFoundException');
    assert.equal(await refused('instance-1'), 'InvalidArgsException');
    assert.equal(await refused(InstanceId, { SSHPublicKey: 'x'.repeat(100) }), 'InvalidArgsException');
    assert.equal(await refused(InstanceId, { InstanceOSUser: 'a b' }), 'InvalidArgsException');
    assert.equal(
      await refused(InstanceId, { AvailabilityZone: 'us-east-1b' }),
      'EC2InstanceNotFoundException',
    );
    await send(InstanceId, { AvailabilityZone: Placement?.AvailabilityZone });
  });
});

describe('The lines of an authorized_keys file', () => {
  const line = fc.stringMatching(/^[ -~]{0,40}$/u).filter((text) => !text.includes('localcloud:i-'));
  const wanted = fc.array(
    fc.record({
      instanceId: fc.stringMatching(/^i-[0-9a-f]{17}$/u),
      publicKey: fc.stringMatching(/^ssh-ed25519 [A-Za-z0-9+/]{10,30}( [a-z@]{1,9})?$/u),
    }),
  );

  it('of other people stay as they are and in their order, whichever keys come and go', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), wanted, wanted, (lines, first, second) => {
        const text = `${lines.join('\n')}\n`;
        const with_ = withOurKeys(withOurKeys(text, first), second);
        assert.ok(with_.startsWith(text));
        assert.equal(withOurKeys(with_, []), text);
        for (const { instanceId, publicKey } of second) {
          const [type, encoded] = publicKey.split(' ');
          assert.ok(with_.includes(`${type} ${encoded} localcloud:${instanceId}\n`));
        }
      }),
    );
  });
});
