import { createHash } from 'node:crypto';
import type { Image, Snapshot, Tag } from '@aws-sdk/client-ec2';
import { sampleServices } from './accounts.ts';
import { hostileTexts } from './hostileTexts.ts';
import type { Random } from './random.ts';

const day = 24 * 60 * 60 * 1000;

/** Images go back 18 months. */
const history = 548 * day;

/** For nine months bakes have said what they were made from. */
const provenanceSince = 270 * day;

/** Where an image is made. */
export interface ImagePlace {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** An image and the snapshot behind its disk. */
export interface ImageWithSnapshot {
  readonly image: Image;
  readonly snapshot: Snapshot;
}

/**
 * One image of the sample world.
 * @param index - number among all images of its place, the oldest first
 * @param count - how many images its place gets
 * @param place - environment, account and region
 * @param now - milliseconds since 1970
 * @param random - source of everything that is not decided by the index
 */
export function sampleImage(
  index: number,
  count: number,
  place: ImagePlace,
  now: number,
  random: Random,
): ImageWithSnapshot {
  const service = sampleServices[index % sampleServices.length] ?? 'web';
  const age = history * (1 - (index + 1) / count) + random.below(day / 4) + 60_000;
  const createdAt = new Date(now - age);
  const build = Math.floor(index / sampleServices.length) + 1;
  const version = `${1 + Math.floor(build / 40)}.${Math.floor(build / 4) % 10}.${build % 4}`;
  const snapshotId = `snap-0${random.hex(16)}`;
  const image: Image = {
    ImageId: `ami-0${random.hex(16)}`,
    Name: `${service}-${version}-${createdAt.toISOString().slice(0, 16).replace(/\D/gu, '')}`,
    Description: `${service} ${version}, baked with Packer`,
    ImageLocation: `${place.account}/${service}-${version}`,
    ImageType: 'machine',
    Architecture: index % 7 === 3 ? 'arm64' : 'x86_64',
    CreationDate: createdAt.toISOString(),
    OwnerId: place.account,
    Public: false,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    State: 'available',
    EnaSupport: true,
    Hypervisor: 'xen',
    RootDeviceName: '/dev/sda1',
    RootDeviceType: 'ebs',
    SriovNetSupport: 'simple',
    VirtualizationType: 'hvm',
    ImdsSupport: 'v2.0',
    DeregistrationProtection: 'disabled',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: {
          SnapshotId: snapshotId,
          VolumeSize: 8,
          VolumeType: 'gp3',
          DeleteOnTermination: true,
          Encrypted: false,
        },
      },
    ],
    Tags: articleTags(service, version, place.environment, age, now, random),
  };
  return { image, snapshot: snapshotOf(image, snapshotId, createdAt, place.account) };
}

/** The tags of the article: what an image is for, whether cleanup may take it, and when it was last seen in use. */
function articleTags(
  service: string,
  version: string,
  environment: string,
  age: number,
  now: number,
  random: Random,
): Tag[] {
  const unusedFor = random.below(Math.max(1, Math.floor(age / 2)));
  const tags: Record<string, string> = {
    Service: service,
    Environment: environment,
    Version: version,
    AutoCleanup: random.below(5) === 0 ? 'false' : 'true',
    LastUsed: secondsOf(now - unusedFor),
    LastUsedRuntime: secondsOf(now - random.below(50 * 60 * 1000)),
    ...(age < provenanceSince ? provenanceTags(service, version) : {}),
  };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What an image was baked from. The keys differ, as they do between teams. */
function provenanceTags(service: string, version: string): Record<string, string> {
  const commit = createHash('sha1').update(`${service} ${version}`).digest('hex');
  const template = `packer/${service}.pkr.hcl`;
  return {
    GitCommit: commit,
    ...(service < 'n' ? { Template: template } : { PackerTemplate: template }),
    Playbook: `ansible/${service}.yml`,
  };
}

function secondsOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Of 8 GiB a system with a service has written between 1.5 and 3.5. */
function writtenBytes(snapshotId: string): number {
  const share = Number.parseInt(snapshotId.slice(-4), 16) / 2 ** 16;
  return Math.round((1.5 + 2 * share) * 2 ** 30);
}

function snapshotOf(image: Image, snapshotId: string, startedAt: Date, account: string): Snapshot {
  return {
    SnapshotId: snapshotId,
    VolumeId: `vol-0${snapshotId.slice(-16)}`,
    VolumeSize: 8,
    FullSnapshotSizeInBytes: writtenBytes(snapshotId),
    OwnerId: account,
    StartTime: startedAt,
    State: 'completed',
    Progress: '100%',
    Encrypted: false,
    StorageTier: 'standard',
    Description: `Created by CreateImage for ${image.ImageId ?? ''}`,
    Tags: [{ Key: 'Name', Value: image.Name ?? '' }],
  };
}

/**
 * Gives some images hostile descriptions and tags.
 * @param images - of one place
 */
export function addHostileTexts(images: readonly Image[]): void {
  hostileTexts.forEach((text, index) => {
    const image = images[index];
    if (image === undefined) return;
    image.Description = text;
    image.Tags = [
      { Key: 'Service', Value: index < 2 ? text : 'hostile-names' },
      { Key: 'Version', Value: text },
      { Key: text.slice(0, 128), Value: text },
    ];
  });
}
