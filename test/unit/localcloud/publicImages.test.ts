import assert from 'node:assert/strict';
import { DescribeImagesCommand, type Image, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { debianAccount } from '../../../src/localcloud/sample/publicImages.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { type SdkClients, sdkClients } from './clients.ts';

describe("Debian's public images", () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 60 });
  });
  after(() => cloud.close());

  /** The clients of every profile in every region. */
  const everywhere = (): (readonly [string, SdkClients['ec2']])[] =>
    cloud.profiles.flatMap(({ name }) =>
      cloud.regions.map(
        (region) => [`${name} in ${region}`, sdkClients(cloud, { profile: name, region }).ec2] as const,
      ),
    );
  /** As the most recent image is found by Packer: by owner and name, the one that was made last. */
  const newest = async (ec2: SdkClients['ec2'], name: string): Promise<Image | undefined> => {
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({
        Owners: [debianAccount],
        Filters: [
          { Name: 'name', Values: [name] },
          { Name: 'root-device-type', Values: ['ebs'] },
          { Name: 'virtualization-type', Values: ['hvm'] },
        ],
      }),
    );
    return Images.sort((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1))[0];
  };

  it('are found by owner and name from every account in every region, and can be launched', async () => {
    const found = new Set<string>();
    for (const [where, ec2] of everywhere()) {
      const image = await newest(ec2, 'debian-12-amd64-*');
      assert.deepEqual(
        [image?.State, image?.Public, image?.Architecture, image?.OwnerId],
        ['available', true, 'x86_64', debianAccount],
        where,
      );
      assert.equal((await newest(ec2, 'debian-12-arm64-*'))?.Architecture, 'arm64', where);
      const ImageId = image?.ImageId ?? '';
      const { Instances: [instance] = [] } = await ec2.send(
        new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
      );
      assert.equal(instance?.ImageId, ImageId, where);
      found.add(ImageId);
    }
    assert.equal(found.size, cloud.regions.length);
  });

  it('are among neither the own images of an account nor those that are shared with it', async () => {
    for (const [where, ec2] of everywhere()) {
      for (const question of [
        { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true },
        { ExecutableUsers: ['self'] },
      ]) {
        const { Images = [] } = await ec2.send(new DescribeImagesCommand(question));
        assert.deepEqual(
          Images.filter(({ OwnerId }) => OwnerId === debianAccount),
          [],
          where,
        );
      }
    }
  });
});
