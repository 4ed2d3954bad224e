import type { Image, LaunchPermission } from '@aws-sdk/client-ec2';
import { setPermissions } from '../ec2/launchPermissions.ts';
import type { RegionState } from '../world.ts';
import type { ImagePlace } from './images.ts';

/** Whom images of a place are shared with, by how many images are newer than the shared one. */
const shares: readonly {
  readonly environment: string;
  readonly region: string;
  readonly newer: number;
  readonly permissions: readonly LaunchPermission[];
}[] = [
  // With the next environment, with an account that nobody here knows, with everybody, with an organization.
  { environment: 'dev', region: 'us-east-1', newer: 20, permissions: [{ UserId: '222222222222' }] },
  {
    environment: 'staging',
    region: 'us-east-1',
    newer: 20,
    permissions: [{ UserId: '333333333333' }, { UserId: '444444444444' }],
  },
  { environment: 'prod', region: 'us-east-1', newer: 24, permissions: [{ Group: 'all' }] },
  {
    environment: 'prod',
    region: 'eu-west-1',
    newer: 24,
    permissions: [{ OrganizationArn: 'arn:aws:organizations::333333333333:organization/o-bakery0001' }],
  },
];

/**
 * Shares a few images. A world with few images has none to share.
 * @param state - the region, with its images
 * @param images - the same images, the oldest first
 * @param place - which environment and region it is
 */
export function shareImages(state: RegionState, images: readonly Image[], place: ImagePlace): void {
  for (const { environment, region, newer, permissions } of shares) {
    const image = images.at(-1 - newer);
    const isHere = environment === place.environment && region === place.region;
    if (isHere && image?.State === 'available') setPermissions(state, image, [...permissions]);
  }
}
