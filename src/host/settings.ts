import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { NextStep } from '../core/outcome/failure.ts';
import { type SettingName, settingNames, settingsSection } from './manifest.ts';

/**
 * The step that opens a setting where it can be changed. Settings of programs belong to the machine that runs them: in
 * a window on another machine the editor of one's own settings does not show them (VS Code 1.139).
 * @param name - one of the settings of package.json
 */
export function openSettingStep(name: SettingName): NextStep {
  const setting = settingId(name);
  const title = vscode.l10n.t('Open Setting');
  return vscode.env.remoteName === undefined
    ? { title, command: 'workbench.action.openSettings', arguments: [setting] }
    : { title, command: 'workbench.action.openRemoteSettings', arguments: [{ query: setting }] };
}

/**
 * The id of a setting, as VS Code and its users know it.
 * @param name - one of the settings of package.json
 */
export function settingId(name: SettingName): string {
  return `${settingsSection}.${name}`;
}

/** What a person has set for themself; what a team shares is in `ami-bakery.json`. */
export interface Settings {
  /** The AWS CLI that signs in: a name on PATH, or a path. So are the other programs. */
  readonly awsCliPath: string;
  readonly packerPath: string;
  readonly ansiblePlaybookPath: string;
  readonly vagrantPath: string;
  /** Whether image ids in files get hovers and links. */
  readonly hasImageLinks: boolean;
  /** Profiles to show when no `ami-bakery.json` names environments; empty means all. */
  readonly profiles: readonly string[];
  /** How old what the view shows may get before it is read anew, in minutes; 0 for any age. */
  readonly refreshMinutes: number;
}

const schemas = {
  path: z.string().check(z.regex(/\S/u)),
  hasImageLinks: z.boolean(),
  profiles: z.array(z.string()),
  refreshMinutes: z.number().check(z.nonnegative()),
};

/**
 * Reads the settings as they are now; one with a value of the wrong type counts as not set.
 */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const pathIn = (name: string, otherwise: string): string => {
    const path = schemas.path.safeParse(configuration.get(name));
    return path.success ? path.data.trim() : otherwise;
  };
  const hasImageLinks = schemas.hasImageLinks.safeParse(configuration.get(settingNames.imageLinks));
  const profiles = schemas.profiles.safeParse(configuration.get(settingNames.profiles));
  const refreshMinutes = schemas.refreshMinutes.safeParse(configuration.get(settingNames.refreshMinutes));
  return {
    awsCliPath: pathIn(settingNames.awsCliPath, 'aws'),
    packerPath: pathIn(settingNames.packerPath, 'packer'),
    ansiblePlaybookPath: pathIn(settingNames.ansiblePlaybookPath, 'ansible-playbook'),
    vagrantPath: pathIn(settingNames.vagrantPath, 'vagrant'),
    hasImageLinks: hasImageLinks.success ? hasImageLinks.data : true,
    profiles: profiles.success ? profiles.data : [],
    refreshMinutes: refreshMinutes.success ? refreshMinutes.data : 0,
  };
}
