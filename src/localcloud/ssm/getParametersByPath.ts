import type {
  GetParametersByPathRequest,
  GetParametersByPathResult,
  ParameterHistory,
} from '@aws-sdk/client-ssm';
import { ofLength, ofSize, present } from '../constraints.ts';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { latestVersions, toParameter } from './parameterAnswers.ts';
import { matcherOf } from './parameterFilters.ts';
import { checkPath, isBelow, isPublic, refuseInvalid } from './parameterNames.ts';

/** SSM API Reference, GetParametersByPath, `MaxResults`: 1 to 10, which is also what a page has unless it is said. */
const bounds = { least: 1, most: 10 };

const filterKeys = { keys: ['Type', 'KeyId', 'Label'], listed: 'Type, KeyId' };

/** SSM API Reference, GetParametersByPath. With a filter by label, the versions that have the label are answered. */
export function getParametersByPath(
  input: GetParametersByPathRequest,
  call: Call,
): GetParametersByPathResult {
  const { MaxResults, ParameterFilters, Path, Recursive, WithDecryption } = input;
  refuseInvalid(
    present('path', Path),
    ofLength('path', Path, { least: 1, most: 2048 }),
    ofSize('maxResults', MaxResults, bounds),
  );
  const path = Path ?? '';
  checkPath(path);
  const matches = matcherOf(ParameterFilters, filterKeys);
  const byLabel = ParameterFilters?.some(({ Key }) => Key === 'Label') === true;
  const isWanted = (parameter: ParameterHistory): boolean => {
    const { Name = '' } = parameter;
    return (
      isBelow(Name, path, Recursive === true) && isPublic(Name) === isPublic(`${path}/`) && matches(parameter)
    );
  };
  const page = pageOf(
    byLabel ? call.state.parameters : latestVersions(call.state),
    ({ Name = '', Version = 0 }) => `${Name} ${String(Version).padStart(10, '0')}`,
    isWanted,
    pageRequest(input, call, bounds.most),
    bounds,
  );
  return {
    Parameters: page.items.map((parameter) => toParameter(call, parameter, WithDecryption)),
    NextToken: page.nextToken,
  };
}
