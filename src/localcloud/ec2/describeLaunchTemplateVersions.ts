import type {
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
  LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { idOfAlias, isAlias } from './imageAliases.ts';
import { asShown, positionOfVersion, templateOf, versionOf, versionsOf } from './launchTemplates.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeLaunchTemplateVersions, `MaxResults`: between 1 and 200. */
const bounds = { least: 1, most: 200 };

/** Versions have no tags; the filters of all calls are shared. */
type FilteredVersion = LaunchTemplateVersion & Taggable;

const filterValues: FilterValues<FilteredVersion> = {
  'create-time': ({ CreateTime }) => [CreateTime?.toISOString()],
  'ebs-optimized': ({ LaunchTemplateData }) => [textOf(LaunchTemplateData?.EbsOptimized)],
  'host-resource-group-arn': ({ LaunchTemplateData }) => [
    LaunchTemplateData?.Placement?.HostResourceGroupArn,
  ],
  'http-endpoint': ({ LaunchTemplateData }) => [LaunchTemplateData?.MetadataOptions?.HttpEndpoint],
  'http-tokens': ({ LaunchTemplateData }) => [LaunchTemplateData?.MetadataOptions?.HttpTokens],
  'iam-instance-profile': ({ LaunchTemplateData }) => [LaunchTemplateData?.IamInstanceProfile?.Arn],
  'image-id': ({ LaunchTemplateData }) => [LaunchTemplateData?.ImageId],
  'instance-type': ({ LaunchTemplateData }) => [LaunchTemplateData?.InstanceType],
  'is-default-version': ({ DefaultVersion }) => [textOf(DefaultVersion)],
  'kernel-id': ({ LaunchTemplateData }) => [LaunchTemplateData?.KernelId],
  'license-configuration-arn': ({ LaunchTemplateData }) =>
    (LaunchTemplateData?.LicenseSpecifications ?? []).map((license) => license.LicenseConfigurationArn),
  'network-card-index': ({ LaunchTemplateData }) =>
    (LaunchTemplateData?.NetworkInterfaces ?? []).map((each) => textOf(each.NetworkCardIndex)),
  'ram-disk-id': ({ LaunchTemplateData }) => [LaunchTemplateData?.RamDiskId],
};

/** What EC2 answers to versions that do not go with how the template is named; botocore and moto quote it. */
const howToName =
  'To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ' +
  '‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe ' +
  'the launch template data for a specific launch template, specify ‘--launch-template-id’ or ' +
  '‘--launch-template-name’, and for ‘--versions’ specify one or more of the following values: ‘$Latest’, ' +
  '‘$Default’, or one or more version numbers.';

/**
 * EC2 API Reference, DescribeLaunchTemplateVersions: versions of one template, or the latest and default ones of all.
 * An alias is resolved only when the request names a single version.
 */
export function describeLaunchTemplateVersions(
  input: DescribeLaunchTemplateVersionsRequest,
  call: Call,
): DescribeLaunchTemplateVersionsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  const ofOne = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined;
  const matches = matcherOf(input.Filters, filterValues, unimplementedFilters.DescribeLaunchTemplateVersions);
  if (input.ResolveAlias === true) checkSingle(input, ofOne);
  const wanted = ofOne ? versionsOfOne(state, input) : versionsOfAll(state, input);
  const versions = wanted
    .map((version) => asShown(state, version))
    .map((version) => (input.ResolveAlias === true ? resolved(state, version) : version));
  const page = pageOf(versions, positionOfVersion, matches, pageRequest(input, call), bounds);
  return { LaunchTemplateVersions: page.items, NextToken: page.nextToken };
}

/** By number; every version once, however often it is named. */
function versionsOfOne(
  state: RegionState,
  input: DescribeLaunchTemplateVersionsRequest,
): LaunchTemplateVersion[] {
  const template = templateOf(state, input);
  const { Versions: names = [], MinVersion: min, MaxVersion: max } = input;
  if (names.length > 0 && (min !== undefined || max !== undefined)) {
    throw new CloudError(
      'InvalidParameterCombination',
      'Versions cannot be specified together with a minimum or a maximum version.',
    );
  }
  if (names.length > 0) {
    const named = new Set(names.map((name) => versionOf(state, template, name)));
    return versionsOf(state, template).filter((version) => named.has(version));
  }
  const from = min === undefined ? 1 : numberOf(min);
  const to = max === undefined ? Infinity : numberOf(max);
  return versionsOf(state, template).filter(
    ({ VersionNumber = 0 }) => VersionNumber >= from && VersionNumber <= to,
  );
}

function versionsOfAll(
  state: RegionState,
  { Versions: names = [] }: DescribeLaunchTemplateVersionsRequest,
): LaunchTemplateVersion[] {
  if (names.length === 0) throw new CloudError('MissingParameter', howToName);
  if (names.some((name) => name !== '$Latest' && name !== '$Default')) {
    throw new CloudError('InvalidParameterValue', howToName);
  }
  return state.launchTemplates.flatMap((template) => {
    const named = new Set(names.map((name) => versionOf(state, template, name)));
    return versionsOf(state, template).filter((version) => named.has(version));
  });
}

/** Not in the API Reference, but known to the makers of `packer-plugin-amazon-ami-management`. */
function checkSingle({ Versions: names = [] }: DescribeLaunchTemplateVersionsRequest, ofOne: boolean): void {
  if (ofOne && names.length === 1) return;
  throw new CloudError(
    'InvalidParameterCombination',
    'ResolveAlias can be used only when a single launch template version is described.',
  );
}

function resolved(state: RegionState, version: LaunchTemplateVersion): LaunchTemplateVersion {
  const { LaunchTemplateData: data } = version;
  if (data?.ImageId === undefined || !isAlias(data.ImageId)) return version;
  return { ...version, LaunchTemplateData: { ...data, ImageId: idOfAlias(state, data.ImageId) } };
}

function numberOf(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new CloudError('InvalidParameterValue', `The launch template version '${text}' is not a number.`);
}
