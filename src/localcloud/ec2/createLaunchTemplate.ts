import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateResult,
  LaunchTemplate,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { idempotent } from './idempotency.ts';
import { addVersion, checkedTemplateData } from './launchTemplates.ts';
import { insertSorted, newId } from './newResources.ts';
import { launchTemplateKind } from './resourceIds.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** EC2 API Reference, "Error codes": `InvalidLaunchTemplateName.MalformedException`. */
const namePattern = /^[A-Za-z0-9()./_-]{3,128}$/u;

/** EC2 API Reference, CreateLaunchTemplate: its first version is the default and the latest one. */
export function createLaunchTemplate(
  input: CreateLaunchTemplateRequest,
  call: Call,
): CreateLaunchTemplateResult {
  endDryRun(input.DryRun);
  return idempotent('CreateLaunchTemplate', input, call, () => create(input, call));
}

function create(input: CreateLaunchTemplateRequest, call: Call): CreateLaunchTemplateResult {
  const { LaunchTemplateName: name = '', VersionDescription: description } = input;
  if (!namePattern.test(name)) {
    throw new CloudError(
      'InvalidLaunchTemplateName.MalformedException',
      "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the following characters: '-', '_', '.', '/', '(', and ')'.",
    );
  }
  if (call.state.launchTemplates.some(({ LaunchTemplateName }) => LaunchTemplateName === name)) {
    throw new CloudError(
      'InvalidLaunchTemplateName.AlreadyExistsException',
      'Launch template name already in use.',
    );
  }
  const tagsOf = tagsToCreate(input.TagSpecifications, ['launch-template']);
  const data = checkedTemplateData(call.state, input.LaunchTemplateData, description);
  const template: LaunchTemplate = {
    LaunchTemplateId: newId(call, 'lt-'),
    LaunchTemplateName: name,
    CreateTime: new Date(call.now),
    CreatedBy: call.caller.arn,
    DefaultVersionNumber: 1,
    Tags: tagsOf('launch-template'),
  };
  insertSorted(call.state.launchTemplates, template, launchTemplateKind.idOf);
  addVersion(call, template, { number: 1, description, data });
  return { LaunchTemplate: template };
}
