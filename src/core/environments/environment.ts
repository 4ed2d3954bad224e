/** Which tag keys carry three facts of an image: what the explorer orders by, and a change of which is warned of. */
export interface TagNames {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
}

/** The article's tag keys, used unless `ami-bakery.json` says otherwise. */
export const defaultTagNames: TagNames = {
  service: 'Service',
  environment: 'Environment',
  version: 'Version',
};

/** Where the definition of an environment was read. */
export type EnvironmentSource =
  | { readonly kind: 'workspace'; readonly file: string }
  | { readonly kind: 'profile' }
  | { readonly kind: 'variables' };

/**
 * An AWS profile, its regions and its account, as one place where images live: dev, staging, prod.
 * Holds names only, never credentials.
 */
export interface Environment {
  /** Unique among the environments known at one time. */
  readonly id: string;
  /** What people call it; with the name of its workspace folder where two folders have one of the same name. */
  readonly name: string;
  /** The AWS profile to sign with; undefined means the provider chain's default (environment variables, role). */
  readonly profile: string | undefined;
  /** Region codes, at least one for an environment that can be read. */
  readonly regions: readonly string[];
  /** A role to assume with the profile's credentials. */
  readonly roleArn: string | undefined;
  /** Base URL of every call, in all regions, instead of AWS's own endpoints. */
  readonly endpoint: string | undefined;
  /** The account the credentials must belong to; anything else is refused before the first read. */
  readonly accountId: string | undefined;
  readonly tagNames: TagNames;
  /** By name, what variables of Packer templates are given that are baked here; nothing secret. */
  readonly packerVariables: Readonly<Record<string, string>>;
  readonly source: EnvironmentSource;
}

/**
 * What gives a profile its credentials (AWS SDKs and Tools Reference Guide, "Standardized credential providers"):
 * `sso` IAM Identity Center; `login` what `aws login` keeps; `process` the program of `credential_process`;
 * `web-identity` a token file; `container`, `instance` and `variables` what `credential_source` names; `keys` access
 * keys in the files, or none yet.
 */
export type CredentialSource =
  'keys' | 'sso' | 'login' | 'process' | 'web-identity' | 'container' | 'instance' | 'variables';

/** Where the credentials of a profile come from. */
export interface ProfileCredentials {
  readonly source: CredentialSource;
  /** The profile whose settings say so: itself, or the one that its `source_profile` leads to. */
  readonly profile: string;
}

/** A profile of the AWS config and credentials files: its name and what decides how one signs in to it. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  readonly credentials: ProfileCredentials;
}

/** What reading the AWS profiles of a machine gave. */
export interface ProfileReading {
  readonly profiles: readonly AwsProfile[];
  /** Why a file that holds profiles could not be read, in the system's words; one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Where the credentials of an environment come from.
 * @param environment - which environment
 * @param profiles - the AWS profiles of this machine; one that is not among them is meant for keys
 * @returns undefined for an environment without a profile: environment variables, or the SDK's default provider chain
 */
export function credentialsOfEnvironment(
  environment: Environment,
  profiles: readonly AwsProfile[],
): ProfileCredentials | undefined {
  const name = environment.profile;
  if (name === undefined) return undefined;
  const known = profiles.find((profile) => profile.name === name);
  return known?.credentials ?? { source: 'keys', profile: name };
}
