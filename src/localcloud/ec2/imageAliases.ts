import { resolveParameter } from '../ssm/resolveParameter.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';

const prefix = 'resolve:ssm:';

/**
 * Whether the id of an image stands for a parameter that holds the id (EC2 User Guide, "Use a Systems Manager parameter
 * instead of an AMI ID").
 * @param imageId - as a request or a launch template has it
 */
export function isAlias(imageId: string): boolean {
  return imageId.startsWith(prefix);
}

/**
 * The id of the image that a parameter holds: `resolve:ssm:name`, `resolve:ssm:name:version`, `resolve:ssm:name:label`.
 * @param state - the region with the parameter
 * @param alias - one of those
 * @throws CloudError `SsmInvalidParameter` when there is no such parameter or it is not of the data type `aws:ec2:image`
 */
export function idOfAlias(state: RegionState, alias: string): string {
  const reference = alias.slice(prefix.length);
  const found = resolveParameter(state, reference);
  if (found === undefined) {
    throw new CloudError('SsmInvalidParameter', `The parameter '${reference}' does not exist.`);
  }
  if (found.DataType !== 'aws:ec2:image') {
    throw new CloudError(
      'SsmInvalidParameter',
      'Unsupported data type. The following parameter data types are supported: aws:ec2:image',
    );
  }
  return found.Value ?? '';
}
