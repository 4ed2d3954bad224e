import type {
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { idempotent } from './idempotency.ts';
import { idOfAlias, isAlias } from './imageAliases.ts';
import { addVersion, asShown, checkedTemplateData, templateOf, versionOf } from './launchTemplates.ts';

/** EC2 API Reference, CreateLaunchTemplateVersion: the new version is the latest one, and not the default one. */
export function createLaunchTemplateVersion(
  input: CreateLaunchTemplateVersionRequest,
  call: Call,
): CreateLaunchTemplateVersionResult {
  endDryRun(input.DryRun);
  return idempotent('CreateLaunchTemplateVersion', input, call, () => create(input, call));
}

function create(input: CreateLaunchTemplateVersionRequest, call: Call): CreateLaunchTemplateVersionResult {
  const { state } = call;
  const template = templateOf(state, input);
  const given = checkedTemplateData(state, input.LaunchTemplateData, input.VersionDescription);
  const source =
    input.SourceVersion === undefined
      ? undefined
      : versionOf(state, template, input.SourceVersion).LaunchTemplateData;
  const version = addVersion(call, template, {
    number: (template.LatestVersionNumber ?? 0) + 1,
    description: input.VersionDescription,
    data: source === undefined ? given : merged(source, given, input.LaunchTemplateData),
  });
  const shown = asShown(state, version);
  const { LaunchTemplateData: data } = shown;
  if (input.ResolveAlias !== true || data?.ImageId === undefined || !isAlias(data.ImageId)) {
    return { LaunchTemplateVersion: shown };
  }
  const ImageId = idOfAlias(state, data.ImageId);
  return { LaunchTemplateVersion: { ...shown, LaunchTemplateData: { ...data, ImageId } } };
}

/**
 * EC2 API Reference, `SourceVersion`: what the request says replaces what the source says, parameter by parameter; the
 * snapshots of the source's disks are not taken over.
 */
function merged(
  source: ResponseLaunchTemplateData,
  given: ResponseLaunchTemplateData,
  request: RequestLaunchTemplateData | undefined,
): ResponseLaunchTemplateData {
  const inherited = { ...source };
  if (request?.BlockDeviceMappings === undefined && source.BlockDeviceMappings !== undefined) {
    inherited.BlockDeviceMappings = source.BlockDeviceMappings.map(({ Ebs, ...mapping }) =>
      Ebs === undefined ? mapping : { ...mapping, Ebs: { ...Ebs, SnapshotId: undefined } },
    );
  }
  return { ...inherited, ...given };
}
