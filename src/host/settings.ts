import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { NextStep } from '../core/outcome/failure.ts';
import type { Log } from './log.ts';
import { type SettingName, settingNames, settingsSection } from './contributedIds.ts';

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
  /** Whether what can be run stands over the lines of playbooks. */
  readonly hasCodeLenses: boolean;
  /** Whether image ids in files get hovers and links. */
  readonly hasImageLinks: boolean;
  /** Profiles to show when no `ami-bakery.json` names environments; empty means all. */
  readonly profiles: readonly string[];
  /** How old what the view shows may get before it is read anew, in minutes; 0 for any age. */
  readonly refreshMinutes: number;
}

/** A setting of package.json: what it may be, and what counts when it is anything else. */
interface Definition<T> {
  readonly name: SettingName;
  readonly schema: z.ZodMiniType<T>;
  /** The default of package.json. */
  readonly otherwise: T;
}

const path = z.string().check(z.trim(), z.minLength(1));

const definitions: { readonly [Key in keyof Settings]: Definition<Settings[Key]> } = {
  awsCliPath: { name: settingNames.awsCliPath, schema: path, otherwise: 'aws' },
  packerPath: { name: settingNames.packerPath, schema: path, otherwise: 'packer' },
  ansiblePlaybookPath: {
    name: settingNames.ansiblePlaybookPath,
    schema: path,
    otherwise: 'ansible-playbook',
  },
  vagrantPath: { name: settingNames.vagrantPath, schema: path, otherwise: 'vagrant' },
  hasCodeLenses: { name: settingNames.codeLenses, schema: z.boolean(), otherwise: true },
  hasImageLinks: { name: settingNames.imageLinks, schema: z.boolean(), otherwise: true },
  profiles: { name: settingNames.profiles, schema: z.array(z.string()), otherwise: [] },
  refreshMinutes: {
    name: settingNames.refreshMinutes,
    schema: z.number().check(z.nonnegative()),
    otherwise: 30,
  },
};

/**
 * Reads the settings as they are now; one that cannot be used counts as not set.
 */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const valueOf = <T>({ name, schema, otherwise }: Definition<T>): T => {
    const reading = schema.safeParse(configuration.get(name));
    return reading.success ? reading.data : otherwise;
  };
  return {
    awsCliPath: valueOf(definitions.awsCliPath),
    packerPath: valueOf(definitions.packerPath),
    ansiblePlaybookPath: valueOf(definitions.ansiblePlaybookPath),
    vagrantPath: valueOf(definitions.vagrantPath),
    hasCodeLenses: valueOf(definitions.hasCodeLenses),
    hasImageLinks: valueOf(definitions.hasImageLinks),
    profiles: valueOf(definitions.profiles),
    refreshMinutes: valueOf(definitions.refreshMinutes),
  };
}

/**
 * Says in the log which settings cannot be used, now and whenever they change; of each the same once. Names the type of
 * the value, not the value.
 * @param log - gets a warning for each
 */
export function reportUnusableSettings(log: Pick<Log, 'warn'>): vscode.Disposable {
  const reported = new Set<string>();
  const report = (): void => {
    const configuration = vscode.workspace.getConfiguration(settingsSection);
    for (const { name, schema } of Object.values(definitions)) {
      const value: unknown = configuration.get(name);
      if (schema.safeParse(value).success) continue;
      const warning = `The setting ${settingId(name)} has a value that cannot be used (${typeOf(value)}); its default counts.`;
      if (!reported.has(warning)) log.warn(warning);
      reported.add(warning);
    }
  };
  report();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(settingsSection)) report();
  });
}

/** In the words of JSON. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
