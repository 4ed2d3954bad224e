import { consoleUrl, partitionOf } from '../environments/partition.ts';
import type { Image } from './image.ts';

/**
 * The ARN of an image. It names no account, because images can be shared (Service Authorization Reference, "Resource
 * types defined by Amazon EC2": `arn:${Partition}:ec2:${Region}::image/${ImageId}`); a policy with one would not match.
 * @param image - any image
 */
export function imageArn({ id, region }: Image): string {
  return `arn:${partitionOf(region).name}:ec2:${region}::image/${id}`;
}

/**
 * Where the EC2 console shows an image: its page of the account's AMIs, filtered to this one.
 * @param image - any image
 * @returns undefined when the region is no region code, with which no address can be made safely
 */
export function imageConsoleUrl({ id, region }: Image): string | undefined {
  return consoleUrl(region, 'ec2/home', `Images:visibility=owned-by-me;imageId=${encodeURIComponent(id)}`);
}
