/** Which tag keys carry the three facts that the explorer is ordered by. */
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
  readonly name: string;
  /** The AWS profile to sign with; undefined means the provider chain's default (environment variables, role). */
  readonly profile: string | undefined;
  /** Region codes, at least one for an environment that can be read. */
  readonly regions: readonly string[];
  /** A role to assume with the profile's credentials. */
  readonly roleArn: string | undefined;
  /** Base URL used instead of AWS's own endpoints. */
  readonly endpoint: string | undefined;
  /** The account the credentials must belong to; anything else is refused before the first read. */
  readonly accountId: string | undefined;
  readonly tagNames: TagNames;
  readonly source: EnvironmentSource;
}

/** A profile of the AWS config and credentials files: its name and what decides how one signs in to it. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  /** `sso`: IAM Identity Center; `login`: `aws login`; `other`: keys, a role or a credential process. */
  readonly signIn: 'sso' | 'login' | 'other';
}
