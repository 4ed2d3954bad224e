import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { LaunchTemplate } from '@aws-sdk/client-ec2';
import type { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import { validationError } from './validation.ts';

/**
 * A launch template as a group keeps it: by id and by name, with the version that the request names, a number or one
 * that moves (`$Default` unless it is said).
 * @param specification - of the request
 * @param state - where the template is
 * @throws CloudError `ValidationError` when there is no such template or version
 */
export function checkedSpecification(
  specification: LaunchTemplateSpecification,
  state: RegionState,
): LaunchTemplateSpecification {
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version = '$Default' } = specification;
  if ((id === undefined) === (name === undefined)) {
    throw validationError('Valid requests must contain either launchTemplateId or LaunchTemplateName');
  }
  if (!/^(?:\$Default|\$Latest|\d+)$/u.test(Version)) {
    throw validationError(
      "Invalid launch template version: either '$Default', '$Latest', or a numeric version are allowed.",
    );
  }
  const template = state.launchTemplates.find((each) =>
    id === undefined ? each.LaunchTemplateName === name : each.LaunchTemplateId === id,
  );
  if (template === undefined) {
    const named = id === undefined ? `name ${name ?? ''}` : `ID ${id}`;
    throw notFullyFormed(`The specified launch template, with template ${named}, does not exist.`);
  }
  if (!hasVersion(template, Version, state)) {
    throw notFullyFormed(
      `Could not find the specified version ${Version} for the launch template with ID ${template.LaunchTemplateId ?? ''}.`,
    );
  }
  return {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    Version,
  };
}

function hasVersion({ LaunchTemplateId: id }: LaunchTemplate, version: string, state: RegionState): boolean {
  if (version.startsWith('$')) return true;
  return state.launchTemplateVersions.some(
    (each) => each.LaunchTemplateId === id && each.VersionNumber === Number(version),
  );
}

function notFullyFormed(why: string): CloudError {
  return validationError(`You must use a valid fully-formed launch template. ${why}`);
}
