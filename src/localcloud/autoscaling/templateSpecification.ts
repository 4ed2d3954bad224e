import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import { launchParameters } from '../ec2/launchParameters.ts';
import { templateOf, versionOf } from '../ec2/launchTemplates.ts';
import { launchableImage } from '../ec2/runInstances.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { validationError } from './validation.ts';

/**
 * A launch template as a group keeps it: by id and by name, with the version that the request names, a number or one
 * that moves (`$Default` unless it is said). AWS looks whether it could launch from it.
 * @param specification - of the request
 * @param call - who asks, and where the template is
 * @throws CloudError `ValidationError` when there is no such template or version, or nothing can be launched from it
 */
export function checkedSpecification(
  specification: LaunchTemplateSpecification,
  call: Call,
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
  try {
    const named = { ...specification, Version };
    const { LaunchTemplateId, LaunchTemplateName } = templateOf(call.state, named);
    launchableImage(launchParameters({ LaunchTemplate: named, MinCount: 1, MaxCount: 1 }, call), call);
    return { LaunchTemplateId, LaunchTemplateName, Version };
  } catch (thrown) {
    if (!(thrown instanceof CloudError)) throw thrown;
    throw validationError(`You must use a valid fully-formed launch template. ${thrown.message}`);
  }
}

/**
 * The same with the number of the version that is launched now.
 * @param specification - as a group keeps it
 * @param call - where the template is
 */
export function withNumber(
  specification: LaunchTemplateSpecification,
  { state }: Call,
): LaunchTemplateSpecification {
  const { LaunchTemplateId, Version = '$Default' } = specification;
  const template = templateOf(state, { LaunchTemplateId });
  return { ...specification, Version: String(versionOf(state, template, Version).VersionNumber) };
}
