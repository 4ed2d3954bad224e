import { CreateAutoScalingGroupCommand, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import {
  AuthorizeSecurityGroupIngressCommand,
  CopyImageCommand,
  CreateImageCommand,
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  ImportKeyPairCommand,
  type IpPermission,
  ModifyImageAttributeCommand,
  ModifyInstanceAttributeCommand,
  ModifyLaunchTemplateCommand,
  ModifySnapshotAttributeCommand,
  RegisterImageCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { LabelParameterVersionCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { SdkClients } from '../../unit/localcloud/clients.ts';

/** A cloud to make the world in. */
export interface JudgedCloud {
  readonly clients: SdkClients;
  /** A snapshot that the first image starts from. */
  readonly snapshotId: string;
  /** Lets happen what happens by itself. */
  readonly passTime: () => Promise<void>;
}

/** The ids of what was made, by the names that the questions and the comparison have for them. */
export type Ids = Readonly<
  Record<'registered' | 'made' | 'copied' | 'gone' | 'runs' | 'stopped' | 'ended' | 'group', string>
>;

/**
 * Makes the same small world in any cloud: images that come about in each way, instances in each lasting state, a launch
 * template with versions, groups, parameters.
 * @param cloud - in which there is nothing but a snapshot and a launch configuration of the name `old`
 */
export async function makeWorld(cloud: JudgedCloud): Promise<Ids> {
  const images = await makeImages(cloud);
  const group = await makeGroup(cloud.clients);
  await changeInstance(cloud.clients, images.runs, group);
  await makeKeyPairs(cloud.clients);
  await shareAndTag(cloud.clients, images.made);
  await makeTemplate(cloud.clients, images.registered);
  await makeGroups(cloud.clients);
  await putParameters(cloud.clients, images.registered);
  return { ...images, group };
}

async function makeImages({
  clients: { ec2 },
  snapshotId,
  passTime,
}: JudgedCloud): Promise<Omit<Ids, 'group'>> {
  const { ImageId: registered = '' } = await ec2.send(
    new RegisterImageCommand({
      Name: 'registered',
      Description: 'from a snapshot',
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      EnaSupport: true,
      RootDeviceName: '/dev/sda1',
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: snapshotId, VolumeType: 'gp3' } }],
    }),
  );
  await passTime();
  const run = async (name: string): Promise<string> => {
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: registered,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
      }),
    );
    await passTime();
    return instance?.InstanceId ?? '';
  };
  const [runs, stopped, ended] = [await run('runs'), await run('stopped'), await run('ended')];
  await ec2.send(new StopInstancesCommand({ InstanceIds: [runs, stopped] }));
  await passTime();
  await ec2.send(new StartInstancesCommand({ InstanceIds: [runs] }));
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
  await passTime();
  const { ImageId: made = '' } = await ec2.send(
    new CreateImageCommand({ InstanceId: stopped, Name: 'made', Description: 'of an instance' }),
  );
  await passTime();
  const { ImageId: copied = '' } = await ec2.send(
    new CopyImageCommand({ SourceImageId: made, SourceRegion: 'us-east-1', Name: 'copied' }),
  );
  await passTime();
  const gone = await makeAndEnd({ clients: { ec2 }, passTime }, made);
  return { registered, made, copied, gone, runs, stopped, ended };
}

/** A copy of an image that is deregistered, and its snapshot deleted. */
async function makeAndEnd(
  {
    clients: { ec2 },
    passTime,
  }: { readonly clients: Pick<SdkClients, 'ec2'> } & Pick<JudgedCloud, 'passTime'>,
  imageId: string,
): Promise<string> {
  const { ImageId: gone = '' } = await ec2.send(
    new CopyImageCommand({ SourceImageId: imageId, SourceRegion: 'us-east-1', Name: 'gone' }),
  );
  await passTime();
  const SnapshotId = await snapshotOfImage({ ec2 }, gone);
  await ec2.send(new DeregisterImageCommand({ ImageId: gone }));
  await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
  return gone;
}

/**
 * The snapshot that an image starts from.
 * @param clients - of the cloud
 * @param imageId - id of the image
 */
export async function snapshotOfImage({ ec2 }: Pick<SdkClients, 'ec2'>, imageId: string): Promise<string> {
  const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  return image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
}

/** The public key that is imported and sent. */
export const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA';

/** A rule that lets in a block by SSH. */
export function ssh(CidrIp: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp, Description: 'office' }] };
}

async function makeGroup({ ec2 }: SdkClients): Promise<string> {
  const make = async (GroupName: string): Promise<string> => {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName,
        Description: 'a group',
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'Owner', Value: 'infra' }] }],
      }),
    );
    return GroupId;
  };
  const [GroupId, unused] = [await make('web'), await make('unused')];
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId: unused }));
  const IpPermissions = [ssh('192.0.2.7/32'), ssh('198.51.100.0/24')];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh('198.51.100.0/24')] }));
  return GroupId;
}

async function changeInstance({ ec2 }: SdkClients, InstanceId: string, group: string): Promise<void> {
  const modify = (input: object): Promise<unknown> =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, ...input }));
  await modify({ InstanceInitiatedShutdownBehavior: { Value: 'terminate' } });
  await modify({ DisableApiTermination: { Value: true } });
  await modify({ Groups: [group] });
}

async function makeKeyPairs({ ec2 }: SdkClients): Promise<void> {
  const material = new TextEncoder().encode(publicKey);
  await ec2.send(new ImportKeyPairCommand({ KeyName: 'imported', PublicKeyMaterial: material }));
  await ec2.send(new CreateKeyPairCommand({ KeyName: 'created', KeyType: 'ed25519' }));
  await ec2.send(new CreateKeyPairCommand({ KeyName: 'unused' }));
  await ec2.send(new DeleteKeyPairCommand({ KeyName: 'unused' }));
}

async function shareAndTag({ ec2 }: SdkClients, imageId: string): Promise<void> {
  const tag = (Key: string, Value: string): { Key: string; Value: string } => ({ Key, Value });
  const tags = [tag('Service', 'über 🍞 <&>'), tag('Note', 'old'), tag('Gone', 'soon')];
  await ec2.send(new CreateTagsCommand({ Resources: [imageId], Tags: tags }));
  await ec2.send(new CreateTagsCommand({ Resources: [imageId], Tags: [tag('Note', 'new')] }));
  await ec2.send(
    new DeleteTagsCommand({ Resources: [imageId], Tags: [{ Key: 'Gone' }, tag('Note', 'another')] }),
  );
  const share = async (LaunchPermission: object): Promise<unknown> =>
    ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, LaunchPermission }));
  await share({ Add: [{ UserId: '222222222222' }, { UserId: '333333333333' }] });
  await share({ Remove: [{ UserId: '333333333333' }] });
  const SnapshotId = await snapshotOfImage({ ec2 }, imageId);
  const shareSnapshot = (OperationType: 'add' | 'remove', ...UserIds: string[]): Promise<unknown> =>
    ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, OperationType, UserIds }));
  await shareSnapshot('add', '222222222222', '333333333333');
  await shareSnapshot('remove', '333333333333');
}

async function makeTemplate({ ec2 }: SdkClients, imageId: string): Promise<void> {
  const named = { LaunchTemplateName: 'web' };
  await ec2.send(
    new CreateLaunchTemplateCommand({
      ...named,
      LaunchTemplateData: { ImageId: imageId, InstanceType: 't3.micro', KeyName: 'key' },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'Service', Value: 'web' }] }],
    }),
  );
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({
      ...named,
      SourceVersion: '1',
      VersionDescription: 'larger',
      LaunchTemplateData: { InstanceType: 't3.large' },
    }),
  );
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({ ...named, LaunchTemplateData: { ImageId: imageId } }),
  );
  await ec2.send(new ModifyLaunchTemplateCommand({ ...named, DefaultVersion: '2' }));
}

async function makeGroups({ autoScaling }: SdkClients): Promise<void> {
  const common = { MinSize: 0, MaxSize: 2, DesiredCapacity: 0, AvailabilityZones: ['us-east-1a'] };
  const template = (Version: string): object => ({
    LaunchTemplateName: 'web',
    Version,
  });
  const groups = {
    pinned: { LaunchTemplate: template('2') },
    follows: { LaunchTemplate: template('$Latest') },
    old: { LaunchConfigurationName: 'old' },
    mixed: {
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: template('$Default'),
          Overrides: [{ InstanceType: 't3.large' as const }],
        },
      },
    },
  };
  for (const [AutoScalingGroupName, source] of Object.entries(groups)) {
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        ...common,
        ...source,
        Tags: [{ Key: 'Service', Value: 'web', PropagateAtLaunch: true }],
      }),
    );
  }
  await autoScaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'pinned', MaxSize: 5, DefaultCooldown: 60 }),
  );
}

async function putParameters({ ssm }: SdkClients, imageId: string): Promise<void> {
  for (const Value of ['ami-00000001', imageId]) {
    await ssm.send(new PutParameterCommand({ Name: '/images/web', Value, Type: 'String', Overwrite: true }));
  }
  await ssm.send(
    new LabelParameterVersionCommand({
      Name: '/images/web',
      ParameterVersion: 1,
      Labels: ['previous', '1st'],
    }),
  );
  await ssm.send(new PutParameterCommand({ Name: '/images/old/web', Value: 'x', Type: 'StringList' }));
  await ssm.send(new PutParameterCommand({ Name: '/secret', Value: 'secret', Type: 'SecureString' }));
}
