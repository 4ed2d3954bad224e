import type { LaunchPart } from './facts.ts';

/** How a group, a fleet or a refresh comes to an image: through which part of it, template, configuration, parameter. */
export interface LaunchPath {
  readonly part: LaunchPart;
  readonly template: { readonly name: string; readonly version: number } | undefined;
  readonly configuration: string | undefined;
  /** Name of the SSM parameter that a template or an override names instead of an image. */
  readonly parameter: string | undefined;
}

/** What refers to an image, and where in it. */
export type Referrer =
  | {
      readonly kind: 'instance';
      readonly instanceId: string;
      readonly name: string | undefined;
      readonly state: string;
    }
  | {
      readonly kind: 'launchTemplate';
      readonly templateId: string;
      readonly name: string;
      readonly version: number;
      readonly isDefault: boolean;
      readonly isLatest: boolean;
      readonly parameter: string | undefined;
    }
  | {
      readonly kind: 'autoScalingGroup';
      readonly name: string;
      readonly desired: number;
      readonly path: LaunchPath;
    }
  | { readonly kind: 'launchConfiguration'; readonly name: string; readonly parameter: string | undefined }
  | {
      readonly kind: 'instanceRefresh';
      readonly refreshId: string;
      readonly groupName: string;
      readonly status: string;
      readonly path: LaunchPath;
    }
  | {
      readonly kind: 'fleet' | 'spotFleet';
      readonly fleetId: string;
      readonly state: string;
      readonly path: LaunchPath;
    }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly version: number;
      readonly isCurrent: boolean;
      readonly isInText: boolean;
      readonly labels: readonly string[];
    }
  | {
      readonly kind: 'rootVolumeReplacement';
      readonly taskId: string;
      readonly instanceId: string;
      readonly state: string;
    };

/** One way in which an image is used, or could be launched again. */
export interface Reference {
  readonly imageId: string;
  readonly region: string;
  readonly referrer: Referrer;
}

/**
 * Whether a reference alone makes an image count as in use: everything but a value that a parameter had before, and a
 * launch template version that is neither the default nor the latest one; these only keep an image reachable.
 * @param reference - of the image
 */
export function isUse({ referrer }: Reference): boolean {
  switch (referrer.kind) {
    case 'parameter':
      return referrer.isCurrent;
    case 'launchTemplate':
      return referrer.isDefault || referrer.isLatest;
    case 'instance':
    case 'autoScalingGroup':
    case 'launchConfiguration':
    case 'instanceRefresh':
    case 'fleet':
    case 'spotFleet':
    case 'rootVolumeReplacement':
      return true;
  }
}

/**
 * Whether a reference is the pointer that names the current image of a service. A text that an id stands in may say anything
 * of it.
 * @param reference - of the image
 */
export function isPointer({ referrer }: Reference): boolean {
  return referrer.kind === 'parameter' && referrer.isCurrent && !referrer.isInText;
}
