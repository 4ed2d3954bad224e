import type { DeleteParameterRequest, DeleteParameterResult } from '@aws-sdk/client-ssm';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { nameViolations, refuseInvalid } from './parameterNames.ts';

/** SSM API Reference, DeleteParameter: with all its versions. */
export function deleteParameter(input: DeleteParameterRequest, { state }: Call): DeleteParameterResult {
  refuseInvalid(...nameViolations(input.Name));
  const { parameters } = state;
  const others = parameters.filter(({ Name }) => Name !== input.Name);
  if (others.length === parameters.length) {
    throw new CloudError('ParameterNotFound', `Parameter ${input.Name ?? ''} not found.`);
  }
  parameters.splice(0, parameters.length, ...others);
  return {};
}
