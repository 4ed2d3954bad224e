import type { Image } from '@aws-sdk/client-ec2';

/** How many images of a region are newer than its copies from another one. */
const copiesAfter = [8, 10, 12] as const;

const minute = 60 * 1000;

/**
 * Says of each image from which base image it was baked, as Packer does: in the field that EC2 has for it, and in a tag
 * whose key differs from team to team.
 * @param images - of one place, the oldest first; base images are among them
 * @param region - of the place
 */
export function addLineage(images: readonly Image[], region: string): void {
  let base: Image | undefined;
  images.forEach((image, index) => {
    if (isBase(image)) base = image;
    else if (base?.ImageId !== undefined) {
      image.SourceImageId = base.ImageId;
      image.SourceImageRegion = region;
      const key = index % 2 === 0 ? 'BaseAMI' : 'SourceAMI';
      if (image.Tags?.some(({ Key }) => Key === 'GitCommit') === true) {
        image.Tags.push({ Key: key, Value: base.ImageId });
      }
    }
  });
}

function isBase({ Name = '' }: Image): boolean {
  return Name.startsWith('golden-base-');
}

/**
 * Makes copies of a few images of another region: the same name, description and tags, and where they are from.
 * @param targets - images of the region that the copies shall be in, the oldest first
 * @param sources - images of the other region, the oldest first
 * @param sourceRegion - code of that region
 */
export function copyAcrossRegions(
  targets: readonly Image[],
  sources: readonly Image[],
  sourceRegion: string,
): void {
  for (const newer of copiesAfter) {
    const target = targets.at(-1 - newer);
    const source = sources.at(-1 - newer);
    if (target?.State !== 'available' || source?.State !== 'available') continue;
    target.Name = source.Name;
    target.Description = source.Description;
    target.Architecture = source.Architecture;
    target.CreationDate = new Date(Date.parse(source.CreationDate ?? '') + 20 * minute).toISOString();
    target.Tags = source.Tags?.map((tag) => ({ ...tag }));
    target.SourceImageId = source.ImageId;
    target.SourceImageRegion = sourceRegion;
  }
}
