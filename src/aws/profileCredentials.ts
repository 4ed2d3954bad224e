import type { CredentialSource, ProfileCredentials } from '../core/environments/environment.ts';

/** The settings of one profile, as the AWS config and credentials files have them. */
type ProfileSettings = Readonly<Record<string, string | undefined>>;

/** Values of `credential_source` (AWS SDKs and Tools Reference Guide, "Assume role credential provider"). */
const namedSources: Readonly<Record<string, CredentialSource>> = {
  Ec2InstanceMetadata: 'instance',
  EcsContainer: 'container',
  Environment: 'variables',
};

/**
 * Where the credentials of a profile come from, through all the profiles that `source_profile` leads to. The order is
 * the one in which the SDK looks (3.1173.0, credential-provider-ini); a profile that says nothing is meant for keys.
 * @param profiles - settings of every profile by its name
 * @param name - the profile; one that does not exist is meant for keys
 */
export function credentialsIn(
  profiles: Readonly<Record<string, ProfileSettings>>,
  name: string,
): ProfileCredentials {
  const visited = new Set<string>();
  let profile = name;
  for (;;) {
    const settings = profiles[profile] ?? {};
    const next = sourceProfileOf(settings, visited.size > 0);
    // Round in a circle no profile has credentials.
    if (next === undefined || visited.has(next))
      return { profile, source: sourceOf(settings, visited.size > 0) };
    visited.add(next);
    profile = next;
  }
}

/** The profile whose credentials are used, or nothing where the profile has credentials of its own. */
function sourceProfileOf(settings: ProfileSettings, isSource: boolean): string | undefined {
  if (isSource && hasKeys(settings)) return undefined;
  const { isRole, isNamed } = waysOf(settings, isSource);
  return isRole || isNamed ? settings['source_profile'] : undefined;
}

function sourceOf(settings: ProfileSettings, isSource: boolean): CredentialSource {
  if (isSource && hasKeys(settings)) return 'keys';
  const { isNamed } = waysOf(settings, isSource);
  if (isNamed) return namedSources[settings['credential_source'] ?? ''] ?? 'keys';
  if (hasKeys(settings)) return 'keys';
  if (settings['web_identity_token_file'] !== undefined && settings['role_arn'] !== undefined)
    return 'web-identity';
  if (settings['credential_process'] !== undefined) return 'process';
  if (Object.keys(settings).some((key) => ssoSettings.has(key))) return 'sso';
  return settings['login_session'] === undefined ? 'keys' : 'login';
}

/**
 * Whether a profile is a role that is assumed with the credentials of `source_profile`, or uses what
 * `credential_source` names. A role that names both is neither for the SDK; without a role `credential_source` counts
 * only for a profile that is itself the source of another.
 */
function waysOf(settings: ProfileSettings, isSource: boolean): { isRole: boolean; isNamed: boolean } {
  const hasRole = settings['role_arn'] !== undefined;
  const hasSource = settings['source_profile'] !== undefined;
  const isNaming = settings['credential_source'] !== undefined;
  return {
    isRole: hasRole && hasSource && !isNaming,
    isNamed: isNaming && (hasRole ? !hasSource : isSource),
  };
}

const ssoSettings = new Set([
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_region',
  'sso_role_name',
]);

function hasKeys(settings: ProfileSettings): boolean {
  return settings['aws_access_key_id'] !== undefined && settings['aws_secret_access_key'] !== undefined;
}
