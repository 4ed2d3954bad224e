import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BakeOrder } from '../../core/bakes/bake.ts';
import type { AwsSession } from '../../core/bakes/bakeGateway.ts';
import {
  knownVariables,
  planVariables,
  refusalOf,
  sourceCidrVariable,
} from '../../core/bakes/bakeVariables.ts';
import type { Environment } from '../../core/environments/environment.ts';
import type { TemplateBuild } from '../../core/templates/template.ts';
import { singleAddressCidr } from '../../core/testInstances/singleAddress.ts';
import { ownerName } from '../../host/ownerName.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import type { CommandLine } from '../../tools/commandLine.ts';
import { secretFolder } from '../../tools/detached/detachedRun.ts';
import { findProgram } from '../../tools/findProgram.ts';
import { buildCommand } from '../../tools/packer/packerCommands.ts';
import { askAddress, askBuilds, askPlace, askTemplate, askVariable } from './askBake.ts';
import { keptBuilds } from './expectedBuilds.ts';
import { commitOf } from './gitCommit.ts';
import type { WorkspaceTemplate } from './templates/templateList.ts';

/** Where a person says that they are seen to come from is kept; the same as for test instances. */
const addressKey = 'testInstances.address';

/** What preparing a bake uses. */
export type PrepareServices = Pick<Services, 'clock' | 'environments' | 'workspaceState'>;

/** A bake that a person has described. */
export interface PreparedBake {
  readonly order: BakeOrder;
  readonly environment: Environment;
  readonly template: WorkspaceTemplate;
  /** Path of Packer. */
  readonly program: string;
  /** By name; nobody may see them. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Asks a person what to bake, and where, and what nobody else knows.
 * @param services - what is known
 * @param templates - those of the workspace
 * @param bakesFolder - with a folder for each bake
 * @throws CancelledError when a question is left
 * @throws Error in words for a person when it cannot be baked
 */
export async function prepareBake(
  services: PrepareServices,
  templates: readonly WorkspaceTemplate[],
  bakesFolder: string,
): Promise<PreparedBake> {
  const program = await packerProgram();
  const chosen = await askTemplate(templates);
  const title = vscode.l10n.t('Bake {0}', chosen.title);
  await services.environments.start();
  const { environments } = services.environments.choice;
  if (environments.length === 0) {
    throw new Error(
      vscode.l10n.t('There is no environment to bake in. The Images view says how to get one.'),
    );
  }
  const { environment, region } = await askPlace(title, environments);
  const builds = await askBuilds(title, chosen.template.builds);
  const id = randomUUID();
  const { signal } = new AbortController();
  const git = await commitOf(chosen.folder, signal);
  const needsAddress = chosen.template.variables.some(({ name }) => name === sourceCidrVariable);
  const facts = {
    bakeId: id,
    environment,
    region,
    commit: git?.commit,
    packageList: join(bakesFolder, id, 'packages.txt'),
  };
  const sourceCidr = needsAddress ? await sourceCidrFrom(services, title) : undefined;
  const plan = planVariables(
    chosen.template,
    knownVariables({ ...facts, sourceCidr }),
    environment.packerVariables,
  );
  const refusal = refusalOf(chosen.template, environment, plan.given);
  if (refusal !== undefined) throw new Error(refusal);
  const variables = new Map(plan.given);
  const secrets: Record<string, string> = {};
  for (const variable of plan.unset) {
    const value = await askVariable(title, variable);
    if (variable.isSensitive) secrets[variable.name] = value;
    else variables.set(variable.name, value);
  }
  const order: BakeOrder = {
    id,
    folder: chosen.folder,
    template: chosen.template.path,
    builds: keptBuilds(builds),
    environment: { id: environment.id, name: environment.name },
    region,
    variables: Object.fromEntries(variables),
    secretVariables: Object.keys(secrets),
    ...(git ?? {}),
    owner: ownerName(),
    askedAt: services.clock(),
  };
  return { order, environment, template: chosen, program, secrets };
}

async function packerProgram(): Promise<string> {
  if (process.platform === 'win32') {
    throw new Error(vscode.l10n.t('Ansible does not run on Windows. Open the folder in WSL and bake there.'));
  }
  const { packerPath } = readSettings();
  const found = await findProgram(packerPath);
  if (found.kind === 'found') return found.path;
  throw new Error(
    vscode.l10n.t(
      '{0} is not there. The setting {1} names it; AMI Bakery: Check Tools and Credentials says how to install it.',
      packerPath,
      'amiBakery.packerPath',
    ),
  );
}

async function sourceCidrFrom(
  { workspaceState }: Pick<PrepareServices, 'workspaceState'>,
  title: string,
): Promise<string | undefined> {
  const remembered: unknown = workspaceState.get(addressKey);
  const address = await askAddress(title, typeof remembered === 'string' ? remembered : undefined);
  await workspaceState.update(addressKey, address);
  return singleAddressCidr(address);
}

/**
 * The command that a bake runs.
 * @param prepared - what is baked
 * @param builds - of its template
 * @param secretFile - path of the file of what nobody may see; undefined where there is nothing
 */
export function commandOf(
  { order, program }: Pick<PreparedBake, 'order' | 'program'>,
  builds: readonly TemplateBuild[],
  secretFile: string | undefined,
): CommandLine {
  const names = order.builds.map(({ name }) => name);
  return buildCommand(program, {
    // A name that begins with a dash is no option.
    template: order.template.startsWith('-') ? `./${order.template}` : order.template,
    ...(names.length === builds.length ? {} : { only: names }),
    plain: order.variables,
    ...(secretFile === undefined ? {} : { files: [secretFile] }),
    ...(order.keepsInstance === undefined ? {} : { keepsInstance: order.keepsInstance }),
  });
}

/** Name of the file of variables that nobody may see, in the folder that is removed. */
const secretFileName = 'variables.json';

/**
 * Where the variables of a bake are that nobody may see.
 * @param folder - of the bake
 * @param secrets - by name
 * @returns undefined where there are none
 */
export function secretFileOf(folder: string, secrets: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(secrets).length === 0 ? undefined : join(secretFolder({ folder }), secretFileName);
}

/**
 * Writes the variables of a bake that nobody may see.
 * @param folder - of the bake
 * @param secrets - by name
 */
export async function writeSecrets(folder: string, secrets: Readonly<Record<string, string>>): Promise<void> {
  const file = secretFileOf(folder, secrets);
  if (file === undefined) return;
  await mkdir(secretFolder({ folder }), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
}

/**
 * Variables by which Packer signs as an environment does, and as nobody else.
 * @param session - keys of the environment
 * @param region - where it bakes
 */
export function awsVariables(session: AwsSession, region: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken ?? '',
    AWS_PROFILE: '',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
