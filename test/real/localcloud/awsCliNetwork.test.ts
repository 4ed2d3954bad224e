import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { launchableImage, passTime, sdkClients } from '../../unit/localcloud/clients.ts';
import { AwsCli } from './awsCli.ts';

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA';
const texts = z.array(z.string());

// The AWS CLI takes most of a second to start: what does not depend on each other runs side by side.
describe("The network of the local cloud, getting in to instances, and Debian's AWS CLI:", function () {
  this.timeout(90_000);
  let cli: AwsCli;
  let ec2: EC2Client;
  beforeEach(async () => {
    cli = await AwsCli.for(await startLocalCloud({ images: 60 }));
    ({ ec2 } = sdkClients(cli.cloud));
  });
  afterEach(() => cli.end());

  const aws = (...words: readonly string[]): Promise<unknown> => cli.answer('ec2', ...words);
  const refused = (...words: readonly string[]): Promise<string> => cli.refusal('dev', 'ec2', ...words);
  const makeGroup = async (GroupName: string): Promise<string> => {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName, Description: 'a test' }),
    );
    return GroupId;
  };
  const launch = async (KeyName?: string): Promise<string> => {
    const { Instances: [made] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(ec2),
        InstanceType: 't3.micro',
        KeyName,
        MinCount: 1,
        MaxCount: 1,
      }),
    );
    return made?.InstanceId ?? '';
  };

  it('page through what there is', async () => {
    for (let number = 0; number < 6; number += 1) await makeGroup(`group-${number}`);
    const both = async (command: string, query: string): Promise<unknown[]> =>
      Promise.all([
        aws(command, '--page-size', '5', '--query', query),
        aws(command, '--no-paginate', '--query', query),
      ]);
    const answers = await Promise.all([
      both('describe-vpcs', 'Vpcs[].VpcId'),
      both('describe-subnets', 'Subnets[].SubnetId'),
      both('describe-security-groups', 'SecurityGroups[].GroupId'),
      both('describe-security-group-rules', 'SecurityGroupRules[].SecurityGroupRuleId'),
      both('describe-instance-status', 'InstanceStatuses[].InstanceId'),
    ]);
    for (const [paged, all] of answers) assert.deepEqual(paged, all);
    assert.deepEqual(
      answers.slice(0, 4).map(([paged]) => texts.parse(paged).length),
      [1, 4, 7, 8],
    );
  });

  it('make a security group with a rule, see it, revoke the rule and delete the group', async () => {
    const [made, opened, closed, unused] = await Promise.all([
      aws('create-security-group', '--group-name', 'by-cli', '--description', 'a test', '--query', 'GroupId'),
      makeGroup('opened'),
      makeGroup('closed'),
      makeGroup('unused'),
    ]);
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '192.0.2.7/32' }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: closed, IpPermissions: [ssh] }));
    const rule = ['--protocol', 'tcp', '--port', '22', '--cidr', '192.0.2.7/32'];
    const [authorized, revoked] = await Promise.all([
      aws(
        'authorize-security-group-ingress',
        '--group-id',
        opened,
        ...rule,
        '--query',
        'SecurityGroupRules[].CidrIpv4',
      ),
      aws('revoke-security-group-ingress', '--group-id', closed, ...rule, '--query', 'Return'),
      aws('delete-security-group', '--group-id', unused),
    ]);
    assert.deepEqual([authorized, revoked], [['192.0.2.7/32'], true]);
    const groups = await aws(
      ...['describe-security-groups', '--group-ids', z.string().parse(made), opened, closed],
      ...['--query', 'SecurityGroups[].[GroupName,IpPermissions[].IpRanges[].CidrIp]'],
    );
    assert.deepEqual(
      z
        .array(z.tuple([z.string(), texts]))
        .parse(groups)
        .sort(),
      [
        ['by-cli', []],
        ['closed', []],
        ['opened', ['192.0.2.7/32']],
      ],
    );
  });

  it('make, import, describe and delete key pairs', async () => {
    const [material] = await Promise.all([
      aws('create-key-pair', '--key-name', 'made', '--key-type', 'ed25519', '--query', 'KeyMaterial'),
      aws(
        ...['import-key-pair', '--key-name', 'mine'],
        ...['--public-key-material', Buffer.from(publicKey).toString('base64')],
      ),
    ]);
    assert.match(z.string().parse(material), /^-----BEGIN OPENSSH PRIVATE KEY-----\n/u);
    await aws('delete-key-pair', '--key-name', 'made');
    const pairs = await aws('describe-key-pairs', '--query', 'KeyPairs[].KeyName');
    assert.deepEqual(texts.parse(pairs).sort(), ['deploy-dev', 'mine', 'operations-dev']);
  });

  it('get in to an instance, read its console, change and wait for it', async () => {
    const [running, protected_] = [await launch('deploy-dev'), await launch()];
    await passTime(cli.cloud, 60_000);
    const send = ['--instance-os-user', 'admin', '--ssh-public-key', publicKey];
    const [sent, console, , groups] = await Promise.all([
      cli.answer(
        ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', running, ...send],
        ...['--query', 'Success'],
      ),
      aws('get-console-output', '--instance-id', running, '--query', 'Output'),
      aws('modify-instance-attribute', '--instance-id', protected_, '--disable-api-termination'),
      aws(
        ...['describe-instances', '--instance-ids', running],
        ...['--query', 'Reservations[].Instances[].SecurityGroups[].GroupName'],
      ),
      aws('wait', 'instance-status-ok', '--instance-ids', running),
    ]);
    assert.equal(sent, true);
    assert.deepEqual(groups, ['default']);
    assert.match(z.string().parse(console), new RegExp(`instance-id=${running}`, 'u'));
    const attribute = ['--attribute', 'disableApiTermination', '--query', 'DisableApiTermination.Value'];
    const [flag, denied] = await Promise.all([
      aws('describe-instance-attribute', '--instance-id', protected_, ...attribute),
      refused('terminate-instances', '--instance-ids', protected_),
    ]);
    assert.equal(flag, true);
    assert.equal(
      denied,
      `An error occurred (OperationNotPermitted) when calling the TerminateInstances operation: The instance '${protected_}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
  });

  it('show refusals as those of AWS', async () => {
    const terminated = await launch();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [terminated] }));
    const [group, subnet, key, rule, connect] = await Promise.all([
      refused('delete-security-group', '--group-id', 'sg-00000000'),
      refused('describe-subnets', '--subnet-ids', 'subnet-00000000'),
      refused('create-key-pair', '--key-name', 'deploy-dev'),
      refused(
        ...['authorize-security-group-ingress', '--group-name', 'default', '--protocol', 'tcp'],
        ...['--port', '22', '--cidr', '192.0.2.7/33'],
      ),
      cli.refusal(
        ...['dev', 'ec2-instance-connect', 'send-ssh-public-key', '--instance-id', terminated],
        ...['--instance-os-user', 'admin', '--ssh-public-key', publicKey],
      ),
    ]);
    assert.match(group, /\(InvalidGroup.NotFound\) when calling the DeleteSecurityGroup operation/u);
    assert.match(subnet, /\(InvalidSubnetID.NotFound\).*The subnet ID 'subnet-00000000' does not exist$/u);
    assert.match(key, /\(InvalidKeyPair.Duplicate\) when calling the CreateKeyPair operation/u);
    assert.match(rule, /\(InvalidParameterValue\).*CIDR block 192\.0\.2\.7\/33 is malformed$/u);
    assert.match(
      connect,
      /\(EC2InstanceStateInvalidException\) when calling the SendSSHPublicKey operation: Unable to connect/u,
    );
  });
});
