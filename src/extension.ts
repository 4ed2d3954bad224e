import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { createLazyAws } from './aws/lazyAws.ts';
import type { CredentialAccess } from './core/environments/credentialAccess.ts';
import type { Environment } from './core/environments/environment.ts';
import { ImageStore } from './core/images/imageStore.ts';
import { LaunchPermissionStore } from './core/images/launchPermissionStore.ts';
import type { Failure } from './core/outcome/failure.ts';
import { ReferenceStore } from './core/references/referenceStore.ts';
import { registerBakes } from './features/bakes/register.ts';
import { registerEnvironments } from './features/environments/register.ts';
import { registerExplorer } from './features/explorer/register.ts';
import { registerImageActions } from './features/imageActions/register.ts';
import { registerStarterProject } from './features/starterProject/register.ts';
import { registerStatus } from './features/status/register.ts';
import { registerTagEditing } from './features/tagEditing/register.ts';
import { registerTargets } from './features/targets/register.ts';
import { registerTesting } from './features/testing/register.ts';
import { registerToolCheck } from './features/toolCheck/register.ts';
import { registerImageLinks } from './features/imageLinks/register.ts';
import { registerCommand } from './host/registerCommand.ts';
import { ContextKeys } from './host/contextKeys.ts';
import { EnvironmentCatalog } from './host/environmentCatalog.ts';
import { ImageCache } from './host/imageCache.ts';
import { pickImages } from './host/imagePick.ts';
import { PlaybookRuns } from './host/playbookRuns.ts';
import { ImageTargets } from './host/imageTargets.ts';
import { explainReadError } from './host/explainReadError.ts';
import { followEnvironments } from './host/followEnvironments.ts';
import { Log } from './host/log.ts';
import { commandIds } from './host/contributedIds.ts';
import { MfaCodes } from './host/mfaCodes.ts';
import type { Services } from './host/services.ts';
import { TestInstanceList } from './host/testInstanceList.ts';
import { readSettings, reportUnusableSettings } from './host/settings.ts';
import { WorkRunner } from './host/work.ts';

/**
 * The composition root: makes the services of this window and hands each feature what it uses. Synchronous; starts
 * no process and opens no socket. Of files only `ami-bakery.json` is read of itself, in a trusted window, for its
 * problems, and what an earlier window left of an edit of tags; profiles and images wait until a view is shown or a
 * command runs.
 * @param context - VS Code disposes what is pushed to its subscriptions
 */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = new Log(vscode.window.createOutputChannel('AMI Bakery', { log: true }));
  const mfaCodes = new MfaCodes();
  const access: CredentialAccess = {
    mayRunPrograms: () => vscode.workspace.isTrusted,
    askMfaCode: (question) => mfaCodes.ask(question),
  };
  const aws = createLazyAws(process.env, access, vscode.l10n.bundle);
  const services = createServices(context, log, aws);
  context.subscriptions.push(
    log,
    aws,
    services.environments,
    services.images,
    services.launchPermissions,
    services.references,
    services.imageCache,
    services.testInstanceList,
    registerCommand(services.work, commandIds.showLog, () => {
      log.show();
    }),
    reportUnusableSettings(log),
    ...followEnvironments(services),
    ...registerBakes(services),
    ...registerEnvironments(services),
    ...registerExplorer(services),
    ...registerImageActions(services),
    ...registerStarterProject(services),
    ...registerStatus(services),
    ...registerTagEditing(services),
    ...registerTargets(services),
    ...registerTesting(services),
    ...registerToolCheck(services),
    ...registerImageLinks(services),
  );
  // VS Code dates a line by when it got to the log, which at the start of a window is later.
  log.info(`Activated in ${Math.round(performance.now() - start)} ms, at ${new Date().toISOString()}`);
}

function createServices(
  context: vscode.ExtensionContext,
  log: Log,
  aws: ReturnType<typeof createLazyAws>,
): Services & { readonly imageCache: ImageCache } {
  const clock = (): number => Date.now();
  const environments = new EnvironmentCatalog({
    log,
    readProfiles: () => aws.readProfiles(),
    profileFiles: [aws.sharedFiles.config, aws.sharedFiles.credentials],
    variables: process.env,
  });
  // Before anything is read again for the same reason.
  environments.onDidChangeCredentials(() => {
    aws.forgetCredentials();
  });
  const explain = async (thrown: unknown, environment: Environment): Promise<Failure> => {
    const profiles = await environments.readProfiles();
    const { awsCliPath } = readSettings();
    const failure = explainReadError(thrown, environment, { profiles, awsCliPath });
    log.failure(failure);
    return failure;
  };
  const images = new ImageStore({ reader: aws.imageReader, clock, explain });
  return {
    bakes: aws.bakes,
    clock,
    contextKeys: new ContextKeys(),
    environments,
    explainReadError: explain,
    extensionFolder: context.extensionUri,
    identities: aws.identityReader,
    imageCache: new ImageCache(join(context.globalStorageUri.fsPath, 'images'), images, log),
    imageReader: aws.imageReader,
    images,
    imageTargets: new ImageTargets({
      images,
      pick: (question) => pickImages({ clock, environments, images, log }, question),
    }),
    launchPermissions: new LaunchPermissionStore({ reader: aws.launchPermissionReader, images, explain }),
    log,
    playbookRuns: new PlaybookRuns(),
    references: new ReferenceStore({ reader: aws.referenceReader, clock, explain }),
    tagWriter: aws.tagWriter,
    testInstanceList: new TestInstanceList({
      gateway: aws.testInstances,
      environments: async () => {
        await environments.start();
        return environments.choice.environments;
      },
      explain,
    }),
    testInstances: aws.testInstances,
    work: new WorkRunner(log),
    sharedStorageFolder: context.globalStorageUri.fsPath,
    storageFolder: (context.storageUri ?? context.globalStorageUri).fsPath,
    workspaceState: context.workspaceState,
  };
}
