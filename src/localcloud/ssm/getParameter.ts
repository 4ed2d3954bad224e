import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { isOfCaller, parameterFor, toParameter } from './parameterAnswers.ts';
import { checkForm, nameViolations, refuseInvalid } from './parameterNames.ts';
import { readReference, versionsOf } from './resolveParameter.ts';

/** SSM API Reference, GetParameter. AWS says nothing but the code when there is no such parameter. */
export function getParameter(input: GetParameterRequest, call: Call): GetParameterResult {
  refuseInvalid(...nameViolations(input.Name));
  const reference = input.Name ?? '';
  const { names, selector } = readReference(reference);
  names.forEach(checkForm);
  const found = parameterFor(call, reference);
  if (found !== undefined) return { Parameter: toParameter(call, found, input.WithDecryption, reference) };
  const [first] = isOfCaller(call, reference) ? versionsOf(call.state, names) : [];
  if (first?.Name === undefined || selector === undefined) throw new CloudError('ParameterNotFound', '');
  throw versionNotFound(first.Name, selector);
}

/**
 * What SSM says when a parameter has not the version that was asked for.
 * @param name - of the parameter
 * @param version - number or label
 */
export function versionNotFound(name: string, version: string | number): CloudError {
  return new CloudError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}
