import type { LabelParameterVersionRequest, LabelParameterVersionResult } from '@aws-sdk/client-ssm';
import { eachOfLength, ofLength, present } from '../constraints.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { versionNotFound } from './getParameter.ts';
import { nameViolations, refuseInvalid } from './parameterNames.ts';
import { versionsOf } from './resolveParameter.ts';

/** SSM API Reference, LabelParameterVersion: labels of one request, and of one version. */
const mostLabels = 10;

/** SSM API Reference, LabelParameterVersion: a label that another version has moves to this one. */
export function labelParameterVersion(
  input: LabelParameterVersionRequest,
  { state }: Call,
): LabelParameterVersionResult {
  const { Labels, Name, ParameterVersion } = input;
  refuseInvalid(
    ...nameViolations(Name),
    present('labels', Labels),
    ofLength('labels', Labels, { least: 1, most: mostLabels }),
    eachOfLength('labels', Labels, { least: 1, most: 100 }),
  );
  const name = Name ?? '';
  const versions = versionsOf(state, [name]);
  if (versions.length === 0) throw new CloudError('ParameterNotFound', '');
  const labelled =
    ParameterVersion === undefined
      ? versions.at(-1)
      : versions.find(({ Version }) => Version === ParameterVersion);
  if (labelled === undefined) throw versionNotFound(name, ParameterVersion ?? 0);
  const labels = [...new Set(Labels)].filter(isLabel);
  const after = [...new Set([...(labelled.Labels ?? []), ...labels])];
  if (after.length > mostLabels) {
    throw new CloudError(
      'ParameterVersionLabelLimitExceeded',
      'An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
    );
  }
  for (const version of versions) {
    version.Labels =
      version === labelled ? after : version.Labels?.filter((label) => !labels.includes(label));
  }
  return {
    InvalidLabels: (Labels ?? []).filter((label) => !isLabel(label)),
    ParameterVersion: labelled.Version,
  };
}

/** Letters, digits, `.`, `-` and `_`; not beginning with a digit, `aws` or `ssm`. */
function isLabel(label: string): boolean {
  return /^[\w.-]+$/u.test(label) && !/^(?:\d|aws|ssm)/iu.test(label);
}
