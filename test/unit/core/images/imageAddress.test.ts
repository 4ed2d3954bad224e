import assert from 'node:assert/strict';
import fc from 'fast-check';
import { partitionOf } from '../../../../src/core/environments/partition.ts';
import { imageArn, imageConsoleUrl } from '../../../../src/core/images/imageAddress.ts';
import { image } from './builders.ts';

const id = 'ami-0123456789abcdef0';

/** Region, partition and console of each partition of the AWS SDK. */
const partitions = [
  ['us-east-1', 'aws', 'us-east-1.console.aws.amazon.com'],
  ['ap-southeast-2', 'aws', 'ap-southeast-2.console.aws.amazon.com'],
  ['cn-north-1', 'aws-cn', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ['us-iso-east-1', 'aws-iso', 'us-iso-east-1.console.c2shome.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'us-isob-east-1.console.sc2shome.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'eu-isoe-west-1.console.csphome.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'us-isof-south-1.console.csphome.hci.ic.gov'],
] as const;

describe('The ARN of an image', () => {
  it('has the partition of its region, and no account', () => {
    for (const [region, partition] of partitions) {
      assert.equal(imageArn(image(id, { region })), `arn:${partition}:ec2:${region}::image/${id}`);
    }
  });
});

describe('The console page of an image', () => {
  it("is the one of its region in its partition's console, filtered to the image", () => {
    for (const [region, , host] of partitions) {
      assert.equal(
        imageConsoleUrl(image(id, { region })),
        `https://${host}/ec2/home?region=${region}#Images:visibility=owned-by-me;imageId=${id}`,
      );
    }
  });

  it('never lies outside of the console, whatever region and id are', () => {
    const awkward = fc.array(
      fc.constantFrom(
        'us-east-1',
        'evil.example',
        '/',
        '\\',
        '#',
        '?',
        '@',
        ':',
        '%2F',
        '.',
        'cn-',
        '\n',
        ';',
      ),
    );
    const texts = fc.oneof(
      fc.constantFrom('us-east-1', 'cn-north-1'),
      fc.string({ unit: 'binary' }),
      awkward.map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(texts, texts, (region, hostileId) => {
        const address = imageConsoleUrl(image(hostileId, { region }));
        if (address === undefined) return;
        const { protocol, username, hostname, pathname, search } = new URL(address);
        assert.deepEqual(
          [protocol, username, hostname, pathname, search],
          ['https:', '', `${region}.${partitionOf(region).consoleHost}`, '/ec2/home', `?region=${region}`],
        );
      }),
    );
  });

  it('is unknown for what is no region code', () => {
    for (const region of ['', 'evil.example/#', 'us-east-1.evil.example', 'us-east-1\n']) {
      assert.equal(imageConsoleUrl(image(id, { region })), undefined);
    }
  });
});
