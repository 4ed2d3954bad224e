import { eachOfLength, ofLength, present, refuseViolations, type Violation } from '../constraints.ts';
import { CloudError } from '../wire/cloudError.ts';

/** SSM API Reference, "Length Constraints" of a parameter's name. */
const nameLength = { least: 1, most: 2048 };

/** SSM API Reference, PutParameter, `Name`: characters of the ARN of a parameter. */
const longestArn = 1011;

/** SSM API Reference, PutParameter: levels of a hierarchy. */
const mostLevels = 15;

const formRule =
  'If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';

/** What SSM calls a request that breaks a rule of its own. */
export function invalid(message: string): CloudError {
  return new CloudError('ValidationException', message);
}

/**
 * Refuses what breaks a constraint of the model.
 * @param violations - what was found
 * @throws CloudError `ValidationException`
 */
export function refuseInvalid(...violations: readonly (Violation | undefined)[]): void {
  refuseViolations('ValidationException', violations);
}

/**
 * What is wrong with the length of a name.
 * @param name - of the request
 */
export function nameViolations(name: string | undefined): (Violation | undefined)[] {
  return [present('name', name), ofLength('name', name, nameLength)];
}

/**
 * What is wrong with the length of names.
 * @param names - of the request
 */
export function namesViolation(names: readonly string[] | undefined): Violation | undefined {
  return eachOfLength('names', names, nameLength);
}

/**
 * Refuses a name or reference that no parameter can have, when one is looked for.
 * @param name - without its selector
 * @throws CloudError `ValidationException`
 */
export function checkForm(name: string): void {
  if (/^\/?[\w.-]+(?:\/[\w.-]+)*$/u.test(name) && !/^\/?ssm/iu.test(name)) return;
  throw invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive). ${formRule}`);
}

/**
 * Refuses a name that a new parameter cannot have (SSM API Reference, PutParameter, `Name`).
 * @param name - without blanks around it
 * @param arn - that the parameter would have
 * @throws CloudError `ValidationException`, `AccessDeniedException`, `HierarchyLevelLimitExceededException`
 */
export function checkNewName(name: string, arn: string): void {
  const levels = name.replace(/^\//u, '').split('/');
  if (levels.length > 1 && name.includes('/') && !name.startsWith('/')) {
    throw invalid('Parameter name must be a fully qualified name.');
  }
  if (/^\/?aws/iu.test(name)) {
    throw levels.length > 1
      ? new CloudError('AccessDeniedException', `No access to reserved parameter name: ${name}.`)
      : invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  checkForm(name);
  if (levels.length > mostLevels) {
    throw new CloudError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${mostLevels} levels.`,
    );
  }
  if (arn.length > longestArn) {
    throw invalid(`The ARN of a parameter can have at most ${longestArn} characters.`);
  }
}

/**
 * Refuses a path that no parameter can be below (SSM API Reference, GetParametersByPath, `Path`).
 * @param path - of the request
 * @throws CloudError `ValidationException`
 */
export function checkPath(path: string): void {
  if (/^\/(?:[\w.-]+(?:\/[\w.-]+)*\/?)?$/u.test(path)) return;
  throw invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

/**
 * Whether a parameter is below a path; one without a slash counts as right below `/`.
 * @param name - of the parameter
 * @param path - begins with a slash
 * @param recursive - whether it may be further down than one level
 */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const parent = path.endsWith('/') ? path : `${path}/`;
  const full = name.startsWith('/') ? name : `/${name}`;
  return full.startsWith(parent) && (recursive || !full.slice(parent.length).includes('/'));
}

/**
 * Whether AWS publishes a parameter for everybody. Such ones are found by their name and path only.
 * @param name - of the parameter
 */
export function isPublic(name: string): boolean {
  return name.startsWith('/aws/');
}
