import type { GetParameterHistoryRequest, GetParameterHistoryResult } from '@aws-sdk/client-ssm';
import { ofSize } from '../constraints.ts';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { isOfCaller, valueOf } from './parameterAnswers.ts';
import { nameViolations, refuseInvalid } from './parameterNames.ts';
import { readReference, versionsOf } from './resolveParameter.ts';

/** SSM API Reference, GetParameterHistory, `MaxResults`: 1 to 50. */
const bounds = { least: 1, most: 50 };

/** SSM API Reference, GetParameterHistory: every version that is kept, oldest first. */
export function getParameterHistory(
  input: GetParameterHistoryRequest,
  call: Call,
): GetParameterHistoryResult {
  const { MaxResults, Name, WithDecryption } = input;
  refuseInvalid(...nameViolations(Name), ofSize('maxResults', MaxResults, bounds));
  const reference = Name ?? '';
  const { names, selector } = readReference(reference);
  const isFound = selector === undefined && isOfCaller(call, reference);
  const versions = isFound ? versionsOf(call.state, names) : [];
  if (versions.length === 0) throw new CloudError('ParameterNotFound', '');
  const page = pageOf(
    versions,
    ({ Version = 0 }) => String(Version).padStart(10, '0'),
    () => true,
    pageRequest(input, call, bounds.most),
    bounds,
  );
  return {
    Parameters: page.items.map((version) => ({ ...version, Value: valueOf(version, WithDecryption) })),
    NextToken: page.nextToken,
  };
}
