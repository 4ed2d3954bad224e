import type { ParameterHistory, PutParameterRequest, PutParameterResult } from '@aws-sdk/client-ssm';
import { ParameterTier, ParameterType } from '@aws-sdk/client-ssm';
import { ofForm, ofLength, oneOf, present, sensitive } from '../constraints.ts';
import { imageKind } from '../ec2/resourceIds.ts';
import { CloudError } from '../wire/cloudError.ts';
import { type Call, positionOf, type RegionState } from '../world.ts';
import { arnOf } from './parameterAnswers.ts';
import { checkNewName, invalid, nameViolations, refuseInvalid } from './parameterNames.ts';
import { versionsOf } from './resolveParameter.ts';

/** SSM API Reference, ParameterMaxVersionLimitExceeded: versions that are kept of a parameter. */
const mostVersions = 100;

/** SSM API Reference, PutParameter, `Value`: characters in each tier. */
const longestValue = { Standard: 4096, Advanced: 8192 } as const;

type Tier = keyof typeof longestValue;

/** The data types that are checked, or need no check; AWS has more of them. */
const dataTypes = ['text', 'aws:ec2:image', 'aws:ssm:integration'];

/**
 * SSM API Reference, PutParameter. What an update does not say stays as it was. A value of the data type
 * `aws:ec2:image` is looked at only after the answer: when no such image is available, nothing is stored, and nobody
 * is told (`DataType`).
 */
export function putParameter(input: PutParameterRequest, call: Call): PutParameterResult {
  checkInput(input);
  const name = (input.Name ?? '').trim();
  checkNewName(name, arnOf(call, name));
  const versions = versionsOf(call.state, [name]);
  const previous = versions.at(-1);
  if (previous !== undefined && input.Overwrite !== true) {
    throw new CloudError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const version = { ...nextVersion(input, previous, call), Name: name };
  const { Tier, Version } = version;
  if (version.DataType === 'aws:ec2:image' && !isAvailable(call.state, version.Value))
    return { Tier, Version };
  store(call.state, version, versions);
  return { Tier, Version };
}

function checkInput(input: PutParameterRequest): void {
  refuseInvalid(
    ...nameViolations(input.Name),
    sensitive(present('value', input.Value)),
    sensitive(ofLength('value', input.Value, { least: 1, most: 32_768 })),
    ofLength('description', input.Description, { least: 0, most: 1024 }),
    oneOf('type', input.Type, Object.values(ParameterType)),
    oneOf('tier', input.Tier, Object.values(ParameterTier)),
    ofForm('keyId', input.KeyId, '[a-zA-Z0-9:/_-]{1,256}'),
    ofLength('allowedPattern', input.AllowedPattern, { least: 0, most: 1024 }),
    ofLength('dataType', input.DataType, { least: 0, most: 128 }),
  );
  if (input.Tags !== undefined && input.Overwrite === true) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  const missing = input.Tags === undefined ? (input.Policies === undefined ? undefined : 'Policies') : 'Tags';
  if (missing !== undefined)
    throw invalid(`The local cloud does not implement ${missing} of PutParameter yet.`);
  if (/\{\{.*\}\}/su.test(input.Value ?? '')) {
    throw invalid('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  }
}

/** The version that a request makes of the previous one, without its name. */
function nextVersion(
  input: PutParameterRequest,
  previous: ParameterHistory | undefined,
  { caller, now }: Call,
): ParameterHistory {
  const value = input.Value ?? '';
  const type = typeOf(input, previous);
  return {
    Type: type,
    KeyId: type === 'SecureString' ? (input.KeyId ?? previous?.KeyId ?? 'alias/aws/ssm') : undefined,
    LastModifiedDate: new Date(now),
    LastModifiedUser: caller.arn,
    Description: input.Description ?? previous?.Description,
    Value: value,
    AllowedPattern: patternOf(input, previous),
    Version: (previous?.Version ?? 0) + 1,
    Labels: [],
    Tier: tierOf(input.Tier, previous, value),
    Policies: [],
    DataType: dataTypeOf(input, previous),
  };
}

function dataTypeOf({ DataType }: PutParameterRequest, previous: ParameterHistory | undefined): string {
  const dataType = DataType ?? previous?.DataType ?? 'text';
  if (dataTypes.includes(dataType)) return dataType;
  throw invalid(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`);
}

function typeOf({ Type }: PutParameterRequest, previous: ParameterHistory | undefined): ParameterType {
  const type = Type ?? previous?.Type;
  if (type === undefined) throw invalid('A parameter type is required when you create a parameter.');
  if (previous?.Type !== undefined && type !== previous.Type) {
    throw new CloudError(
      'HierarchyTypeMismatchException',
      "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
    );
  }
  return type;
}

/** SSM User Guide, "Managing parameter tiers": an advanced parameter stays one. */
function tierOf(wanted: string | undefined, previous: ParameterHistory | undefined, value: string): Tier {
  const isAdvanced = previous?.Tier === 'Advanced';
  if (wanted === 'Standard' && isAdvanced) {
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.",
    );
  }
  const isLong = value.length > longestValue.Standard;
  const tier = isAdvanced || wanted === 'Advanced' || (wanted === 'Intelligent-Tiering' && isLong);
  const chosen = tier ? 'Advanced' : 'Standard';
  if (value.length > longestValue[chosen]) {
    throw invalid(
      chosen === 'Standard'
        ? 'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'
        : 'Advanced tier parameters support a maximum parameter value of 8192 characters.',
    );
  }
  return chosen;
}

function patternOf(
  { AllowedPattern, Value = '' }: PutParameterRequest,
  previous: ParameterHistory | undefined,
): string | undefined {
  const pattern = AllowedPattern ?? previous?.AllowedPattern;
  if (pattern === undefined || patternFrom(pattern).test(Value)) return pattern;
  throw new CloudError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

/** The whole value must match, as in Java's `matches`. */
function patternFrom(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CloudError('InvalidAllowedPatternException', message);
  }
}

function isAvailable(state: RegionState, imageId: string | undefined): boolean {
  return imageKind.find(state, imageId ?? '')?.State === 'available';
}

/** Puts a version behind the others of its parameter; the oldest one makes room, unless it has a label. */
function store(
  { parameters }: RegionState,
  version: ParameterHistory,
  versions: readonly ParameterHistory[],
): void {
  const name = version.Name ?? '';
  const start = positionOf(parameters, name, ({ Name = '' }) => Name);
  const [oldest] = versions;
  const isFull = versions.length >= mostVersions;
  if (isFull && oldest?.Labels !== undefined && oldest.Labels.length > 0) {
    throw new CloudError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest.Version ?? 0}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  }
  parameters.splice(start + versions.length, 0, version);
  if (isFull) parameters.splice(start, 1);
}
