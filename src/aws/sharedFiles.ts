import { homedir } from 'node:os';
import { join } from 'node:path';

/** Paths of the two files that every AWS tool shares. */
export interface SharedFiles {
  readonly config: string;
  readonly credentials: string;
}

/**
 * Where the AWS config and credentials files are (AWS SDKs and Tools Reference Guide, "Shared config and credentials
 * files").
 * @param variables - environment variables of this process
 */
export function sharedFiles(variables: Readonly<Record<string, string | undefined>>): SharedFiles {
  return {
    config: variables['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config'),
    credentials: variables['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials'),
  };
}
