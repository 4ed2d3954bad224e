import * as l10n from '@vscode/l10n';
import { EnvironmentReadError } from '../core/environments/readError.ts';
import { credentialsIn } from './profileCredentials.ts';
import { loadProfiles } from './profiles.ts';
import type { SharedFiles } from './sharedFiles.ts';

/**
 * Refuses a profile whose credentials come from a program, be it by way of a `source_profile`.
 * @param profile - name of the profile
 * @param files - where the AWS profiles are
 * @throws EnvironmentReadError that says what would be run for, and how to allow it
 */
export async function assertNoProgram(profile: string, files: SharedFiles): Promise<void> {
  const credentials = credentialsIn(await loadProfiles(files), profile);
  if (credentials.source !== 'process') return;
  throw new EnvironmentReadError(
    'restricted',
    l10n.t(
      'Profile {0} gets its credentials from a program (credential_process), and no program is run in Restricted Mode. Trust the workspace to run it.',
      credentials.profile,
    ),
  );
}

/** What the SDK itself says of a program that ended well but gave no credentials (3.1173.0, credential-provider-process). */
const wordsOfTheSdk = /^Profile \S+ credential_process (?:did not return|returned) [\w ]+\.$/u;

/**
 * The same error without what a `credential_process` must not leak. The SDK's message for one that failed is Node's
 * "Command failed: …": the command line, which may hold secrets, and all that the program wrote. No cause is kept, for
 * it would carry the same into the log.
 * @param thrown - what a credential provider threw
 * @param profile - name of the profile that was used
 */
export function withoutCommandLine(thrown: unknown, profile: string): unknown {
  if (!(thrown instanceof Error) || !/credential_process|Command failed/u.test(thrown.message)) return thrown;
  if (wordsOfTheSdk.test(thrown.message)) return thrown;
  return new EnvironmentReadError(
    'no-credentials',
    l10n.t(
      'The program that gives profile {0} its credentials (credential_process) failed. Run it in a terminal to see what it says.',
      profile,
    ),
  );
}
