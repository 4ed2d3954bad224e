import type { LaunchTemplate, LaunchTemplateVersion, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { defaultGroupId } from '../ec2/defaultNetwork.ts';
import { hostileTexts } from './hostileTexts.ts';
import { daysBefore, imageOf, isHostile, type Scene } from './scene.ts';

/** Launch templates of a place with their versions. */
export interface SampleTemplates {
  readonly launchTemplates: LaunchTemplate[];
  readonly launchTemplateVersions: LaunchTemplateVersion[];
}

interface Plan {
  readonly name: string;
  /** Number of the default version; the latest one is the last of the list. */
  readonly usual: number;
  readonly versions: readonly {
    readonly imageId: string;
    readonly days: number;
    readonly description?: string;
  }[];
}

/**
 * Launch templates as people have them: one whose default version is not the latest, one that asks a parameter for its
 * image, one that nobody has touched for a year, and those that groups and fleets need.
 * @param scene - a place and its images
 */
export function sampleTemplates(scene: Scene): SampleTemplates {
  const made = plans(scene).map((plan) => templateOf(plan, scene));
  return {
    launchTemplates: made.map(({ template }) => template),
    launchTemplateVersions: made.flatMap(({ versions }) => versions),
  };
}

function plans(scene: Scene): Plan[] {
  const { environment } = scene.place;
  return [
    {
      name: `web-${environment}`,
      usual: 2,
      versions: [
        { imageId: imageOf(scene, 'web', 2), days: 60 },
        { imageId: imageOf(scene, 'web', 1), days: 21, description: 'what runs' },
        { imageId: imageOf(scene, 'web', 0), days: 2, description: 'next' },
      ],
    },
    {
      name: `worker-${environment}`,
      usual: 2,
      versions: [
        { imageId: imageOf(scene, 'worker', 3), days: 90 },
        { imageId: 'resolve:ssm:/images/worker/current', days: 30, description: 'follows the parameter' },
      ],
    },
    {
      name: `search/${environment}`,
      usual: 1,
      versions: [
        { imageId: imageOf(scene, 'search', 1), days: 40 },
        { imageId: imageOf(scene, 'search', 0), days: 4 },
      ],
    },
    {
      name: 'ingest(spot)',
      usual: 1,
      versions: [{ imageId: imageOf(scene, 'ingest', 0), days: 10 }],
    },
    {
      name: 'ingest(arm)',
      usual: 1,
      versions: [{ imageId: imageOf(scene, 'ingest', 1), days: 10 }],
    },
    {
      name: 'batch.nightly',
      usual: 1,
      versions: [{ imageId: imageOf(scene, 'batch', 5), days: 380, description: 'do not touch' }],
    },
    ...(isHostile(scene.place) ? [hostilePlan(scene)] : []),
  ];
}

/** Names of launch templates may hold letters, digits and `-_./()` only (EC2 API Reference, CreateLaunchTemplate). */
function hostilePlan(scene: Scene): Plan {
  return {
    name: '../../etc/passwd',
    usual: 1,
    versions: hostileTexts.map((description) => ({
      imageId: imageOf(scene, 'hostile-names', 0),
      days: 5,
      description,
    })),
  };
}

function templateOf(
  { name, usual, versions }: Plan,
  scene: Scene,
): { template: LaunchTemplate; versions: LaunchTemplateVersion[] } {
  const { account, environment } = scene.place;
  const shared = {
    LaunchTemplateId: `lt-0${scene.random.hex(16)}`,
    LaunchTemplateName: name,
    CreatedBy: `arn:aws:iam::${account}:user/${environment}`,
  };
  return {
    template: {
      ...shared,
      CreateTime: daysBefore(scene, versions[0]?.days ?? 0),
      DefaultVersionNumber: usual,
      LatestVersionNumber: versions.length,
      Tags: [{ Key: 'Environment', Value: environment }],
    },
    versions: versions.map(({ imageId, days, description }, index) => ({
      ...shared,
      VersionNumber: index + 1,
      VersionDescription: description,
      CreateTime: daysBefore(scene, days),
      LaunchTemplateData: launchData(imageId, scene),
    })),
  };
}

function launchData(imageId: string, { place }: Scene): ResponseLaunchTemplateData {
  return { ImageId: imageId, InstanceType: 't3.micro', SecurityGroupIds: [defaultGroupId(place)] };
}
