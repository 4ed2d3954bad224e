import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { settingNames, settingsSection } from './manifest.ts';

/** What a person has set for themself; what a team shares is in `ami-bakery.json`. */
export interface Settings {
  /** The AWS CLI that signs in: a name on PATH, or a path. */
  readonly awsCliPath: string;
  /** Whether image ids in files get hovers and links. */
  readonly hasImageLinks: boolean;
  /** Profiles to show when no `ami-bakery.json` names environments; empty means all. */
  readonly profiles: readonly string[];
  /** How old what the view shows may get before it is read anew, in minutes; 0 for any age. */
  readonly refreshMinutes: number;
}

const schemas = {
  awsCliPath: z.string().check(z.regex(/\S/u)),
  hasImageLinks: z.boolean(),
  profiles: z.array(z.string()),
  refreshMinutes: z.number().check(z.nonnegative()),
};

/**
 * Reads the settings as they are now; one with a value of the wrong type counts as not set.
 */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const awsCliPath = schemas.awsCliPath.safeParse(configuration.get(settingNames.awsCliPath));
  const hasImageLinks = schemas.hasImageLinks.safeParse(configuration.get(settingNames.imageLinks));
  const profiles = schemas.profiles.safeParse(configuration.get(settingNames.profiles));
  const refreshMinutes = schemas.refreshMinutes.safeParse(configuration.get(settingNames.refreshMinutes));
  return {
    awsCliPath: awsCliPath.success ? awsCliPath.data.trim() : 'aws',
    hasImageLinks: hasImageLinks.success ? hasImageLinks.data : true,
    profiles: profiles.success ? profiles.data : [],
    refreshMinutes: refreshMinutes.success ? refreshMinutes.data : 0,
  };
}
