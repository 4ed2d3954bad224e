import {
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  DescribeRegionsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  GetConsoleOutputCommand,
  ImportKeyPairCommand,
  type InstanceAttributeName,
  type IpPermission,
  ModifyImageAttributeCommand,
  ModifyInstanceAttributeCommand,
  ModifyLaunchTemplateCommand,
  ModifySnapshotAttributeCommand,
  RegisterImageCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { SdkClients } from '../../unit/localcloud/clients.ts';
import { type Ids, publicKey, snapshotOfImage, ssh } from './sameWorld.ts';

/** Calls by what they ask. */
type Questions = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * What the world of `makeWorld` is asked. What is refused comes last, because moto carries some of it out.
 * @param clients - of the cloud
 * @param ids - of what is in it
 */
export function questionsTo(clients: SdkClients, ids: Ids): Questions {
  return {
    ...aboutImages(clients, ids),
    ...aboutInstances(clients, ids),
    ...aboutNetworks(clients, ids),
    ...aboutGettingIn(clients, ids),
    ...aboutTemplates(clients),
    ...aboutGroups(clients),
    ...aboutParameters(clients),
    ...aboutCallers(clients),
    ...refused(clients, ids),
    ...refusedEnds(clients, ids),
  };
}

function aboutImages({ ec2 }: SdkClients, { made }: Ids): Questions {
  const images = (input: DescribeImagesCommandInput) => (): Promise<unknown> =>
    ec2.send(new DescribeImagesCommand(input));
  /** Names alone, for filters. */
  const found =
    (Name: string, ...Values: readonly string[]) =>
    async (): Promise<unknown> => {
      const input = { Owners: ['self'], Filters: [{ Name, Values: [...Values] }] };
      const { Images } = await ec2.send(new DescribeImagesCommand(input));
      return Images?.map((image) => image.Name);
    };
  const attribute = (Attribute: 'description' | 'launchPermission') => (): Promise<unknown> =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId: made, Attribute }));
  return {
    'own images': images({ Owners: ['self'] }),
    'images by name': found('name', 'ma*', 'registered'),
    'images by architecture': found('architecture', 'arm64'),
    'images by tag': found('tag:Service', 'über*'),
    'images by key of a tag': found('tag-key', 'Service'),
    'images by state': found('state', 'pending', 'available'),
    'images by description': found('description', '*instance'),
    'images by root device': found('root-device-type', 'ebs'),
    'description of an image': attribute('description'),
    'launch permissions of an image': attribute('launchPermission'),
    'volume permissions of a snapshot': async () =>
      ec2.send(
        new DescribeSnapshotAttributeCommand({
          SnapshotId: await snapshotOfImage({ ec2 }, made),
          Attribute: 'createVolumePermission',
        }),
      ),
    snapshots: () => ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    tags: () => ec2.send(new DescribeTagsCommand({})),
    'tags by key': () =>
      ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['Servic?'] }] })),
  };
}

function aboutInstances({ ec2 }: SdkClients, { runs, registered }: Ids): Questions {
  const instances = (input: DescribeInstancesCommandInput) => async (): Promise<unknown> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
    // Addresses and the network are asked about below.
    return Reservations.flatMap(({ Instances = [] }) =>
      Instances.map((each) => ({
        InstanceId: each.InstanceId,
        ImageId: each.ImageId,
        InstanceType: each.InstanceType,
        State: each.State,
        Architecture: each.Architecture,
        RootDeviceName: each.RootDeviceName,
        RootDeviceType: each.RootDeviceType,
        BlockDeviceMappings: each.BlockDeviceMappings,
        LaunchTime: each.LaunchTime,
        Placement: each.Placement,
        Tags: each.Tags,
      })),
    );
  };
  const by = (Name: string, ...Values: readonly string[]): (() => Promise<unknown>) =>
    instances({ Filters: [{ Name, Values: [...Values] }] });
  return {
    instances: instances({}),
    'instances by id': instances({ InstanceIds: [runs] }),
    'instances by image': by('image-id', registered),
    'instances by state': by('instance-state-name', 'stopped'),
    'instances by tag': by('tag:Name', 'r*'),
    volumes: async () => {
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
      return Volumes.map((volume) => ({ InstanceId: volume.Attachments?.[0]?.InstanceId, ...volume }));
    },
  };
}

function aboutNetworks({ ec2 }: SdkClients, { group }: Ids): Questions {
  const inZone = [{ Name: 'availability-zone', Values: ['us-east-1a'] }];
  const inLocation = [{ Name: 'location', Values: ['us-east-1a'] }];
  const groups = (input: DescribeSecurityGroupsCommandInput) => async (): Promise<unknown> => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(input));
    return SecurityGroups.map(({ IpPermissions, IpPermissionsEgress, ...each }) => ({
      ...each,
      in: IpPermissions?.map(wordsOfPermission),
      out: IpPermissionsEgress?.map(wordsOfPermission),
    }));
  };
  const by = (Name: string, value: string): (() => Promise<unknown>) =>
    groups({ Filters: [{ Name, Values: [value] }] });
  return {
    'offerings of an instance type': () =>
      ec2.send(
        new DescribeInstanceTypeOfferingsCommand({
          LocationType: 'availability-zone',
          Filters: [...inLocation, { Name: 'instance-type', Values: ['t3.micro'] }],
        }),
      ),
    'default VPC': () => ec2.send(new DescribeVpcsCommand({})),
    'default subnet': () => ec2.send(new DescribeSubnetsCommand({ Filters: inZone })),
    'security group by id': groups({ GroupIds: [group] }),
    'security group by name': by('group-name', 'we?'),
    'security group by tag': by('tag:Owner', 'infra'),
    'security group by rule': by('ip-permission.cidr', '192.0.2.7/32'),
    'rules of a security group': async () => {
      const { SecurityGroupRules = [] } = await ec2.send(
        new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [group] }] }),
      );
      return SecurityGroupRules.map(
        ({ CidrIpv4, Description, FromPort, IpProtocol, IsEgress, ToPort }) =>
          `${IsEgress === true ? 'out' : 'in'} ${IpProtocol} ${FromPort} ${ToPort} ${CidrIpv4} ${Description ?? ''}`,
      );
    },
  };
}

function wordsOfPermission({ FromPort, IpProtocol, IpRanges = [], ToPort }: IpPermission): string {
  const ranges = IpRanges.map(({ CidrIp, Description = '' }) => `${CidrIp} ${Description}`);
  return `${IpProtocol} ${FromPort} ${ToPort} ${ranges.join(', ')}`;
}

function aboutGettingIn({ ec2, instanceConnect }: SdkClients, { runs, stopped }: Ids): Questions {
  const attribute = (Attribute: InstanceAttributeName) => (): Promise<unknown> =>
    ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: runs, Attribute }));
  return {
    'key pairs': () => ec2.send(new DescribeKeyPairsCommand({})),
    'key pair by name': () => ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['imported'] })),
    'status of running instances': () => ec2.send(new DescribeInstanceStatusCommand({})),
    'status of all instances': () =>
      ec2.send(
        new DescribeInstanceStatusCommand({ InstanceIds: [runs, stopped], IncludeAllInstances: true }),
      ),
    'shutdown behavior': attribute('instanceInitiatedShutdownBehavior'),
    'protection of an instance': attribute('disableApiTermination'),
    'groups of an instance': attribute('groupSet'),
    'console of an instance': async () =>
      (await ec2.send(new GetConsoleOutputCommand({ InstanceId: runs }))).InstanceId,
    'key that is sent': async () => {
      const key = { InstanceId: runs, InstanceOSUser: 'admin', SSHPublicKey: publicKey };
      return (await instanceConnect.send(new SendSSHPublicKeyCommand(key))).Success;
    },
  };
}

function aboutTemplates({ ec2 }: SdkClients): Questions {
  const versions = (input: DescribeLaunchTemplateVersionsCommandInput) => (): Promise<unknown> =>
    ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
  const web = { LaunchTemplateName: 'web' };
  return {
    'launch templates': () => ec2.send(new DescribeLaunchTemplatesCommand({})),
    'launch templates by name': () =>
      ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['web'] })),
    'launch templates by tag': () =>
      ec2.send(new DescribeLaunchTemplatesCommand({ Filters: [{ Name: 'tag:Service', Values: ['none'] }] })),
    'versions of a launch template': versions(web),
    'latest version': versions({ ...web, Versions: ['$Latest'] }),
    'default version': versions({ ...web, Versions: ['$Default'] }),
    'versions from the second': versions({ ...web, MinVersion: '2' }),
    'versions by type': versions({ ...web, Filters: [{ Name: 'instance-type', Values: ['t3.large'] }] }),
  };
}

function aboutGroups({ autoScaling }: SdkClients): Questions {
  return {
    groups: () => autoScaling.send(new DescribeAutoScalingGroupsCommand({})),
    'groups by name': () =>
      autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['pinned', 'none'] })),
    'groups by tag': () =>
      autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ Filters: [{ Name: 'tag:Service', Values: ['none'] }] }),
      ),
    'launch configurations': () => autoScaling.send(new DescribeLaunchConfigurationsCommand({})),
  };
}

function aboutParameters({ ssm }: SdkClients): Questions {
  const parameter = (Name: string, WithDecryption?: boolean) => (): Promise<unknown> =>
    ssm.send(new GetParameterCommand({ Name, WithDecryption }));
  const below = (Path: string, Recursive: boolean) => (): Promise<unknown> =>
    ssm.send(new GetParametersByPathCommand({ Path, Recursive }));
  return {
    parameter: parameter('/images/web'),
    'parameter by version': parameter('/images/web:1'),
    'parameter by label': parameter('/images/web:previous'),
    'secret in the clear': parameter('/secret', true),
    'several parameters': () => ssm.send(new GetParametersCommand({ Names: ['/images/web', '/none'] })),
    'parameters of a path': below('/images', false),
    'parameters below a path': below('/images', true),
    'history of a parameter': () => ssm.send(new GetParameterHistoryCommand({ Name: '/images/web' })),
    'descriptions of parameters': () => ssm.send(new DescribeParametersCommand({})),
    'parameters by type': () =>
      ssm.send(
        new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Type', Values: ['SecureString'] }] }),
      ),
  };
}

function aboutCallers({ ec2, sts }: SdkClients): Questions {
  return {
    'account of the caller': async () => (await sts.send(new GetCallerIdentityCommand({}))).Account,
    'role that is assumed': async () => {
      const role = { RoleArn: 'arn:aws:iam::111111111111:role/reader', RoleSessionName: 'judge' };
      const { AssumedRoleUser, Credentials } = await sts.send(new AssumeRoleCommand(role));
      return { arn: AssumedRoleUser?.Arn, until: Credentials?.Expiration };
    },
    'a region': () => ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-west-1'] })),
  };
}

/** Calls that are refused: the code and status that each is refused with. */
function refused({ autoScaling, ec2, ssm }: SdkClients, { made, ended, group: web, runs }: Ids): Questions {
  const none = 'ami-0fffffffffffffff0';
  const group = { AutoScalingGroupName: 'pinned', MinSize: 0, MaxSize: 1, AvailabilityZones: ['us-east-1a'] };
  const LaunchTemplate = { LaunchTemplateName: 'web' };
  const calls: Questions = {
    'an unknown image': () => ec2.send(new DescribeImagesCommand({ ImageIds: [none] })),
    'a malformed id of an image': () => ec2.send(new DescribeImagesCommand({ ImageIds: ['x'] })),
    'an unknown filter': () =>
      ec2.send(new DescribeImagesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })),
    'a dry run': () => ec2.send(new DescribeImagesCommand({ DryRun: true })),
    'an unknown instance': () =>
      ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-0fffffffffffffff0'] })),
    'an unknown snapshot': () =>
      ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-0fffffffffffffff0'] })),
    'an attribute of an unknown image': () =>
      ec2.send(new DescribeImageAttributeCommand({ ImageId: none, Attribute: 'description' })),
    'sharing an unknown image': () =>
      ec2.send(
        new ModifyImageAttributeCommand({ ImageId: none, LaunchPermission: { Add: [{ Group: 'all' }] } }),
      ),
    'sharing with a malformed account': () =>
      ec2.send(
        new ModifyImageAttributeCommand({ ImageId: made, LaunchPermission: { Add: [{ UserId: 'me' }] } }),
      ),
    'tagging an unknown image': () =>
      ec2.send(new CreateTagsCommand({ Resources: [made, none], Tags: [{ Key: 'a', Value: 'b' }] })),
    'more tags than there may be': () => {
      const Tags = Array.from({ length: 51 }, (_, number) => ({ Key: `k${number}`, Value: '' }));
      return ec2.send(new CreateTagsCommand({ Resources: [made], Tags }));
    },
    'an image of an unknown instance': () =>
      ec2.send(new CreateImageCommand({ InstanceId: 'i-0fffffffffffffff0', Name: 'new' })),
    'a second image of a name': () => ec2.send(new CreateImageCommand({ InstanceId: runs, Name: 'made' })),
    'an image without disks': () => ec2.send(new RegisterImageCommand({ Name: 'no disks' })),
    'launching an unknown image': () =>
      ec2.send(new RunInstancesCommand({ ImageId: none, MinCount: 1, MaxCount: 1 })),
    'starting an ended instance': () => ec2.send(new StartInstancesCommand({ InstanceIds: [ended] })),
    'stopping an unknown instance': () =>
      ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0fffffffffffffff0'] })),
    'ending an unknown instance': () =>
      ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-0fffffffffffffff0'] })),
    'ending a protected instance': () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [runs] })),
    'an unknown subnet': () =>
      ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0fffffffffffffff0'] })),
    'an unknown VPC': () => ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0fffffffffffffff0'] })),
    'an unknown security group': () =>
      ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0fffffffffffffff0'] })),
    'a second security group of a name': () =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'x' })),
    'a second rule of the same content': () =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId: web, IpPermissions: [ssh('192.0.2.7/32')] }),
      ),
    'a rule of a malformed block': () =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId: web, IpPermissions: [ssh('192.0.2.7/33')] }),
      ),
    'deleting a security group in use': () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: web })),
    'deleting an unknown security group': () =>
      ec2.send(new DeleteSecurityGroupCommand({ GroupId: 'sg-0fffffffffffffff0' })),
    'an unknown key pair': () => ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['none'] })),
    'a second key pair of a name': () => ec2.send(new CreateKeyPairCommand({ KeyName: 'created' })),
    'a key pair that is none': () =>
      ec2.send(
        new ImportKeyPairCommand({ KeyName: 'none', PublicKeyMaterial: new TextEncoder().encode('none') }),
      ),
    'the console of an unknown instance': () =>
      ec2.send(new GetConsoleOutputCommand({ InstanceId: 'i-0fffffffffffffff0' })),
    'the status of an unknown instance': () =>
      ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: ['i-0fffffffffffffff0'] })),
    'changing an unknown instance': () =>
      ec2.send(
        new ModifyInstanceAttributeCommand({
          InstanceId: 'i-0fffffffffffffff0',
          DisableApiTermination: { Value: true },
        }),
      ),
    'launching with an unknown subnet': () =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: made,
          InstanceType: 't3.micro',
          SubnetId: 'subnet-0fffffffffffffff0',
          MinCount: 1,
          MaxCount: 1,
        }),
      ),
    'launching with an unknown key pair': () =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: made,
          InstanceType: 't3.micro',
          KeyName: 'none',
          MinCount: 1,
          MaxCount: 1,
        }),
      ),
    'a second launch template of a name': () =>
      ec2.send(
        new CreateLaunchTemplateCommand({ ...LaunchTemplate, LaunchTemplateData: { KeyName: 'key' } }),
      ),
    'a launch template without data': () =>
      ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'empty', LaunchTemplateData: {} })),
    'a version of an unknown launch template': () =>
      ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateName: 'none',
          LaunchTemplateData: { KeyName: 'key' },
        }),
      ),
    'an unknown launch template': () =>
      ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['none'] })),
    'an unknown version': () =>
      ec2.send(new DescribeLaunchTemplateVersionsCommand({ ...LaunchTemplate, Versions: ['9'] })),
    'an unknown default version': () =>
      ec2.send(new ModifyLaunchTemplateCommand({ ...LaunchTemplate, DefaultVersion: '9' })),
    'a second group of a name': () =>
      autoScaling.send(new CreateAutoScalingGroupCommand({ ...group, LaunchTemplate })),
    'a group that launches nothing': () =>
      autoScaling.send(new CreateAutoScalingGroupCommand({ ...group, AutoScalingGroupName: 'empty' })),
    'changing an unknown group': () =>
      autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'none', MaxSize: 1 })),
    'an unknown parameter': () => ssm.send(new GetParameterCommand({ Name: '/none' })),
    'an unknown version of a parameter': () => ssm.send(new GetParameterCommand({ Name: '/images/web:9' })),
    'the history of an unknown parameter': () => ssm.send(new GetParameterHistoryCommand({ Name: '/none' })),
    'a second parameter of a name': () =>
      ssm.send(new PutParameterCommand({ Name: '/images/web', Value: 'x', Type: 'String' })),
    'a parameter of a reserved name': () =>
      ssm.send(new PutParameterCommand({ Name: '/aws/mine', Value: 'x', Type: 'String' })),
    'a label of an unknown version': () =>
      ssm.send(
        new LabelParameterVersionCommand({ Name: '/images/web', ParameterVersion: 9, Labels: ['live'] }),
      ),
    'the end of an unknown parameter': () => ssm.send(new DeleteParameterCommand({ Name: '/none' })),
    'a path that is none': () => ssm.send(new GetParametersByPathCommand({ Path: 'images' })),
  };
  return outcomesOf(calls);
}

/** The same of what ends images, snapshots and volumes. */
function refusedEnds({ ec2 }: SdkClients, { made, gone, runs }: Ids): Questions {
  const none = 'snap-0fffffffffffffff0';
  return outcomesOf({
    'deregistering an unknown image': () =>
      ec2.send(new DeregisterImageCommand({ ImageId: 'ami-0fffffffffffffff0' })),
    'deregistering an image again': () => ec2.send(new DeregisterImageCommand({ ImageId: gone })),
    'an image that was deregistered': () => ec2.send(new DescribeImagesCommand({ ImageIds: [gone] })),
    'deleting a snapshot in use': async () =>
      ec2.send(new DeleteSnapshotCommand({ SnapshotId: await snapshotOfImage({ ec2 }, made) })),
    'deleting an unknown snapshot': () => ec2.send(new DeleteSnapshotCommand({ SnapshotId: none })),
    'permissions of an unknown snapshot': () =>
      ec2.send(
        new DescribeSnapshotAttributeCommand({ SnapshotId: none, Attribute: 'createVolumePermission' }),
      ),
    'sharing an unknown snapshot': () =>
      ec2.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: none,
          OperationType: 'add',
          UserIds: ['222222222222'],
        }),
      ),
    'sharing a snapshot with an unknown group': async () =>
      ec2.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: await snapshotOfImage({ ec2 }, made),
          OperationType: 'add',
          GroupNames: ['some'],
        }),
      ),
    'deleting a volume in use': async () => {
      const attached = [{ Name: 'attachment.instance-id', Values: [runs] }];
      const { Volumes: [volume] = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: attached }));
      return ec2.send(new DeleteVolumeCommand({ VolumeId: volume?.VolumeId }));
    },
    'deleting an unknown volume': () =>
      ec2.send(new DeleteVolumeCommand({ VolumeId: 'vol-0fffffffffffffff0' })),
  });
}

function outcomesOf(calls: Questions): Questions {
  return Object.fromEntries(
    Object.entries(calls).map(([what, call]) => [`refused: ${what}`, () => outcomeOf(call)]),
  );
}

/** How a call ends: `InvalidAMIID.NotFound 400`. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'carried out';
  } catch (thrown) {
    if (!(thrown instanceof Error && '$metadata' in thrown)) throw thrown;
    const { $metadata: metadata } = thrown;
    const status = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
    return `${thrown.name} ${status ? String(metadata.httpStatusCode) : ''}`;
  }
}
