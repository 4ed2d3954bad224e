import type { GetParametersRequest, GetParametersResult } from '@aws-sdk/client-ssm';
import { ofLength, present } from '../constraints.ts';
import type { Call } from '../world.ts';
import { parameterFor, toParameter } from './parameterAnswers.ts';
import { namesViolation, refuseInvalid } from './parameterNames.ts';

/** SSM API Reference, GetParameters, `Names`: 1 to 10. */
const count = { least: 1, most: 10 };

/** SSM API Reference, GetParameters: the answer is in the order of names; what is not there is named in it. */
export function getParameters(input: GetParametersRequest, call: Call): GetParametersResult {
  const { Names, WithDecryption } = input;
  refuseInvalid(present('names', Names), ofLength('names', Names, count), namesViolation(Names));
  const references = [...new Set(Names)].sort();
  return {
    Parameters: references.flatMap((reference) => {
      const found = parameterFor(call, reference);
      return found === undefined ? [] : [toParameter(call, found, WithDecryption, reference)];
    }),
    InvalidParameters: references.filter((reference) => parameterFor(call, reference) === undefined),
  };
}
