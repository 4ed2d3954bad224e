import assert from 'node:assert/strict';
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { launchableImage, sdkClients } from './clients.ts';
import { sendQuery } from './signedQuery.ts';

// The requests are those of Packer 1.6.6 for a template that names neither VPC, subnet, zone nor instance profile.
describe('Parameters with nothing behind their equal sign', () => {
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud({ images: 60 });
    ({ ec2 } = sdkClients(cloud));
  });
  after(() => cloud.close());

  /** What an answer says under a name. */
  const ask = async (parameters: string, name: string): Promise<string> => {
    const answer = await sendQuery(cloud, `${parameters}&Version=2016-11-15`);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return new RegExp(`<${name}>([^<]+)</${name}>`, 'u').exec(text)?.[1] ?? '';
  };
  const defaultVpc = async (): Promise<string | undefined> => {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    return Vpcs.find(({ IsDefault }) => IsDefault === true)?.VpcId;
  };

  it('put a security group into the default VPC', async () => {
    const group = await ask(
      'Action=CreateSecurityGroup&GroupName=packer_1&GroupDescription=Temporary+group+for+Packer&VpcId=',
      'groupId',
    );
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    assert.equal(SecurityGroups[0]?.VpcId, await defaultVpc());
  });

  it('launch an instance in the default subnet, without a profile and without user data', async () => {
    const image = await launchableImage(ec2);
    const launched = await ask(
      `Action=RunInstances&ImageId=${image}&InstanceType=t3.micro&MinCount=1&MaxCount=1&EbsOptimized=false` +
        '&IamInstanceProfile.Name=&Placement.AvailabilityZone=&SubnetId=&UserData=',
      'instanceId',
    );
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [launched] }));
    const instance = Reservations[0]?.Instances?.[0];
    const { Subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ SubnetIds: [instance?.SubnetId ?? ''] }),
    );
    assert.equal(Subnets[0]?.DefaultForAz, true);
    assert.equal(instance?.VpcId, await defaultVpc());
    assert.equal(instance?.Placement?.AvailabilityZone, Subnets[0].AvailabilityZone);
    assert.equal(instance?.IamInstanceProfile, undefined);
    const { UserData } = await ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: launched, Attribute: 'userData' }),
    );
    assert.equal(UserData?.Value, undefined);
  });

  it('are an id that is malformed where an id must be, and no number', async () => {
    for (const [parameters, code] of [
      ['Action=DescribeImageAttribute&Attribute=description&ImageId=', 'InvalidAMIID.Malformed'],
      ['Action=DescribeImages&MaxResults=', 'InvalidParameterValue'],
    ] as const) {
      const answer = await sendQuery(cloud, `${parameters}&Version=2016-11-15`);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), new RegExp(`<Code>${code}</Code>`, 'u'));
    }
  });
});
