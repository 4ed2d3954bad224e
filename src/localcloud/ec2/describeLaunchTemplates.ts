import type {
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  LaunchTemplate,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { launchTemplateKind, namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeLaunchTemplates, `MaxResults`: between 1 and 200. */
const bounds = { least: 1, most: 200 };

const filterValues: FilterValues<LaunchTemplate> = {
  'create-time': ({ CreateTime }) => [CreateTime?.toISOString()],
  'launch-template-name': ({ LaunchTemplateName }) => [LaunchTemplateName],
};

/** EC2 API Reference, DescribeLaunchTemplates. */
export function describeLaunchTemplates(
  input: DescribeLaunchTemplatesRequest,
  call: Call,
): DescribeLaunchTemplatesResult {
  const { state } = call;
  endDryRun(input.DryRun);
  const matches = matcherOf(input.Filters, filterValues);
  const named =
    namedResources(state, launchTemplateKind, input.LaunchTemplateIds) ??
    templatesNamed(state, input.LaunchTemplateNames);
  const page = pageOf(
    named ?? state.launchTemplates,
    launchTemplateKind.idOf,
    matches,
    pageRequest(input, call),
    bounds,
  );
  return { LaunchTemplates: page.items, NextToken: page.nextToken };
}

function templatesNamed(
  { launchTemplates }: RegionState,
  names: readonly string[] | undefined,
): LaunchTemplate[] | undefined {
  if (names === undefined || names.length === 0) return undefined;
  const wanted = new Set(names);
  const found = launchTemplates.filter(({ LaunchTemplateName = '' }) => wanted.has(LaunchTemplateName));
  if (found.length === wanted.size) return found;
  throw new CloudError(
    'InvalidLaunchTemplateName.NotFoundException',
    'At least one of the launch templates specified in the request does not exist.',
  );
}
