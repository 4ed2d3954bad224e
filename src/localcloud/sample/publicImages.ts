import { createHash } from 'node:crypto';
import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { setPermissions } from '../ec2/launchPermissions.ts';
import { emptyRegion, type RegionState } from '../world.ts';

/** The account that publishes Debian's images (wiki.debian.org, "Cloud/AmazonEC2Image/Bookworm"). */
export const debianAccount = '136693071363';

const day = 24 * 60 * 60 * 1000;

/** How old the images are, in days. */
const ages = [400, 190, 75, 12] as const;

/** Debian's word for an architecture, and EC2's. */
const architectures = [
  ['amd64', 'x86_64'],
  ['arm64', 'arm64'],
] as const;

/**
 * What Debian publishes in a region, as far as one bakes from it: Debian 12, for both architectures, several times.
 * @param region - code of the region
 * @param now - milliseconds since 1970; ages count from here
 */
export function debianImages(region: string, now: number): RegionState {
  const state = emptyRegion();
  for (const age of ages) {
    for (const [debianName, architecture] of architectures) {
      const { image, snapshot } = debianImage({ region, debianName, architecture, age, now });
      state.images.push(image);
      state.snapshots.push(snapshot);
    }
  }
  state.images.sort((a, b) => compare(a.ImageId, b.ImageId));
  state.snapshots.sort((a, b) => compare(a.SnapshotId, b.SnapshotId));
  for (const image of state.images) setPermissions(state, image, [{ Group: 'all' }]);
  return state;
}

interface Release {
  readonly region: string;
  readonly debianName: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly age: number;
  readonly now: number;
}

function debianImage({ region, debianName, architecture, age, now }: Release): {
  readonly image: Image;
  readonly snapshot: Snapshot;
} {
  const createdAt = new Date(now - age * day);
  const build = `${createdAt.toISOString().slice(0, 10).replaceAll('-', '')}-${2400 - age}`;
  const name = `debian-12-${debianName}-${build}`;
  const digits = createHash('sha256').update(`${region} ${debianName} ${age}`).digest('hex').slice(0, 16);
  const snapshotId = `snap-0${digits}`;
  const image: Image = {
    ImageId: `ami-0${digits}`,
    Name: name,
    Description: `Debian 12 (${build})`,
    ImageLocation: `amazon/${name}`,
    ImageType: 'machine',
    Architecture: architecture,
    CreationDate: createdAt.toISOString(),
    OwnerId: debianAccount,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    State: 'available',
    EnaSupport: true,
    Hypervisor: 'xen',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    SriovNetSupport: 'simple',
    VirtualizationType: 'hvm',
    DeregistrationProtection: 'disabled',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          SnapshotId: snapshotId,
          VolumeSize: 8,
          VolumeType: 'gp3',
          DeleteOnTermination: true,
          Encrypted: false,
        },
      },
    ],
  };
  const snapshot: Snapshot = {
    SnapshotId: snapshotId,
    VolumeSize: 8,
    OwnerId: debianAccount,
    StartTime: createdAt,
    State: 'completed',
    Progress: '100%',
    Encrypted: false,
    StorageTier: 'standard',
    Description: '',
  };
  return { image, snapshot };
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : 1;
}
