import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Variables, variable } from '../core/environments/variables.ts';

/** Paths of the two files that every AWS tool shares. */
export interface SharedFiles {
  readonly config: string;
  readonly credentials: string;
}

/**
 * Where the AWS config and credentials files are (AWS SDKs and Tools Reference Guide, "Shared config and credentials
 * files"). A variable with no text counts as not set, as it does for the SDK.
 * @param variables - environment variables of this process
 */
export function sharedFiles(variables: Variables): SharedFiles {
  return {
    config: variable(variables, 'AWS_CONFIG_FILE') ?? join(homedir(), '.aws', 'config'),
    credentials: variable(variables, 'AWS_SHARED_CREDENTIALS_FILE') ?? join(homedir(), '.aws', 'credentials'),
  };
}
