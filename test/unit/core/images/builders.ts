import { defaultTagNames, type Environment } from '../../../../src/core/environments/environment.ts';
import type { EnvironmentImages, EnvironmentStatus } from '../../../../src/core/images/environmentImages.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import type { LaunchPermissions } from '../../../../src/core/images/launchPermissions.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';

/** An environment of one region, named by its id. */
export function environment(name: string): Environment {
  return {
    id: name,
    name,
    profile: name,
    regions: ['us-east-1'],
    roleArn: undefined,
    endpoint: undefined,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'profile' },
  };
}

/** The permissions of an image that is shared with no one. */
export const sharedWithNobody: LaunchPermissions = {
  isPublic: false,
  accounts: [],
  organizations: [],
  organizationalUnits: [],
  unreadable: [],
};

/** An available image of us-east-1 without tags, but for what is said. */
export function image(
  id: string,
  differences: Partial<Omit<Image, 'tags'>> & { readonly tags?: Record<string, string> } = {},
): Image {
  return {
    id,
    region: 'us-east-1',
    name: undefined,
    description: undefined,
    ownerId: '111111111111',
    state: 'available',
    stateReason: undefined,
    createdAt: undefined,
    deprecatedAt: undefined,
    lastLaunchedAt: undefined,
    deregistrationProtection: 'disabled',
    isPublic: false,
    isShared: false,
    architecture: 'x86_64',
    bootMode: undefined,
    imdsSupport: undefined,
    platform: 'Linux/UNIX',
    virtualizationType: 'hvm',
    rootDeviceName: '/dev/sda1',
    source: { imageId: undefined, region: undefined, instanceId: undefined },
    disks: [],
    ...differences,
    tags: new Map(Object.entries(differences.tags ?? {})),
  };
}

/** What is known of an environment that was read, by region. */
export function imagesOfRegions(
  environment: Environment,
  regions: Readonly<Record<string, readonly Image[]>>,
  status: EnvironmentStatus = { kind: 'read', at: 0 },
): EnvironmentImages {
  return {
    environment,
    status,
    knownSince: undefined,
    regions: Object.entries(regions).map(([name, images]) => {
      const region = new RegionImages(name);
      region.add({ images, unreadable: [] });
      return region;
    }),
    refreshing: [],
  };
}
