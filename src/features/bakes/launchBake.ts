import * as vscode from 'vscode';
import { mayOutliveKeys, usualDuration } from '../../core/bakes/bake.ts';
import { onOneLine, withoutMarkup } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { AnsibleSettingsReader } from '../../tools/ansible/readAnsibleSettings.ts';
import type { CallbackSettings } from '../../tools/ansible/ansibleConfig.ts';
import { findProgram } from '../../tools/findProgram.ts';
import { startBake } from '../../tools/packer/runBake.ts';
import { readSettings } from '../../host/settings.ts';
import type { Bake, BakeList } from './bakeList.ts';
import { makeKey, removeKey } from './kept/keepInstance.ts';
import {
  awsVariables,
  commandOf,
  type PreparedBake,
  type PrepareServices,
  removeSecrets,
  secretFileOf,
  writeSecrets,
} from './prepareBake.ts';

/** What starting a bake uses. */
export type LaunchServices = PrepareServices &
  Pick<Services, 'bakes' | 'explainReadError' | 'extensionFolder' | 'log' | 'sharedStorageFolder'>;

/** For all bakes of this window. */
const settingsReader = new AnsibleSettingsReader();

/**
 * Starts a bake that a person has described. It goes on when this window is closed.
 * @param services - who signs, and where bakes are kept
 * @param list - follows it
 * @param prepared - what is baked
 * @param signal - ends what comes before it, not the bake
 * @throws Error in words for a person when it cannot be started; then nothing is left of it, or its folder, by which a later
 * window ends what is
 */
export async function launchBake(
  services: LaunchServices,
  list: BakeList,
  prepared: PreparedBake,
  signal: AbortSignal,
): Promise<Bake> {
  const { environment, order, secrets, template } = prepared;
  const session = await services.bakes.readSession(environment, order.region, signal);
  if (mayOutliveKeys(session.expiresAt, services.clock(), usualDuration(order, list.bakes))) {
    sayWhenKeysEnd(prepared, session.expiresAt ?? 0);
  }
  const callbacks = await callbacksIn(order.folder, signal);
  const folder = await list.keep(order);
  try {
    await writeSecrets(folder, secrets);
    if (order.keepsInstance === true) await makeKey(services, prepared, folder, signal);
    signal.throwIfAborted();
    const begun = await startBake({
      command: commandOf(prepared, template.template.builds, secretFileOf(folder, secrets)),
      folder: order.folder,
      bakeFolder: folder,
      events: {
        pluginFolder: vscode.Uri.joinPath(services.extensionFolder, 'callback_plugins').fsPath,
        callbacks,
      },
      environment: awsVariables(session, order.region),
    });
    if (begun.kind === 'started') return list.follow(order, begun.run);
    throw new Error(vscode.l10n.t('{0} cannot be run.', prepared.program));
  } catch (thrown) {
    await removeSecrets(folder);
    if (order.keepsInstance !== true || (await removeKey(services, prepared))) await list.forget(folder);
    else list.leave(folder);
    throw thrown;
  }
}

/** The bake goes on: who knows that it is quick need not do anything. */
function sayWhenKeysEnd({ order }: PreparedBake, expiresAt: number): void {
  const time = new Date(expiresAt).toLocaleTimeString(vscode.env.language);
  const words = vscode.l10n.t(
    'The credentials of {0} end at {1}. A bake that takes longer fails, and Packer cannot delete what it has made.',
    order.environment.name,
    time,
  );
  vscode.window.showWarningMessage(withoutMarkup(onOneLine(words))).then(undefined, () => undefined);
}

/** The person's own callback plugins go on working; without Ansible there are none. */
async function callbacksIn(folder: string, signal: AbortSignal): Promise<CallbackSettings> {
  const none = { enabled: [], folders: [] };
  const found = await findProgram(readSettings().ansiblePlaybookPath);
  if (found.kind !== 'found') return none;
  const reading = await settingsReader.read(found.path, folder, signal);
  return reading.kind === 'read' ? reading.settings.callbacks : none;
}
