import type {
  DescribeImageReferencesRequest,
  DescribeImageReferencesResult,
  ImageReference,
  ImageReferenceResourceType,
  LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { idOfAlias, isAlias } from './imageAliases.ts';
import { versionsOf } from './launchTemplates.ts';
import { imageKind, instanceKind, isWellFormed, launchTemplateKind } from './resourceIds.ts';

/** EC2 User Guide, "Identify your resources referencing specified AMIs": up to 10 images, and pages of 5 and more. */
const mostImages = 10;
const bounds = { least: 5, most: 1000 };

/** The same: of a launch template the last 10 versions, unless another depth is asked for. */
const usualDepth = 10;

const knownTypes: readonly ImageReferenceResourceType[] = [
  'ec2:Instance',
  'ec2:LaunchTemplate',
  'imagebuilder:ContainerRecipe',
  'imagebuilder:ImageRecipe',
  'ssm:Parameter',
];

type Finder = (imageId: string, call: Call, options: Options) => string[];

/** Values by name of the option. */
type Options = ReadonlyMap<string, readonly string[]>;

/** Image Builder is not in this world. */
const finders: Readonly<Record<ImageReferenceResourceType, Finder>> = {
  'ec2:Instance': instancesWith,
  'ec2:LaunchTemplate': launchTemplatesWith,
  'imagebuilder:ContainerRecipe': () => [],
  'imagebuilder:ImageRecipe': () => [],
  'ssm:Parameter': parametersWith,
};

/**
 * EC2 API Reference, DescribeImageReferences: what of the account and region refers to images, whoever owns them. Auto Scaling
 * groups, launch configurations and fleets are none of it.
 */
export function describeImageReferences(
  input: DescribeImageReferencesRequest,
  call: Call,
): DescribeImageReferencesResult {
  endDryRun(input.DryRun);
  const imageIds = checkedIds(input.ImageIds);
  const asked = askedTypes(input);
  const found = imageIds.flatMap((ImageId) =>
    [...asked].flatMap(([ResourceType, options]) =>
      finders[ResourceType](ImageId, call, options).map((Arn): ImageReference => ({
        ImageId,
        ResourceType,
        Arn,
      })),
    ),
  );
  found.sort((a, b) => (positionOfReference(a) < positionOfReference(b) ? -1 : 1));
  const page = pageOf(found, positionOfReference, () => true, pageRequest(input, call), bounds);
  return { ImageReferences: page.items, NextToken: page.nextToken };
}

function positionOfReference({ ImageId = '', Arn = '' }: ImageReference): string {
  return `${ImageId} ${Arn}`;
}

function checkedIds(ids: readonly string[] = []): string[] {
  if (ids.length === 0) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter ImageId');
  }
  if (ids.length > mostImages) {
    throw new CloudError('InvalidParameterValue', `Up to ${mostImages} image IDs can be specified`);
  }
  for (const id of ids) if (!isWellFormed(id, imageKind)) throw imageKind.malformed(id);
  return [...new Set(ids)];
}

function askedTypes({
  IncludeAllResourceTypes,
  ResourceTypes = [],
}: DescribeImageReferencesRequest): Map<ImageReferenceResourceType, Options> {
  const none: Options = new Map();
  const types = new Map<ImageReferenceResourceType, Options>();
  if (IncludeAllResourceTypes === true) for (const type of knownTypes) types.set(type, none);
  for (const { ResourceType: type, ResourceTypeOptions = [] } of ResourceTypes) {
    if (type === undefined || !knownTypes.includes(type)) {
      throw new CloudError('InvalidParameterValue', `The resource type '${type ?? ''}' is not supported`);
    }
    types.set(
      type,
      new Map(
        ResourceTypeOptions.map(({ OptionName = '', OptionValues = [] }) => [OptionName, OptionValues]),
      ),
    );
  }
  if (types.size > 0) return types;
  throw new CloudError(
    'MissingParameter',
    'The request must contain either IncludeAllResourceTypes or ResourceTypes',
  );
}

function instancesWith(imageId: string, call: Call, options: Options): string[] {
  const states = options.get('state-name') ?? [];
  return call.state.instances
    .filter(({ ImageId, State }) => {
      return ImageId === imageId && (states.length === 0 || states.includes(State?.Name ?? ''));
    })
    .map((instance) => arnOf(call, `instance/${instanceKind.idOf(instance)}`));
}

function launchTemplatesWith(imageId: string, call: Call, options: Options): string[] {
  const depth = Number(options.get('version-depth')?.[0] ?? usualDepth);
  if (!Number.isInteger(depth) || depth < 1 || depth > 10_000) {
    throw new CloudError('InvalidParameterValue', 'version-depth must be between 1 and 10000');
  }
  return call.state.launchTemplates
    .filter((template) =>
      versionsOf(call.state, template)
        .slice(-depth)
        .some((version) => imageOf(version, call) === imageId),
    )
    .map((template) => arnOf(call, `launch-template/${launchTemplateKind.idOf(template)}`));
}

function imageOf({ LaunchTemplateData }: LaunchTemplateVersion, { state }: Call): string | undefined {
  const imageId = LaunchTemplateData?.ImageId;
  if (imageId === undefined || !isAlias(imageId)) return imageId;
  try {
    return idOfAlias(state, imageId);
  } catch {
    // The parameter is gone, or holds no image any more: then it refers to none.
    return undefined;
  }
}

/** The last version of each; only parameters of the type of images. */
function parametersWith(imageId: string, call: Call): string[] {
  const { parameters } = call.state;
  return parameters
    .filter(({ Name }, index) => parameters[index + 1]?.Name !== Name)
    .filter(({ DataType, Value }) => DataType === 'aws:ec2:image' && Value === imageId)
    .map(({ Name = '' }) => {
      const path = Name.startsWith('/') ? Name : `/${Name}`;
      return `arn:aws:ssm:${call.region}:${call.caller.account}:parameter${path}`;
    });
}

function arnOf({ region, caller }: Call, resource: string): string {
  return `arn:aws:ec2:${region}:${caller.account}:${resource}`;
}
