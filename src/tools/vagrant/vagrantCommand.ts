import type { CommandLine } from '../commandLine.ts';
import { parseMachineReadable } from './machineReadable.ts';

/** What a machine can be told. */
export type MachineAction = 'up' | 'halt' | 'destroy' | 'provision';

/**
 * Variables of everything that Vagrant is asked: it asks nobody whether there is a newer one, and speaks English, which is
 * what is parsed.
 */
export const vagrantVariables: Readonly<Record<string, string>> = {
  LC_ALL: 'C.UTF-8',
  VAGRANT_CHECKPOINT_DISABLE: '1',
};

/**
 * Asks for all machines of a folder and how they are. It runs the Vagrantfile, which is a program.
 * @param program - vagrant
 */
export function statusCommand(program: string): CommandLine {
  return { program, arguments: ['status', '--machine-readable'] };
}

/**
 * Asks how a machine is reached, as an ssh_config.
 * @param program - vagrant
 * @param name - of the machine
 */
export function sshConfigCommand(program: string, name: string): CommandLine {
  return { program, arguments: ['ssh-config', '--', name] };
}

/**
 * Tells a machine what to do, and nobody is asked anything. A machine is brought up as its box is: what Ansible makes of it
 * is `provision`, or a test.
 * @param program - vagrant
 * @param action - what to do
 * @param name - of the machine
 * @param provider - for `up` of one that is not there yet; Vagrant chooses when it is left out
 */
export function actionCommand(
  program: string,
  action: MachineAction,
  name: string,
  provider?: string,
): CommandLine {
  const options: Readonly<Record<MachineAction, readonly string[]>> = {
    up: ['--no-provision', ...(provider === undefined ? [] : [`--provider=${provider}`])],
    halt: [],
    destroy: ['--force'],
    provision: [],
  };
  return { program, arguments: [action, ...options[action], '--machine-readable', '--', name] };
}

/** What can be done with the snapshots of a machine. */
export type SnapshotAction = 'save' | 'restore';

/**
 * Does something with a snapshot of a machine, where the provider has snapshots.
 * @param program - vagrant
 * @param action - what to do
 * @param name - of the machine
 * @param snapshot - its name
 */
export function snapshotCommand(
  program: string,
  action: SnapshotAction,
  name: string,
  snapshot: string,
): CommandLine {
  const options = action === 'restore' ? ['--no-provision'] : [];
  return { program, arguments: ['snapshot', action, ...options, '--machine-readable', '--', name, snapshot] };
}

/**
 * Asks for the snapshots of a machine.
 * @param program - vagrant
 * @param name - of the machine
 */
export function snapshotListCommand(program: string, name: string): CommandLine {
  return { program, arguments: ['snapshot', 'list', '--machine-readable', '--', name] };
}

/**
 * Reads what Vagrant says of the snapshots of a machine (Vagrant 2.3.4, commands/snapshot/command/list.rb): each is a detail
 * of its own, without the name of the machine that all other words begin with.
 * @param output - of {@link snapshotListCommand}
 */
export function parseSnapshotList(output: string): string[] {
  return output.split('\n').flatMap((line) => {
    const read = parseMachineReadable(line);
    const [kind, words = ''] = read?.values ?? [];
    return read?.type === 'ui' && kind === 'detail' && /^\S/u.test(words) ? [words] : [];
  });
}
