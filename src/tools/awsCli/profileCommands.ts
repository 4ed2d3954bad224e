import type { ProfileCredentials } from '../../core/environments/environment.ts';
import { regionPlaceholder } from '../../core/environments/partition.ts';
import type { CommandLine } from '../commandLine.ts';

/** Verbs of the AWS CLI for the ways of signing in that have any. */
const signInVerbs = { sso: ['sso', 'login'], login: ['login'], keys: ['configure'] } as const;

/**
 * The command that gives a profile working credentials again.
 * Source: AWS CLI v2 reference, `aws sso login`, `aws login`, `aws configure`.
 * @param program - the AWS CLI: a name on PATH, or a path
 * @param credentials - where the profile's credentials come from
 * @returns undefined where nobody signs in: a program, a token file, a container or an instance gives the credentials
 */
export function signInCommand(program: string, credentials: ProfileCredentials): CommandLine | undefined {
  const { source, profile } = credentials;
  switch (source) {
    case 'sso':
    case 'login':
    case 'keys':
      return { program, arguments: [...signInVerbs[source], '--profile', profile] };
    case 'process':
    case 'web-identity':
    case 'container':
    case 'instance':
    case 'variables':
      return undefined;
  }
}

/** The ways to make a profile: IAM Identity Center, the console's own sign-in, or a pair of access keys. */
export type NewProfileKind = 'sso' | 'login' | 'keys';

/**
 * The command that asks for a new profile and writes it.
 * Source: AWS CLI v2 reference, `aws configure sso`, `aws login`, `aws configure`.
 * @param program - the AWS CLI: a name on PATH, or a path
 * @param kind - what the person signs in with
 * @param profile - name of the new profile; without it the CLI would write into the default one
 */
export function newProfileCommand(program: string, kind: NewProfileKind, profile: string): CommandLine {
  const verbs = { sso: ['configure', 'sso'], login: ['login'], keys: ['configure'] } as const;
  return { program, arguments: [...verbs[kind], '--profile', profile] };
}

/**
 * The command that gives a profile a region.
 * Source: AWS CLI v2 reference, `aws configure set`.
 * @param program - the AWS CLI: a name on PATH, or a path
 * @param profile - name of the profile
 * @param region - region code; a placeholder when left out, for a person to read
 */
export function setRegionCommand(program: string, profile: string, region = regionPlaceholder): CommandLine {
  return { program, arguments: ['configure', 'set', 'region', region, '--profile', profile] };
}
