import { CloudError } from '../wire/cloudError.ts';

/** EC2 User Guide, "Run commands when you launch an EC2 instance": 16 KB before it is encoded. */
const mostUserData = 16 * 1024;

/**
 * User data of a request.
 * @param text - in base64
 * @throws CloudError `InvalidUserData.Malformed`, `InvalidParameterValue` when it is too long
 */
export function checkedUserData(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^(?:[A-Za-z0-9+/\s]{4})*[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(text)) {
    throw new CloudError('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data');
  }
  if (Buffer.from(text, 'base64').length > mostUserData) {
    throw new CloudError('InvalidParameterValue', 'User data is limited to 16384 bytes');
  }
  return text;
}
