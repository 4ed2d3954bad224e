import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeImagesCommand, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { AwsLaunchPermissionReader, toLaunchPermissions } from '../../../src/aws/launchPermissionReader.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import type { LaunchPermissions } from '../../../src/core/images/launchPermissions.ts';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { environment, sharedWithNobody } from '../core/images/builders.ts';
import { sdkClients } from '../localcloud/clients.ts';
import { awsClients } from './awsClients.ts';

describe('Launch permissions in AWS', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let folder: string;
  let clients: AwsClients;
  const variablesBefore = { ...process.env };

  before(async () => {
    cloud = await startLocalCloud({ images: 12 });
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-permissions-'));
    const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
    process.env['AWS_CONFIG_FILE'] = files.config;
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = files.credentials;
    const { config, credentials } = awsConfigFiles(cloud.profiles, cloud.endpoint);
    await writeFile(files.config, config);
    await writeFile(files.credentials, credentials);
    clients = awsClients(files);
  });
  after(async () => {
    process.env = variablesBefore;
    clients.dispose();
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  it('are told apart by whom they are for, and sorted', () => {
    const organization = 'arn:aws:organizations::111111111111:organization/o-1';
    const unit = 'arn:aws:organizations::111111111111:ou/o-1/ou-1';
    assert.deepEqual(
      toLaunchPermissions([
        { UserId: '333333333333' },
        { OrganizationArn: organization },
        { Group: 'all' },
        { UserId: '222222222222' },
        { OrganizationalUnitArn: unit },
      ]),
      {
        isPublic: true,
        accounts: ['222222222222', '333333333333'],
        organizations: [organization],
        organizationalUnits: [unit],
        unreadable: [],
      },
    );
    const none = sharedWithNobody;
    assert.deepEqual(toLaunchPermissions([]), none);
  });

  it('of a kind that nobody knows are reported', () => {
    const { unreadable } = toLaunchPermissions([{ UserId: '222222222222' }, {}]);
    assert.deepEqual(unreadable, ['A launch permission of an unknown kind: {}']);
  });

  const read = (imageId: string): Promise<LaunchPermissions> =>
    new AwsLaunchPermissionReader(clients).readLaunchPermissions(
      environment('dev'),
      'us-east-1',
      imageId,
      new AbortController().signal,
    );

  it('are read for one image', async () => {
    const { ec2 } = sdkClients(cloud);
    const { Images: [image] = [] } = await ec2.send(
      new DescribeImagesCommand({ Owners: ['self'], Filters: [{ Name: 'state', Values: ['available'] }] }),
    );
    const id = image?.ImageId ?? '';
    const organization = 'arn:aws:organizations::111111111111:organization/o-bakery0001';
    await ec2.send(
      new ModifyImageAttributeCommand({
        ImageId: id,
        LaunchPermission: {
          Add: [{ UserId: '333333333333' }, { UserId: '222222222222' }, { OrganizationArn: organization }],
        },
      }),
    );
    assert.deepEqual(await read(id), {
      isPublic: false,
      accounts: ['222222222222', '333333333333'],
      organizations: [organization],
      organizationalUnits: [],
      unreadable: [],
    });
  });

  it('that cannot be read say why in the words of AWS', async () => {
    await assert.rejects(read('ami-00000000000000000'), (thrown: Error) => {
      assert.equal(reasonOf(thrown), 'not-found');
      assert.match(thrown.message, /ami-00000000000000000.*\(InvalidAMIID\.NotFound\)$/u);
      assert.notEqual(thrown.cause, undefined);
      return true;
    });
  });
});
