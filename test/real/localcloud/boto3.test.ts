import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { paginateDescribeLaunchConfigurations } from '@aws-sdk/client-auto-scaling';
import {
  DescribeFleetsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeSpotFleetRequestsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import { execa } from 'execa';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { services } from '../../../src/localcloud/implementedActions.ts';
import { ensurePythonPackages } from '../../harness/toolchain.ts';
import { collect, sdkClients } from '../../unit/localcloud/clients.ts';
import { ControlPort } from '../../unit/localcloud/controlPort.ts';
import { writeProfileFiles } from './profileFiles.ts';

const program = fileURLToPath(new URL('boto3_surface.py', import.meta.url));
const lineSchema = z.strictObject({ step: z.string(), got: z.unknown() });

/** What boto3 got at each step of the program, by the name of the step. */
async function gotByBoto3(cloud: LocalCloud): Promise<Map<string, unknown>> {
  const python = await ensurePythonPackages();
  const files = await writeProfileFiles(cloud);
  try {
    const { stdout } = await execa(python, [program, cloud.control], {
      env: {
        AWS_CONFIG_FILE: files.config,
        AWS_SHARED_CREDENTIALS_FILE: files.credentials,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    const lines = stdout.split('\n').map((line) => lineSchema.parse(JSON.parse(line)));
    return new Map(lines.map(({ step, got }) => [step, got]));
  } finally {
    await files.remove();
  }
}

/** What the JavaScript SDK reads of a cloud as nobody has changed it, under the names that the program gives it. */
async function readByJavaScript(cloud: LocalCloud): Promise<Record<string, unknown>> {
  const { autoScaling, ec2 } = sdkClients(cloud);
  const [images, instances, snapshots, volumes, fleets, requests] = await Promise.all([
    ec2.send(new DescribeImagesCommand({ Owners: ['self'] })),
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    ec2.send(new DescribeVolumesCommand({})),
    ec2.send(new DescribeFleetsCommand({})),
    ec2.send(new DescribeSpotFleetRequestsCommand({})),
  ]);
  const configurations = await collect(
    paginateDescribeLaunchConfigurations({ client: autoScaling }, {}),
    (page) => page.LaunchConfigurations,
  );
  return {
    images: images.Images?.map(({ ImageId }) => ImageId),
    instances: instances.Reservations?.flatMap(({ Instances = [] }) =>
      Instances.map(({ InstanceId }) => InstanceId),
    ),
    snapshots: snapshots.Snapshots?.map(({ SnapshotId }) => SnapshotId),
    volumes: volumes.Volumes?.map(({ VolumeId }) => VolumeId),
    fleets: fleets.Fleets?.map(({ FleetId }) => FleetId),
    'spot fleet requests': requests.SpotFleetRequestConfigs?.map(
      ({ SpotFleetRequestId }) => SpotFleetRequestId,
    ),
    'launch configurations': configurations.map(({ LaunchConfigurationName }) => LaunchConfigurationName),
  };
}

describe('The local cloud and boto3', function () {
  this.timeout(120_000);
  let cloud: LocalCloud;
  let javaScript: Record<string, unknown>;
  let got: Map<string, unknown>;
  before(async () => {
    cloud = await startLocalCloud();
    javaScript = await readByJavaScript(cloud);
    await new ControlPort(cloud).forgetRequests();
    got = await gotByBoto3(cloud);
  });
  after(() => cloud.close());

  /** Asserts what boto3 got at some steps. */
  function agree(expected: Record<string, unknown>): void {
    const steps = Object.keys(expected);
    assert.deepEqual(Object.fromEntries(steps.map((step) => [step, got.get(step)])), expected);
  }

  it('leave no operation out that the local cloud carries out', async () => {
    const requests = await new ControlPort(cloud).requests();
    const carriedOut = new Set(
      requests.filter(({ code }) => code === undefined).map(({ service, action }) => `${service} ${action}`),
    );
    const offered = services.flatMap(({ name, handlers }) =>
      [...handlers.keys()].map((action) => `${name} ${action}`),
    );
    assert.deepEqual([...carriedOut].sort(), offered.sort());
  });

  it('agree on who calls, on which regions there are, and on keys that are wrong', () => {
    agree({
      caller: 'arn:aws:iam::111111111111:user/dev',
      'caller in a role': 'arn:aws:sts::333333333333:assumed-role/reader/judge',
      regions: ['us-east-1', 'eu-west-1'],
      'wrong keys for EC2': 'AuthFailure 401',
      'wrong keys for STS': 'SignatureDoesNotMatch 403',
      'wrong keys for Auto Scaling': 'SignatureDoesNotMatch 403',
      'wrong keys for SSM': 'InvalidSignatureException 400',
    });
  });

  it('page through all that is there, and see what the JavaScript SDK sees', () => {
    agree({
      ...javaScript,
      'largest page of images': 10,
      'instance refreshes': ['Successful'],
      'root volumes being replaced': [],
      'zones of t3.micro': ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    });
    for (const [step, ids] of Object.entries(javaScript)) {
      assert.ok(Array.isArray(ids) && ids.length > 0, `the sample world has ${step}`);
    }
  });

  it('wait for an instance through every state of its life', () => {
    agree({
      'state after the launch': 'pending',
      'image of what was launched': true,
      'state after instance_running': 'running',
      stopping: { Code: 64, Name: 'stopping' },
      'state after instance_stopped': 'stopped',
      starting: { Code: 0, Name: 'pending' },
      ending: { Code: 32, Name: 'shutting-down' },
      'state after instance_terminated': 'terminated',
      'start after the end': 'IncorrectInstanceState 400',
    });
  });

  it('put an image that ends into the recycle bin and give it back, and say what refers to images', () => {
    agree({
      'state of a new rule': 'pending',
      'state of a rule': 'available',
      'tags of a rule': [{ ResourceTagKey: 'Volatile' }],
      'rules of snapshots': 2,
      'images in the bin': [true],
      'days in the bin': 7,
      'snapshots in the bin': [true],
      'image before its snapshot': 'InvalidSnapshot.NotFound 400',
      'snapshot that is back': 'completed',
      'image that is back': true,
      'what is back is what it was': true,
      'rule after its end': 'ResourceNotFoundException 404',
      'wrong rule': 'ValidationException 400',
      'what refers to an image': true,
      'references of nothing': 'MissingParameter 400',
      'parameter after its end': 'ParameterNotFound 400',
    });
  });

  it('make an image of an instance, register one of its snapshot, and copy it to another region', () => {
    agree({
      'state of the new image': 'pending',
      'image that was made': {
        Name: 'made by boto3',
        State: 'available',
        OwnerId: '111111111111',
        Tags: [{ Key: 'Kind', Value: 'image' }],
      },
      'what it was made from': true,
      'a second image of that name': 'InvalidAMIName.Duplicate 400',
      'snapshot that was made': {
        State: 'completed',
        Progress: '100%',
        Tags: [{ Key: 'Kind', Value: 'snapshot' }],
      },
      'images that share the snapshot': ['made by boto3', 'registered by boto3'],
      copy: {
        Name: 'copied by boto3',
        State: 'available',
        SourceImageRegion: 'us-east-1',
        Tags: [{ Key: 'Kind', Value: 'image' }],
      },
      'source of the copy': true,
    });
  });

  it('deprecate, protect and end images, snapshots and a volume that outlived its instance', () => {
    agree({
      deprecation: '2030-01-02T03:04:00.000Z',
      'deprecation after its end': false,
      'deprecation in the past': 'InvalidParameterValue 400',
      'images that are not disabled': [],
      'disabled image': ['disabled'],
      'image that is disabled again': 'IncorrectState 400',
      'enabled image': 'available',
      protection: 'enabled-without-cooldown',
      'end of a protected image': 'OperationNotPermitted 400',
      'protection after its end': 'disabled',
      'permissions of the snapshot': [{ UserId: '222222222222' }],
      'snapshot in use': 'InvalidSnapshot.InUse 400',
      'snapshot of two images': ['skipped'],
      'end of an image that has ended': 'InvalidAMIID.Unavailable 400',
      'snapshot after its end': 'InvalidSnapshot.NotFound 400',
      'volume in use': 'VolumeInUse 400',
      'volume after its end': 'InvalidVolume.NotFound 400',
    });
  });

  it('share an image with another account, which sees it from then on', () => {
    agree({
      'image that is not shared': [],
      'launch permissions': [{ UserId: '222222222222' }],
      'shared image': [['made by boto3', '111111111111']],
    });
  });

  it('create tags, page through them and delete them', () => {
    const numbers = [0, 1, 2, 3, 4, 5, 6];
    agree({
      tags: numbers.map((number) => [`key-${number}`, 'über 🍞 <&>', 'image']),
      'tags after their end': [],
      'reserved tag': 'InvalidParameterValue 400',
    });
  });

  it('agree on the codes of what EC2 refuses', () => {
    agree({
      'unknown image': 'InvalidAMIID.NotFound 400',
      'malformed image': 'InvalidAMIID.Malformed 400',
      'unknown filter': 'InvalidParameterValue 400',
      'dry run': 'DryRunOperation 412',
      'launch of an unknown image': 'InvalidAMIID.NotFound 400',
    });
  });

  it('make a security group with rules, take one back, and delete it', () => {
    agree({
      VPCs: [[true, '172.31.0.0/16']],
      subnets: [
        ['us-east-1a', true],
        ['us-east-1b', false],
        ['us-east-1b', true],
        ['us-east-1c', true],
      ],
      'rules that were made': ['192.0.2.7/32', '2001:db8::7/128'],
      'the same rules again': 'InvalidPermission.Duplicate 400',
      rules: ['0.0.0.0/0', '192.0.2.7/32', '2001:db8::7/128'],
      'what is left of them': [[[], [{ CidrIpv6: '2001:db8::7/128' }]]],
      'group after its end': 'InvalidGroup.NotFound 400',
    });
  });

  it('get in to an instance that they launch', () => {
    agree({
      'private key': '-----BEGIN OPENSSH PRIVATE KEY-----',
      'key pair': [
        ['ed25519', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA mine'],
      ],
      'key pair after its end': 'InvalidKeyPair.NotFound 400',
      'groups of what was launched': ['default'],
      'status of what was launched': true,
      'user data': Buffer.from('#cloud-config\n').toString('base64'),
      'end of a protected one': 'OperationNotPermitted 400',
      console: true,
      'key that was sent': true,
      'key for what is ending': 'EC2InstanceStateInvalidException 400',
    });
  });

  it('make a launch template with versions of which one is the default', () => {
    agree({
      'launch template': [[2, 3]],
      'versions of it': [
        [1, false, '', true],
        [2, true, 't3.small', true],
        [3, false, 't3.large', true],
      ],
      'unknown launch template': 'InvalidLaunchTemplateName.NotFoundException 400',
    });
  });

  it('make groups, change one and page through them', () => {
    agree({
      groups: [
        ['made-by-boto3-0', 1, '$Latest'],
        ['made-by-boto3-1', 7, '$Latest'],
        ['made-by-boto3-2', 1, '$Latest'],
      ],
      'a second group of a name': 'AlreadyExists 400',
      'unknown group': 'ValidationError 400',
    });
  });

  it('put parameters, label them and read them by name, path, filter and history', () => {
    const names = Array.from({ length: 12 }, (_, number) => `/boto3/${String(number).padStart(2, '0')}`);
    agree({
      'version that was put': 2,
      'labelled version': ['old', 1],
      'secret in the clear without asking': false,
      several: [['3'], ['/none']],
      'by path': [...names, '/boto3/secret'],
      history: [
        ['old', ['first']],
        ['new', []],
      ],
      described: ['/boto3/secret'],
      'unknown parameter': 'ParameterNotFound 400',
      'a second parameter of a name': 'ParameterAlreadyExists 400',
    });
  });
});
