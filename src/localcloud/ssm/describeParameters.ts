import type {
  DescribeParametersRequest,
  DescribeParametersResult,
  ParameterHistory,
  ParameterMetadata,
  ParametersFilter,
  ParameterStringFilter,
} from '@aws-sdk/client-ssm';
import { ofSize } from '../constraints.ts';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { arnOf, latestVersions } from './parameterAnswers.ts';
import { matcherOf } from './parameterFilters.ts';
import { invalid, isPublic, refuseInvalid } from './parameterNames.ts';

/** SSM API Reference, DescribeParameters, `MaxResults`: 1 to 50. */
const bounds = { least: 1, most: 50 };

/** As many a page has when the request does not say. */
const usualPage = 10;

const filterKeys = {
  keys: ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType', 'tag:'],
  listed: 'Path, Name, Type, KeyId, Tier',
};

/** SSM API Reference, DescribeParameters. Nothing is shared with the caller here, so `Shared` finds nothing. */
export function describeParameters(input: DescribeParametersRequest, call: Call): DescribeParametersResult {
  const { Filters, MaxResults, ParameterFilters, Shared } = input;
  refuseInvalid(ofSize('maxResults', MaxResults, bounds));
  if (Filters !== undefined && ParameterFilters !== undefined) {
    throw invalid('You can use either Filters or ParameterFilters in a single request.');
  }
  const matches = matcherOf(ParameterFilters ?? Filters?.map(fromOldFilter), filterKeys);
  const page = pageOf(
    latestVersions(call.state),
    ({ Name = '' }) => Name,
    (parameter) => Shared !== true && !isPublic(parameter.Name ?? '') && matches(parameter),
    pageRequest(input, call, usualPage),
    bounds,
  );
  return {
    Parameters: page.items.map((parameter) => toMetadata(call, parameter)),
    NextToken: page.nextToken,
  };
}

/** The deprecated filters: names by how they begin, the rest as it is. */
function fromOldFilter({ Key, Values }: ParametersFilter): ParameterStringFilter {
  return { Key, Values, Option: Key === 'Name' ? 'BeginsWith' : 'Equals' };
}

/** Values and labels are not of this shape: the wire leaves them out. */
function toMetadata(call: Call, version: ParameterHistory): ParameterMetadata {
  return { ...version, ARN: arnOf(call, version.Name ?? '') };
}
