import type { AwsProfile, Environment } from './environment.ts';
import { defaultTagNames } from './environment.ts';
import {
  type ConfigurationProblem,
  type ConfigurationReading,
  environmentsOf,
  readConfiguration,
} from './configuration.ts';
import type { VariableIdentity } from './variables.ts';

/** One `ami-bakery.json` of the workspace, as text. */
export interface ConfigurationFile {
  /** Address of the file; the same string comes back with its problems. */
  readonly file: string;
  /** Name of the workspace folder that it is in, for people. */
  readonly folder: string;
  /** Empty when the file could not be read. */
  readonly text: string;
  /** Why the file could not be read, in the system's words. */
  readonly readError?: string;
}

/** A problem of one file. */
export interface FileProblem {
  readonly file: string;
  readonly problem: ConfigurationProblem;
}

/** What the choice of environments rests on. */
export interface EnvironmentSources extends VariableIdentity {
  /** The `ami-bakery.json` files found, in the order of the workspace folders. */
  readonly files: readonly ConfigurationFile[];
  readonly profiles: readonly AwsProfile[];
  /** Why profiles could not be read; one sentence each. */
  readonly profileProblems: readonly string[];
  /** False in Restricted Mode: then nothing that the workspace names is used (docs/architecture.md). */
  readonly isTrusted: boolean;
  /** Names of the profiles to show when the workspace names no environments; empty means all. */
  readonly shownProfiles: readonly string[];
}

/** The environments to show, and what was wrong with the files that name them. */
export interface EnvironmentChoice {
  readonly environments: readonly Environment[];
  readonly problems: readonly FileProblem[];
  /** True in Restricted Mode, where nothing that the workspace names is used. */
  readonly isRestricted: boolean;
  /** True when the workspace has a file that was left unread because the workspace is not trusted. */
  readonly ignoredUntrustedFile: boolean;
  /** True when there may be profiles that could not be read. */
  readonly lacksProfiles: boolean;
}

/** The choice before anything was looked at: no environments, and nothing wrong. */
export const noEnvironments: EnvironmentChoice = {
  environments: [],
  problems: [],
  isRestricted: false,
  ignoredUntrustedFile: false,
  lacksProfiles: false,
};

/**
 * Decides which environments there are: those of the workspace's files where there are any and the workspace is
 * trusted, one for each AWS profile otherwise. A file with problems names no environments and hides no other file's.
 * @param sources - everything the decision rests on
 */
export function chooseEnvironments(sources: EnvironmentSources): EnvironmentChoice {
  if (sources.files.length === 0 || !sources.isTrusted) {
    return {
      environments: environmentsOfMachine(sources),
      problems: [],
      isRestricted: !sources.isTrusted,
      ignoredUntrustedFile: !sources.isTrusted && sources.files.length > 0,
      lacksProfiles: sources.profileProblems.length > 0,
    };
  }
  const readings = sources.files.map((file) => ({ file: file.file, folder: file.folder, ...readFile(file) }));
  return {
    environments: toldApart(
      readings.flatMap(({ file, folder, configuration }) =>
        configuration === undefined
          ? []
          : environmentsOf(configuration, file).map((environment) => ({ environment, folder })),
      ),
    ),
    problems: readings.flatMap(({ file, problems }) => problems.map((problem) => ({ file, problem }))),
    isRestricted: false,
    ignoredUntrustedFile: false,
    lacksProfiles: false,
  };
}

/** Two folders of a workspace may each have a dev: then a name says which folder's it is. */
function toldApart(
  found: readonly { readonly environment: Environment; readonly folder: string }[],
): Environment[] {
  const counts = new Map<string, number>();
  for (const { environment } of found) {
    counts.set(environment.name, (counts.get(environment.name) ?? 0) + 1);
  }
  return found.map(({ environment, folder }) =>
    (counts.get(environment.name) ?? 0) > 1
      ? { ...environment, name: `${environment.name} (${folder})` }
      : environment,
  );
}

function readFile({ text, readError }: ConfigurationFile): ConfigurationReading {
  if (readError === undefined) return readConfiguration(text);
  return {
    configuration: undefined,
    problems: [{ kind: 'rule', message: readError, range: { offset: 0, length: 0 } }],
  };
}

function environmentsOfMachine(sources: EnvironmentSources): Environment[] {
  const { profiles, shownProfiles, defaultRegion } = sources;
  const shared = {
    roleArn: undefined,
    endpoint: undefined,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
  };
  const ofProfiles = profiles
    .filter(({ name }) => shownProfiles.length === 0 || shownProfiles.includes(name))
    .map(({ name, region = defaultRegion }) => ({
      ...shared,
      id: `profile#${name}`,
      name,
      profile: name,
      regions: region === undefined ? [] : [region],
      source: { kind: 'profile' as const },
    }));
  if (!sources.hasCredentialVariables) return ofProfiles;
  return [
    {
      ...shared,
      id: 'variables',
      name: 'AWS_ACCESS_KEY_ID',
      profile: undefined,
      regions: defaultRegion === undefined ? [] : [defaultRegion],
      source: { kind: 'variables' },
    },
    ...ofProfiles,
  ];
}
