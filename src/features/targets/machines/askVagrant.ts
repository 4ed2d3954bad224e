import * as vscode from 'vscode';
import type { Machine } from '../../../core/targets/machine.ts';
import { askVagrant } from '../../../host/askVagrant.ts';
import type { Log } from '../../../host/log.ts';
import { readSettings } from '../../../host/settings.ts';
import { type MachineStatus, parseStatus } from '../../../tools/vagrant/machineStatus.ts';
import { parseSshConfig, type SshAddress } from '../../../tools/ssh/sshAddress.ts';
import {
  parseSnapshotList,
  snapshotListCommand,
  sshConfigCommand,
  statusCommand,
} from '../../../tools/vagrant/vagrantCommand.ts';

/**
 * Asks Vagrant for the machines of a folder. It runs the Vagrantfile: never call it in a workspace that is not trusted.
 * @param folder - path of the folder of a Vagrantfile
 * @param log - where lines are told that nobody understands
 * @throws Error in Vagrant's words when it does not say
 */
export async function askForStatus(folder: string, log: Log): Promise<readonly MachineStatus[]> {
  const output = await askVagrant(folder, statusCommand(readSettings().vagrantPath));
  const { machines, unknownLines } = parseStatus(output);
  for (const line of unknownLines) log.warn(`vagrant status: ${line}`);
  return machines;
}

/**
 * Asks Vagrant how a machine is reached.
 * @param machine - one that runs
 * @throws Error in Vagrant's words when it does not say
 */
export async function askForSshAddress({ folder, name }: Machine): Promise<SshAddress> {
  const output = await askVagrant(folder, sshConfigCommand(readSettings().vagrantPath, name));
  const address = parseSshConfig(output);
  if (address !== undefined) return address;
  throw new Error(vscode.l10n.t('Vagrant does not say how {0} is reached: {1}', name, output.trim()));
}

/**
 * Asks Vagrant for the snapshots of a machine.
 * @param machine - of a provider that has snapshots
 * @throws Error in Vagrant's words when it does not say
 */
export async function askForSnapshots({ folder, name }: Machine): Promise<readonly string[]> {
  return parseSnapshotList(await askVagrant(folder, snapshotListCommand(readSettings().vagrantPath, name)));
}
