import type { ModifyLaunchTemplateRequest, ModifyLaunchTemplateResult } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { idempotent } from './idempotency.ts';
import { templateOf, versionsOf } from './launchTemplates.ts';

/** EC2 API Reference, ModifyLaunchTemplate: makes another version the default one. */
export function modifyLaunchTemplate(
  input: ModifyLaunchTemplateRequest,
  call: Call,
): ModifyLaunchTemplateResult {
  endDryRun(input.DryRun);
  return idempotent('ModifyLaunchTemplate', input, call, () => modify(input, call));
}

function modify(input: ModifyLaunchTemplateRequest, { state }: Call): ModifyLaunchTemplateResult {
  const template = templateOf(state, input);
  const { DefaultVersion: version } = input;
  if (version === undefined) return { LaunchTemplate: template };
  const found = versionsOf(state, template).find(({ VersionNumber }) => String(VersionNumber) === version);
  if (found === undefined) {
    throw new CloudError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `The launch template version ${version} is not found for the specified launch template.`,
    );
  }
  template.DefaultVersionNumber = found.VersionNumber;
  return { LaunchTemplate: template };
}
