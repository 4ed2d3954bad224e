import type {
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
  InstanceTypeOffering,
  LocationType,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { instanceTypes } from './instanceTypes.ts';

/** The model of EC2 (botocore, `DITOMaxResults`): from 5 to 1000. */
const bounds = { least: 5, most: 1000 };

/** Offerings have no tags; the filters of all calls are shared. */
type FilteredOffering = InstanceTypeOffering & Taggable;

const filterValues: FilterValues<FilteredOffering> = {
  'instance-type': ({ InstanceType }) => [InstanceType],
  location: ({ Location }) => [Location],
};

/** EC2 API Reference, DescribeInstanceTypeOfferings: in the region unless the request says otherwise. */
export function describeInstanceTypeOfferings(
  input: DescribeInstanceTypeOfferingsRequest,
  call: Call,
): DescribeInstanceTypeOfferingsResult {
  endDryRun(input.DryRun);
  const { LocationType: locationType = 'region' } = input;
  const offerings = locationsOf(locationType, call)
    .flatMap((Location) =>
      instanceTypes.map((InstanceType): FilteredOffering => ({
        InstanceType,
        LocationType: locationType,
        Location,
      })),
    )
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const matches = matcherOf(input.Filters, filterValues);
  const page = pageOf(offerings, idOf, matches, pageRequest(input, call), bounds);
  return { InstanceTypeOfferings: page.items, NextToken: page.nextToken };
}

function idOf({ InstanceType, Location }: InstanceTypeOffering): string {
  return `${InstanceType ?? ''} ${Location ?? ''}`;
}

/** The zones of a region are those that it has subnets in; nobody here has an Outpost. */
function locationsOf(locationType: LocationType, { region, state }: Call): string[] {
  switch (locationType) {
    case 'region':
      return [region];
    case 'availability-zone':
      return distinct(state.subnets.map(({ AvailabilityZone }) => AvailabilityZone));
    case 'availability-zone-id':
      return distinct(state.subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId));
    case 'outpost':
      return [];
    default:
      throw new CloudError(
        'InvalidParameterValue',
        `Value (${String(locationType)}) for parameter locationType is invalid.`,
      );
  }
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
