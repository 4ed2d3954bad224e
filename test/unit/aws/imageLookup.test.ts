import assert from 'node:assert/strict';
import { DescribeImagesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { toImagePage } from '../../../src/aws/images.ts';
import { defaultTagNames } from '../../../src/core/environments/environment.ts';
import type { Image } from '../../../src/core/images/image.ts';
import { lookupOf } from '../../../src/core/images/imageLookup.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from '../localcloud/clients.ts';

describe('Looking an image up as Terraform and Packer do', function () {
  this.timeout(30_000);
  const region = 'eu-west-1';
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let images: readonly Image[];
  before(async () => {
    cloud = await startLocalCloud({ images: 180 });
    // Here are the images with hostile names as well.
    ({ ec2 } = sdkClients(cloud, { profile: 'staging', region }));
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    ({ images } = toImagePage(Images, region));
  });
  after(() => cloud.close());

  it('finds it, and no other that has another name, service or version, whatever its tags hold', async () => {
    assert.ok(images.some(({ tags }) => tags.get('Version')?.startsWith('**bold**')));
    for (const image of images) {
      const { owner, filters } = lookupOf(image, defaultTagNames);
      const { Images = [] } = await ec2.send(
        new DescribeImagesCommand({
          Owners: [owner],
          Filters: filters.map(({ name, value }) => ({ Name: name, Values: [value] })),
        }),
      );
      const found = toImagePage(Images, region).images;
      assert.ok(found.some(({ id }) => id === image.id));
      for (const { name, tags } of found) {
        const isSame =
          name === image.name ||
          (tags.get('Service') === image.tags.get('Service') &&
            tags.get('Version') === image.tags.get('Version'));
        assert.ok(isSame, `${name ?? ''} was found for ${image.name ?? ''}`);
      }
    }
  });

  it('takes wildcards in a name for mere characters', () => {
    const [image] = images;
    assert.ok(image);
    const { filters } = lookupOf({ ...image, name: String.raw`a*b?c\d`, tags: new Map() }, defaultTagNames);
    assert.deepEqual(filters, [{ name: 'name', value: String.raw`a\*b\?c\\d` }]);
  });

  it('is by its id where it has neither name nor tags', () => {
    const [image] = images;
    assert.ok(image);
    const { filters } = lookupOf({ ...image, name: undefined, tags: new Map() }, defaultTagNames);
    assert.deepEqual(filters, [{ name: 'image-id', value: image.id }]);
  });
});
