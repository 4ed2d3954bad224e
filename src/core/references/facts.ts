/**
 * What can launch an image, as its own description in AWS says it: the raw material that references are made from.
 * Sources of the kinds: EC2, Auto Scaling and SSM API References of the calls named at each of them.
 */

/**
 * Something that names an image directly, or a launch template or launch configuration that does.
 * An image id here may also be `resolve:ssm:<parameter>`, which EC2 resolves at launch.
 */
export type LaunchSource =
  | { readonly kind: 'image'; readonly imageId: string }
  | {
      readonly kind: 'template';
      readonly templateId: string | undefined;
      readonly templateName: string | undefined;
      /** A number, `$Latest` or `$Default`; undefined means the default one. */
      readonly version: string | undefined;
    }
  | { readonly kind: 'configuration'; readonly name: string };

/** Which part of an Auto Scaling group or a fleet a launch source stands in. */
export type LaunchPart = 'launch' | 'mixedInstances' | 'override';

/** A launch source and where it stands. */
export interface PlacedSource {
  readonly part: LaunchPart;
  readonly source: LaunchSource;
}

/** An instance (DescribeInstances), those of warm pools and those that AWS manages included. */
export interface InstanceFact {
  readonly instanceId: string;
  /** Its `Name` tag. */
  readonly name: string | undefined;
  readonly imageId: string;
  /** `pending`, `running`, `stopping`, `stopped`, `shutting-down`; terminated ones are left out. */
  readonly state: string;
}

/** One version of a launch template (DescribeLaunchTemplateVersions) that names an image. */
export interface TemplateVersionFact {
  readonly templateId: string;
  readonly templateName: string;
  readonly version: number;
  readonly isDefault: boolean;
  readonly isLatest: boolean;
  /** Undefined for a version that names no image. */
  readonly imageId: string | undefined;
}

/** An Auto Scaling group (DescribeAutoScalingGroups). */
export interface GroupFact {
  readonly name: string;
  readonly desired: number;
  readonly sources: readonly PlacedSource[];
}

/** A launch configuration (DescribeLaunchConfigurations), whether a group uses it or not. */
export interface LaunchConfigurationFact {
  readonly name: string;
  readonly imageId: string;
}

/** An instance refresh that has not ended (DescribeInstanceRefreshes), and what it brings instances to. */
export interface InstanceRefreshFact {
  readonly refreshId: string;
  readonly groupName: string;
  readonly status: string;
  readonly sources: readonly PlacedSource[];
}

/** An EC2 Fleet (DescribeFleets) or a Spot Fleet request (DescribeSpotFleetRequests) that has not ended. */
export interface FleetFact {
  readonly fleetId: string;
  readonly state: string;
  readonly sources: readonly PlacedSource[];
}

/** One version of an SSM parameter that holds an image id (GetParameters, GetParameterHistory); a fact for each id. */
export interface ParameterFact {
  readonly name: string;
  /** By which launch templates can name it too. */
  readonly arn: string | undefined;
  readonly version: number;
  readonly isCurrent: boolean;
  readonly labels: readonly string[];
  /** The image id it holds. */
  readonly imageId: string;
  /** Whether the id stands in a longer text; else it is the value, or an item of a list. */
  readonly isInText: boolean;
}

/** A replacement of a root volume that has not ended (DescribeReplaceRootVolumeTasks). */
export interface RootVolumeReplacementFact {
  readonly taskId: string;
  readonly instanceId: string;
  readonly state: string;
  readonly imageId: string;
}

/** Everything that can be read of what uses images, by where it is read. */
export interface ReferenceFacts {
  readonly instances: InstanceFact;
  readonly launchTemplates: TemplateVersionFact;
  readonly autoScalingGroups: GroupFact;
  readonly launchConfigurations: LaunchConfigurationFact;
  readonly instanceRefreshes: InstanceRefreshFact;
  readonly fleets: FleetFact;
  readonly spotFleets: FleetFact;
  readonly parameters: ParameterFact;
  readonly rootVolumeReplacements: RootVolumeReplacementFact;
}

/** One of the things that are read to know what uses images. */
export type ReferenceSource = keyof ReferenceFacts;

/** All of them, in the order in which a person is told of them. */
export const referenceSources = [
  'instances',
  'launchTemplates',
  'autoScalingGroups',
  'launchConfigurations',
  'instanceRefreshes',
  'fleets',
  'spotFleets',
  'parameters',
  'rootVolumeReplacements',
] as const satisfies readonly ReferenceSource[];

/** What was read of one region, by source. */
export type RegionFacts = { readonly [Source in ReferenceSource]: readonly ReferenceFacts[Source][] };
