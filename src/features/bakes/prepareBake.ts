import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
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
import { keepingProblem, keepingVariables, keyPairNameOf } from '../../core/bakes/keptInstance.ts';
import type { Environment } from '../../core/environments/environment.ts';
import type { PackerTemplate, TemplateBuild } from '../../core/templates/template.ts';
import { singleAddressCidr } from '../../core/testInstances/singleAddress.ts';
import { addressKey } from '../../host/addressKey.ts';
import { ownerName } from '../../host/ownerName.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import type { CommandLine } from '../../tools/commandLine.ts';
import { secretFolder } from '../../tools/detached/detachedRun.ts';
import { findProgram } from '../../tools/findProgram.ts';
import { buildCommand } from '../../tools/packer/packerCommands.ts';
import { askAddress, askBuilds, askPlace, askTemplate, askTemplates, askVariable } from './askBake.ts';
import { keptBuilds } from './expectedBuilds.ts';
import { commitOf } from './gitCommit.ts';
import { keyFileOf } from './kept/keepInstance.ts';
import type { WorkspaceTemplate } from './templates/templateList.ts';

/** Name of the file for the packages of an image, in the folder of its bake. */
export const packageListFile = 'packages.txt';

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

/** What is baked, and where. */
interface BakeChoice {
  readonly template: WorkspaceTemplate;
  readonly environment: Environment;
  readonly region: string;
  readonly builds: readonly TemplateBuild[];
  /** What variables are given, whatever else is known. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the instance stays when the bake fails. */
  readonly keepsInstance?: boolean;
}

/**
 * Asks a person what to bake, and where, and what nobody else knows.
 * @param services - what is known
 * @param templates - those of the workspace
 * @param bakesFolder - with a folder for each bake
 * @param keepsInstance - whether the instance stays when the bake fails
 * @throws CancelledError when a question is left
 * @throws Error in words for a person when it cannot be baked
 */
export async function prepareBake(
  services: PrepareServices,
  templates: readonly WorkspaceTemplate[],
  bakesFolder: string,
  keepsInstance: boolean,
): Promise<PreparedBake> {
  const program = await packerProgram();
  const template = await askTemplate(templates);
  const { title: name, template: found } = template;
  const problem = keepsInstance ? keepingProblem({ title: name, variables: found.variables }) : undefined;
  if (problem !== undefined) throw new Error(problem);
  const title = vscode.l10n.t('Bake {0}', name);
  const place = await askPlace(title, await environmentsOf(services));
  const builds = await askBuilds(title, found.builds);
  const choice = { template, ...place, builds, variables: place.environment.packerVariables, keepsInstance };
  return describeBake(services, choice, program, bakesFolder);
}

/**
 * Asks a person which of several templates to bake, and where, and what nobody else knows of each.
 * @param services - what is known
 * @param templates - those of the workspace
 * @param bakesFolder - with a folder for each bake
 * @throws CancelledError when a question is left
 * @throws Error in words for a person when one cannot be baked
 */
export async function prepareBakes(
  services: PrepareServices,
  templates: readonly WorkspaceTemplate[],
  bakesFolder: string,
): Promise<readonly PreparedBake[]> {
  const program = await packerProgram();
  const title = vscode.l10n.t('Bake All Services');
  const chosen = await askTemplates(title, templates);
  const place = await askPlace(title, await environmentsOf(services));
  const variables = { ...place.environment.packerVariables };
  const needsAddress = chosen.some(({ template }) => declares(template, sourceCidrVariable));
  if (needsAddress && variables[sourceCidrVariable] === undefined) {
    // Once for all of them.
    const cidr = await sourceCidrFrom(services, title);
    if (cidr !== undefined) variables[sourceCidrVariable] = cidr;
  }
  const prepared: PreparedBake[] = [];
  for (const template of chosen) {
    const choice = { template, ...place, builds: template.template.builds, variables };
    prepared.push(await describeBake(services, choice, program, bakesFolder));
  }
  return prepared;
}

/**
 * The same bake once more, of the files as they are now.
 * @param services - what is known
 * @param templates - those of the workspace
 * @param bakesFolder - with a folder for each bake
 * @param before - what was asked for then
 * @throws CancelledError when a question is left
 * @throws Error in words for a person when it cannot be baked any more
 */
export async function prepareRebake(
  services: PrepareServices,
  templates: readonly WorkspaceTemplate[],
  bakesFolder: string,
  before: BakeOrder,
): Promise<PreparedBake> {
  const program = await packerProgram();
  const template = templates.find(
    (each) => each.folder === before.folder && each.template.path === before.template,
  );
  const environments = await environmentsOf(services);
  const environment = environments.find(({ id }) => id === before.environment.id);
  if (template === undefined) {
    throw new Error(vscode.l10n.t('The template {0} is not in this window.', before.template));
  }
  if (environment === undefined) {
    throw new Error(vscode.l10n.t('This window has no environment {0}.', before.environment.name));
  }
  const names = before.builds.map(({ name }) => name);
  const builds = template.template.builds.filter(({ name }) => names.includes(name));
  if (builds.length < names.length) {
    throw new Error(
      vscode.l10n.t('{0} does not make all of {1} any more.', template.title, names.join(', ')),
    );
  }
  const ofItsKey: readonly string[] = before.keepsInstance === true ? Object.values(keepingVariables) : [];
  const variables = Object.entries(before.variables).filter(
    ([name]) => !ofOneBake.has(name) && !ofItsKey.includes(name),
  );
  const choice = {
    template,
    environment,
    region: before.region,
    builds,
    variables: Object.fromEntries(variables),
    keepsInstance:
      before.keepsInstance === true &&
      keepingProblem({ title: '', variables: template.template.variables }) === undefined,
  };
  return describeBake(services, choice, program, bakesFolder);
}

/** What another bake is given anew. */
const ofOneBake: ReadonlySet<string> = new Set(['bake_id', 'git_commit', 'package_list', 'ec2_endpoint']);

async function environmentsOf({
  environments,
}: Pick<PrepareServices, 'environments'>): Promise<readonly Environment[]> {
  await environments.start();
  const found = environments.choice.environments;
  if (found.length > 0) return found;
  throw new Error(vscode.l10n.t('There is no environment to bake in. The Images view says how to get one.'));
}

function declares({ variables }: PackerTemplate, name: string): boolean {
  return variables.some((variable) => variable.name === name);
}

async function describeBake(
  services: PrepareServices,
  { template, environment, region, builds, variables: configured, keepsInstance = false }: BakeChoice,
  program: string,
  bakesFolder: string,
): Promise<PreparedBake> {
  const title = vscode.l10n.t('Bake {0}', template.title);
  const id = randomUUID();
  const git = await commitOf(template.folder, new AbortController().signal);
  const needsAddress =
    configured[sourceCidrVariable] === undefined && declares(template.template, sourceCidrVariable);
  const known = knownVariables({
    bakeId: id,
    environment,
    region,
    commit: git?.commit,
    packageList: join(bakesFolder, id, packageListFile),
    sourceCidr: needsAddress ? await sourceCidrFrom(services, title) : undefined,
  });
  const folder = join(bakesFolder, id);
  const key = keepsInstance
    ? { [keepingVariables.keyPair]: keyPairNameOf(id), [keepingVariables.keyFile]: keyFileOf(folder) }
    : {};
  const isSaid = (name: string): boolean =>
    template.template.kind === 'hcl' && process.env[`PKR_VAR_${name}`] !== undefined;
  const plan = planVariables(template.template, known, { ...configured, ...key }, isSaid);
  const refusal = refusalOf(template.template, environment, plan.given);
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
    folder: template.folder,
    template: template.template.path,
    builds: keptBuilds(builds),
    environment: { id: environment.id, name: environment.name },
    region,
    variables: Object.fromEntries(variables),
    secretVariables: Object.keys(secrets),
    ...(git ?? {}),
    owner: ownerName(),
    askedAt: services.clock(),
    ...(keepsInstance ? { keepsInstance } : {}),
  };
  return { order, environment, template, program, secrets };
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
 * Removes what {@link writeSecrets} has written.
 * @param folder - of a bake that does not begin
 */
export function removeSecrets(folder: string): Promise<void> {
  return rm(secretFolder({ folder }), { recursive: true, force: true });
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
