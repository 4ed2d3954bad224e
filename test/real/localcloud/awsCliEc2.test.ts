import assert from 'node:assert/strict';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Image,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { ownImages, passTime, sdkClients } from '../../unit/localcloud/clients.ts';
import { AwsCli } from './awsCli.ts';

// The AWS CLI takes most of a second to start: what does not depend on each other runs side by side.
describe("What EC2 of the local cloud makes and changes, and Debian's AWS CLI:", function () {
  this.timeout(60_000);
  let cli: AwsCli;
  let ec2: EC2Client;
  beforeEach(async () => {
    cli = await AwsCli.for(await startLocalCloud());
    ({ ec2 } = sdkClients(cli.cloud));
  });
  afterEach(() => cli.end());

  const aws = (...words: readonly string[]): Promise<unknown> => cli.answer('ec2', ...words);
  const refused = (...words: readonly string[]): Promise<string> => cli.refusal('dev', 'ec2', ...words);
  const passMinute = (): Promise<void> => passTime(cli.cloud, 60_000);
  /** An image with tags that instances of the type t3.micro can be launched from. */
  const usable = async (): Promise<Image & { readonly ImageId: string }> => {
    const found = (await ownImages(ec2)).find(({ State, Tags, Architecture }) => {
      return State === 'available' && Tags !== undefined && Architecture === 'x86_64';
    });
    assert.ok(found?.ImageId !== undefined);
    return { ...found, ImageId: found.ImageId };
  };

  describe('images', () => {
    it('register one, make one of an instance, copy one, and wait for them', async () => {
      const image = await usable();
      const SnapshotId = image.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
      const disks = JSON.stringify([{ DeviceName: '/dev/sda1', Ebs: { SnapshotId } }]);
      const isRunning = [{ Name: 'instance-state-name', Values: ['running'] }];
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: isRunning }));
      const running = Reservations[0]?.Instances?.[0]?.InstanceId ?? '';
      const make = async (...words: readonly string[]): Promise<string> =>
        z.string().parse(await aws(...words, '--query', 'ImageId'));
      const [registered, made, copied] = await Promise.all([
        make('register-image', '--name', 'by cli', '--block-device-mappings', disks),
        make('create-image', '--name', 'by cli too', '--instance-id', running),
        make(
          ...['copy-image', '--region', 'eu-west-1', '--name', 'by cli', '--source-region', 'us-east-1'],
          ...['--source-image-id', image.ImageId],
        ),
      ]);
      await passMinute();
      const waitUntil = (...words: readonly string[]): Promise<unknown> => aws('wait', ...words);
      await Promise.all([
        waitUntil('image-available', '--image-ids', registered, made),
        waitUntil('image-available', '--region', 'eu-west-1', '--image-ids', copied),
        waitUntil('snapshot-completed', '--filters', `Name=description,Values=*for ${made}`),
      ]);
    });

    it('show refusals as those of AWS', async () => {
      const { Name, ImageId } = await usable();
      const [duplicate, region, instance] = await Promise.all([
        refused('register-image', '--name', Name ?? ''),
        refused(
          ...['copy-image', '--name', 'abc', '--source-region', 'mars-1', '--source-image-id', 'ami-1'],
        ),
        refused('create-image', '--name', 'abc', '--instance-id', 'i-00000000'),
      ]);
      assert.equal(
        duplicate,
        `An error occurred (InvalidAMIName.Duplicate) when calling the RegisterImage operation: AMI name ${Name} is already in use by AMI ${ImageId}`,
      );
      assert.match(region, /\(InvalidRegion\) when calling the CopyImage operation/u);
      assert.match(instance, /\(InvalidInstanceID.NotFound\) when calling the CreateImage operation/u);
    });
  });

  describe('attributes of images', () => {
    it('share an image, say with whom, and change its description', async () => {
      const { ImageId } = await usable();
      const modify = (...words: readonly string[]): Promise<unknown> =>
        aws('modify-image-attribute', '--image-id', ImageId, ...words);
      const describe_ = (attribute: string): Promise<unknown> =>
        aws('describe-image-attribute', '--image-id', ImageId, '--attribute', attribute);
      await Promise.all([
        modify('--launch-permission', 'Add=[{UserId=333333333333},{Group=all}]'),
        modify('--description', '{"Value":"über 🍞"}'),
      ]);
      const [shared, description, seenByOther] = await Promise.all([
        describe_('launchPermission'),
        describe_('description'),
        cli.answer(
          ...['--profile', 'prod', 'ec2', 'describe-images', '--executable-users', 'self'],
          ...['--query', 'Images[].ImageId'],
        ),
      ]);
      assert.deepEqual(shared, {
        ImageId,
        LaunchPermissions: [{ UserId: '333333333333' }, { Group: 'all' }],
      });
      assert.deepEqual(description, { ImageId, Description: { Value: 'über 🍞' } });
      assert.ok(z.array(z.string()).parse(seenByOther).includes(ImageId));
    });

    it('show refusals as those of AWS', async () => {
      const { ImageId } = await usable();
      const [disks, user] = await Promise.all([
        refused(...['describe-image-attribute', '--image-id', ImageId, '--attribute', 'blockDeviceMapping']),
        refused(
          ...['modify-image-attribute', '--image-id', ImageId],
          ...['--launch-permission', 'Add=[{UserId=1234}]'],
        ),
      ]);
      assert.equal(
        disks,
        'An error occurred (AuthFailure) when calling the DescribeImageAttribute operation: Unauthorized attempt to access restricted resource',
      );
      assert.match(
        user,
        /\(InvalidAMIAttributeItemValue\).*Invalid attribute item value "1234" for userId item type\.$/u,
      );
    });
  });

  describe('the end of images', () => {
    it('deprecate an image, share its snapshot, deregister it and delete what it leaves', async () => {
      const { ImageId, BlockDeviceMappings: [disk] = [] } = await usable();
      const SnapshotId = disk?.Ebs?.SnapshotId ?? '';
      const permission = ['--snapshot-id', SnapshotId, '--attribute', 'createVolumePermission'];
      const inUse = [{ Name: 'status', Values: ['in-use'] }];
      const { Volumes: [volume] = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: inUse }));
      const offered = ['--location-type', 'availability-zone', '--page-size', '5'];
      const [ofSnapshot, ofVolume, past, zones] = await Promise.all([
        refused('delete-snapshot', '--snapshot-id', SnapshotId),
        refused('delete-volume', '--volume-id', volume?.VolumeId ?? ''),
        refused('enable-image-deprecation', '--image-id', ImageId, '--deprecate-at', '2020-01-01T00:00:00Z'),
        aws(
          ...['describe-instance-type-offerings', ...offered, '--query'],
          'InstanceTypeOfferings[?InstanceType==`t3.micro`].Location',
        ),
        aws('enable-image-deprecation', '--image-id', ImageId, '--deprecate-at', '2030-01-02T03:04:00Z'),
        aws(
          'modify-snapshot-attribute',
          ...permission,
          '--operation-type',
          'add',
          '--user-ids',
          '222222222222',
        ),
      ]);
      assert.equal(
        ofSnapshot,
        `An error occurred (InvalidSnapshot.InUse) when calling the DeleteSnapshot operation: The snapshot ${SnapshotId} is currently in use by ${ImageId}`,
      );
      assert.match(ofVolume, /\(VolumeInUse\).*is currently attached to i-/u);
      assert.match(past, /\(InvalidParameterValue\) when calling the EnableImageDeprecation operation/u);
      assert.deepEqual(zones, ['us-east-1a', 'us-east-1b', 'us-east-1c']);
      const describe_ = ['describe-images', '--image-ids', ImageId, '--query', 'Images[0].DeprecationTime'];
      assert.deepEqual(
        await Promise.all([aws(...describe_), aws('describe-snapshot-attribute', ...permission)]),
        ['2030-01-02T03:04:00.000Z', { SnapshotId, CreateVolumePermissions: [{ UserId: '222222222222' }] }],
      );
      await aws('disable-image-deprecation', '--image-id', ImageId);
      assert.equal(await aws(...describe_), null);
      await aws('deregister-image', '--image-id', ImageId);
      const [again] = await Promise.all([
        refused('deregister-image', '--image-id', ImageId),
        aws('delete-snapshot', '--snapshot-id', SnapshotId),
      ]);
      assert.match(again, /\(InvalidAMIID.Unavailable\) when calling the DeregisterImage operation/u);
    });
  });

  describe('instances and volumes', () => {
    it('run, stop, start and end instances, and wait for that', async () => {
      const { ImageId } = await usable();
      const { Instances = [] } = await ec2.send(
        new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 3, MaxCount: 3 }),
      );
      const [running = '', ending = '', stopped = ''] = Instances.map(({ InstanceId = '' }) => InstanceId);
      await passMinute();
      await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
      await passMinute();
      const change = (command: string, id: string): Promise<unknown> =>
        aws(command, '--instance-ids', id, '--query', '*[0].[PreviousState.Name,CurrentState.Name]');
      const launch = ['run-instances', '--image-id', ImageId, '--instance-type', 't3.micro'];
      const [made, ...changes] = await Promise.all([
        aws(...launch, '--query', 'Instances[0].InstanceId'),
        change('stop-instances', running),
        change('start-instances', stopped),
        change('terminate-instances', ending),
      ]);
      assert.deepEqual(changes, [
        [['running', 'stopping']],
        [['stopped', 'pending']],
        [['running', 'shutting-down']],
      ]);
      await passMinute();
      await Promise.all([
        aws('wait', 'instance-running', '--instance-ids', z.string().parse(made), stopped),
        aws('wait', 'instance-terminated', '--instance-ids', ending),
      ]);
    });

    it('page through volumes and show refusals as those of AWS', async () => {
      const disabled = (await ownImages(ec2)).find(({ State }) => State === 'disabled');
      const ids = ['--query', 'Volumes[].VolumeId'];
      const [paged, all, noImage, template] = await Promise.all([
        aws('describe-volumes', '--page-size', '5', ...ids),
        aws('describe-volumes', '--no-paginate', ...ids),
        refused('run-instances', '--image-id', disabled?.ImageId ?? ''),
        refused('run-instances', '--launch-template', 'LaunchTemplateName=nothing'),
      ]);
      assert.deepEqual(paged, all);
      assert.match(
        noImage,
        /^An error occurred \(InvalidAMIID.Unavailable\) when calling the RunInstances operation: The image ID 'ami-/u,
      );
      assert.match(template, /\(InvalidLaunchTemplateName.NotFoundException\).*template name nothing/u);
    });
  });

  describe('launch templates', () => {
    /** Number, description and data of a version, as the JavaScript SDK reads them. */
    const version = async (LaunchTemplateName: string, wanted: string): Promise<unknown[]> => {
      const { LaunchTemplateVersions: [found] = [] } = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName, Versions: [wanted] }),
      );
      return [found?.VersionNumber, found?.VersionDescription, found?.LaunchTemplateData];
    };

    it('make, change and describe them', async () => {
      for (const LaunchTemplateName of ['versioned-by-cli', 'changed-by-cli']) {
        const LaunchTemplateData = { ImageId: 'ami-11111111', KeyName: 'key' };
        await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
      }
      await ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateName: 'changed-by-cli',
          LaunchTemplateData: { ImageId: 'ami-22222222' },
        }),
      );
      const [described] = await Promise.all([
        aws(
          ...['describe-launch-template-versions', '--launch-template-name', 'web-dev', '--page-size', '1'],
          ...['--query', 'LaunchTemplateVersions[].[VersionNumber,VersionDescription,DefaultVersion]'],
        ),
        aws(
          ...['create-launch-template', '--launch-template-name', 'by-cli'],
          ...['--launch-template-data', '{"ImageId":"ami-33333333"}'],
        ),
        aws(
          ...['create-launch-template-version', '--launch-template-name', 'versioned-by-cli'],
          ...['--source-version', '1', '--version-description', '**second** <b>'],
          ...['--launch-template-data', '{"ImageId":"ami-22222222"}'],
        ),
        aws('modify-launch-template', '--launch-template-name', 'changed-by-cli', '--default-version', '2'),
      ]);
      assert.deepEqual(described, [
        [1, null, false],
        [2, 'what runs', true],
        [3, 'next', false],
      ]);
      assert.deepEqual(await version('by-cli', '$Latest'), [1, undefined, { ImageId: 'ami-33333333' }]);
      assert.deepEqual(await version('changed-by-cli', '$Default'), [
        2,
        undefined,
        { ImageId: 'ami-22222222' },
      ]);
      assert.deepEqual(await version('versioned-by-cli', '2'), [
        2,
        '**second** <b>',
        { ImageId: 'ami-22222222', KeyName: 'key' },
      ]);
    });

    it('page through them and show refusals as those of AWS', async () => {
      const ids = ['--query', 'LaunchTemplates[].LaunchTemplateId'];
      const [paged, all, noVersion, name] = await Promise.all([
        aws('describe-launch-templates', '--page-size', '1', ...ids),
        aws('describe-launch-templates', '--no-paginate', ...ids),
        refused(
          ...['describe-launch-template-versions', '--launch-template-name', 'web-dev', '--versions', '9'],
        ),
        refused(
          ...['create-launch-template', '--launch-template-name', 'web-dev'],
          ...['--launch-template-data', '{"KeyName":"key"}'],
        ),
      ]);
      assert.deepEqual(paged, all);
      assert.ok(z.array(z.string()).parse(all).length > 4);
      assert.match(
        noVersion,
        /^An error occurred \(InvalidLaunchTemplateId.VersionNotFound\) when calling the DescribeLaunchTemplateVersions operation: Could not find the specified version 9 for the launch template with ID lt-[0-9a-f]{17}\.$/u,
      );
      assert.match(name, /\(InvalidLaunchTemplateName.AlreadyExistsException\).*already in use\.$/u);
    });
  });

  describe('fleets', () => {
    it('agree on fleets, requests and tasks, and on a refusal', async () => {
      const [types, images, tasks, noFleet] = await Promise.all([
        aws('describe-fleets', '--page-size', '1', '--query', 'Fleets[].Type'),
        aws(
          ...['describe-spot-fleet-requests', '--page-size', '1', '--query'],
          'SpotFleetRequestConfigs[].SpotFleetRequestConfig.LaunchSpecifications[].ImageId',
        ),
        aws('describe-replace-root-volume-tasks', '--query', 'ReplaceRootVolumeTasks'),
        refused('describe-fleets', '--fleet-ids', 'fleet-1'),
      ]);
      assert.deepEqual(types, ['maintain']);
      assert.equal(z.array(z.string()).parse(images).length, 1);
      assert.deepEqual(tasks, []);
      assert.match(
        noFleet,
        /^An error occurred \(InvalidFleetId.Malformed\) when calling the DescribeFleets/u,
      );
    });
  });
});
