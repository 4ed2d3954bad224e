import type { Environment } from '../environments/environment.ts';

/** Who, besides its owner, may launch an image. Each list is sorted. */
export interface LaunchPermissions {
  readonly isPublic: boolean;
  /** Account ids, 12 digits. */
  readonly accounts: readonly string[];
  /** ARNs of AWS Organizations. */
  readonly organizations: readonly string[];
  /** ARNs of their organizational units. */
  readonly organizationalUnits: readonly string[];
  /** Permissions that are none of these as EC2 documents them; one sentence each. */
  readonly unreadable: readonly string[];
}

/** Reads launch permissions where images live. Implemented over the AWS SDK by src/aws. */
export interface LaunchPermissionReader {
  /**
   * Who may launch an image.
   * @throws EnvironmentReadError when AWS refuses or cannot be reached; CancelledError
   */
  readLaunchPermissions(
    environment: Environment,
    region: string,
    imageId: string,
    signal: AbortSignal,
  ): Promise<LaunchPermissions>;
}

/** What is known of the launch permissions of one image. */
export type LaunchPermissionsState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly permissions: LaunchPermissions }
  /** A person would not go on, at the question for an MFA code for instance. */
  | { readonly kind: 'cancelled' }
  /** With AWS's own words. */
  | { readonly kind: 'failed'; readonly message: string };
