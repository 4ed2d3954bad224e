import { ofForm, ofLength, present, refuseViolations, type Violation } from '../constraints.ts';
import { CloudError } from '../wire/cloudError.ts';

/** Auto Scaling API Reference, "Length Constraints" and "Pattern" of names. */
const nameLength = { least: 1, most: 255 };
const namePattern = String.raw`[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\r\n\t]*`;

/**
 * What Auto Scaling calls a request that it does not accept.
 * @param message - in its words
 */
export function validationError(message: string): CloudError {
  return new CloudError('ValidationError', message);
}

/**
 * Refuses what breaks a constraint of the model.
 * @param violations - what was found
 * @throws CloudError `ValidationError`
 */
export function refuseInvalid(...violations: readonly (Violation | undefined)[]): void {
  refuseViolations('ValidationError', violations);
}

/**
 * What is wrong with the name of a resource.
 * @param path - of the member
 * @param name - of the request
 */
export function nameViolations(path: string, name: string | undefined): (Violation | undefined)[] {
  return [present(path, name), ofLength(path, name, nameLength), ofForm(path, name, namePattern)];
}
