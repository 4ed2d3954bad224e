import type {
  LaunchTemplate,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import { type Call, positionOf, type RegionState } from '../world.ts';
import { idOfAlias, isAlias } from './imageAliases.ts';
import { insertSorted } from './newResources.ts';
import { isWellFormed, launchTemplateKind } from './resourceIds.ts';
import { checkedUserData } from './userData.ts';

/** How a request names one launch template. */
export interface TemplateName {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

/**
 * The launch template that a request names, by id or by name and not by both.
 * @param state - the region
 * @param named - the request
 * @throws CloudError `MissingParameter`, `InvalidParameterCombination`, `InvalidLaunchTemplateId.Malformed`,
 * `InvalidLaunchTemplateId.NotFound`, `InvalidLaunchTemplateName.NotFoundException`
 */
export function templateOf(state: RegionState, named: TemplateName): LaunchTemplate {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = named;
  if (id !== undefined && name !== undefined) {
    throw new CloudError(
      'InvalidParameterCombination',
      'Only one of launch template ID and launch template name can be specified.',
    );
  }
  if (id !== undefined) {
    if (!isWellFormed(id, launchTemplateKind)) throw launchTemplateKind.malformed(id);
    const found = launchTemplateKind.find(state, id);
    if (found === undefined) throw launchTemplateKind.notFound([id]);
    return found;
  }
  if (name === undefined) {
    throw new CloudError(
      'MissingParameter',
      'The request must contain the parameter launch template ID or launch template name',
    );
  }
  const found = state.launchTemplates.find((template) => template.LaunchTemplateName === name);
  if (found !== undefined) return found;
  throw new CloudError(
    'InvalidLaunchTemplateName.NotFoundException',
    `The specified launch template, with template name ${name}, does not exist.`,
  );
}

/** Where a version belongs among those of all templates: by template, then by number. */
export const positionOfVersion = ({
  LaunchTemplateId = '',
  VersionNumber = 0,
}: LaunchTemplateVersion): string => `${LaunchTemplateId} ${String(VersionNumber).padStart(8, '0')}`;

/**
 * All versions of a launch template by number.
 * @param state - the region
 * @param template - one of the region
 */
export function versionsOf(state: RegionState, template: LaunchTemplate): LaunchTemplateVersion[] {
  const { launchTemplateVersions: all } = state;
  const id = launchTemplateKind.idOf(template);
  const from = positionOf(all, `${id} `, positionOfVersion);
  return all.slice(from, positionOf(all, `${id}!`, positionOfVersion));
}

/**
 * The version that a request names: a number, `$Latest` or `$Default`.
 * @param state - the region
 * @param template - one of the region
 * @param version - as the request has it
 * @throws CloudError `InvalidLaunchTemplateId.VersionNotFound`, `InvalidParameterValue`
 */
export function versionOf(
  state: RegionState,
  template: LaunchTemplate,
  version: string,
): LaunchTemplateVersion {
  const number = versionNumber(template, version);
  const found = versionsOf(state, template).find(({ VersionNumber }) => VersionNumber === number);
  if (found !== undefined) return found;
  throw new CloudError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${version} for the launch template with ID ${launchTemplateKind.idOf(template)}.`,
  );
}

function versionNumber(template: LaunchTemplate, version: string): number | undefined {
  if (version === '$Latest') return template.LatestVersionNumber;
  if (version === '$Default') return template.DefaultVersionNumber;
  if (/^[1-9]\d{0,8}$/u.test(version)) return Number(version);
  throw new CloudError(
    'InvalidParameterValue',
    `The launch template version '${version}' is not valid: it must be a number, $Latest or $Default.`,
  );
}

/**
 * A version as EC2 shows it, which says whether it is the default one.
 * @param state - the region
 * @param version - one of the region
 */
export function asShown(state: RegionState, version: LaunchTemplateVersion): LaunchTemplateVersion {
  const template = launchTemplateKind.find(state, version.LaunchTemplateId ?? '');
  return { ...version, DefaultVersion: version.VersionNumber === template?.DefaultVersionNumber };
}

/** A version that shall be made. */
export interface NewVersion {
  readonly number: number;
  readonly description: string | undefined;
  readonly data: ResponseLaunchTemplateData;
}

/**
 * Adds a version to a launch template and makes it the latest one.
 * @param call - who makes it, and where
 * @param template - one of the region
 * @param version - its number, description and data
 */
export function addVersion(call: Call, template: LaunchTemplate, version: NewVersion): LaunchTemplateVersion {
  const made: LaunchTemplateVersion = {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    VersionNumber: version.number,
    VersionDescription: version.description,
    CreateTime: new Date(call.now),
    CreatedBy: call.caller.arn,
    LaunchTemplateData: version.data,
  };
  insertSorted(call.state.launchTemplateVersions, made, positionOfVersion);
  template.LatestVersionNumber = version.number;
  return made;
}

/** EC2 API Reference, CreateLaunchTemplate, `VersionDescription`: at most 255 characters. */
const longestDescription = 255;

/**
 * Checks what a launch template shall launch, and gives it the form in which EC2 shows it.
 * @param state - the region, whose parameters the id of an image may name
 * @param data - of the request
 * @param description - of the version
 * @throws CloudError `MissingParameter` when there is nothing in it, `InvalidAMIID.Malformed`, `SsmInvalidParameter`,
 * `InvalidParameterValue`, `InvalidUserData.Malformed`
 */
export function checkedTemplateData(
  state: RegionState,
  data: RequestLaunchTemplateData | undefined,
  description: string | undefined,
): ResponseLaunchTemplateData {
  if (data === undefined || Object.values(data).every((value) => value === undefined)) {
    throw new CloudError(
      'MissingParameter',
      'The request must contain the parameter LaunchTemplateData: at least one launch parameter',
    );
  }
  if (Array.from(description ?? '').length > longestDescription) {
    throw new CloudError(
      'InvalidParameterValue',
      `The version description must not be longer than ${longestDescription} characters`,
    );
  }
  const { ImageId: imageId, UserData: userData } = data;
  // Whether an image of the id is there is not checked before something is launched.
  if (imageId !== undefined && isAlias(imageId)) idOfAlias(state, imageId);
  else if (imageId !== undefined && !isWellFormed(imageId, { prefix: 'ami-' })) {
    throw new CloudError('InvalidAMIID.Malformed', `Invalid id: "${imageId}" (expecting "ami-...")`);
  }
  checkedUserData(userData);
  return data;
}
