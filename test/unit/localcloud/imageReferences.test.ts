import assert from 'node:assert/strict';
import {
  DescribeImageReferencesCommand,
  type DescribeImageReferencesCommandInput,
} from '@aws-sdk/client-ec2';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { refusalCode, sdkClients } from './clients.ts';
import { cloudWith, launchTemplate } from './cloudWith.ts';

const image = 'ami-00000001';
const other = 'ami-00000002';

describe('What refers to images, in the local cloud', () => {
  let cloud: LocalCloud;
  before(async () => {
    const manyVersions = launchTemplate('lt-00000001', 'old', image, ...Array<string>(10).fill(other));
    const alias = launchTemplate('lt-00000002', 'alias', 'resolve:ssm:/web/current');
    cloud = await cloudWith({
      launchTemplates: [...manyVersions.launchTemplates, ...alias.launchTemplates],
      launchTemplateVersions: [...manyVersions.launchTemplateVersions, ...alias.launchTemplateVersions],
      instances: [
        { InstanceId: 'i-00000001', ImageId: image, State: { Name: 'stopped' } },
        { InstanceId: 'i-00000002', ImageId: image, State: { Name: 'running' } },
        { InstanceId: 'i-00000003', ImageId: other, State: { Name: 'running' } },
      ],
      parameters: [
        { Name: '/web/current', Version: 1, Value: other, DataType: 'aws:ec2:image', Type: 'String' },
        { Name: '/web/current', Version: 2, Value: image, DataType: 'aws:ec2:image', Type: 'String' },
        { Name: '/web/text', Version: 1, Value: image, DataType: 'text', Type: 'String' },
      ],
    });
  });
  after(() => cloud.close());

  const find = async (input: Partial<DescribeImageReferencesCommandInput>): Promise<string[]> => {
    const { ec2 } = sdkClients(cloud);
    const { ImageReferences = [] } = await ec2.send(
      new DescribeImageReferencesCommand({ ImageIds: [image], ...input }),
    );
    return ImageReferences.map(({ Arn = '' }) => Arn.replace(/^arn:aws:\w+:us-east-1:111111111111:/u, ''));
  };

  it('is found of all types: instances in all states, the last versions of templates, parameters of images', async () => {
    assert.deepEqual(await find({ IncludeAllResourceTypes: true }), [
      'instance/i-00000001',
      'instance/i-00000002',
      'launch-template/lt-00000002',
      'parameter/web/current',
    ]);
  });

  it('is found of one type, with its options', async () => {
    const of = (
      ResourceType: 'ec2:Instance' | 'ec2:LaunchTemplate',
      OptionName: 'state-name' | 'version-depth',
      value: string,
    ): Promise<string[]> =>
      find({
        ResourceTypes: [{ ResourceType, ResourceTypeOptions: [{ OptionName, OptionValues: [value] }] }],
      });
    assert.deepEqual(await of('ec2:Instance', 'state-name', 'running'), ['instance/i-00000002']);
    assert.deepEqual(await of('ec2:LaunchTemplate', 'version-depth', '11'), [
      'launch-template/lt-00000001',
      'launch-template/lt-00000002',
    ]);
  });

  it('is refused as EC2 refuses it', async () => {
    const refused = await Promise.all([
      refusalCode(find({})),
      refusalCode(find({ IncludeAllResourceTypes: true, ImageIds: Array<string>(11).fill(image) })),
      refusalCode(find({ IncludeAllResourceTypes: true, ImageIds: ['x'] })),
      refusalCode(find({ IncludeAllResourceTypes: true, MaxResults: 1 })),
    ]);
    assert.deepEqual(refused, [
      'MissingParameter',
      'InvalidParameterValue',
      'InvalidAMIID.Malformed',
      'InvalidParameterValue',
    ]);
  });
});
