/** A Vagrant machine of a folder of the workspace, there or not. */
export interface Machine {
  /** Path of the folder of its Vagrantfile. */
  readonly folder: string;
  /** As its Vagrantfile names it. */
  readonly name: string;
  /** The one that it was made with, else the one that Vagrant would make it with; such as `lxc`. */
  readonly provider: string;
  /** In the provider's words, such as `running` or `poweroff`. */
  readonly state: string;
  /** The box that it was made from; undefined for one that is not there, or that was made from none. */
  readonly box: string | undefined;
  /** When it was made, in milliseconds since 1970; undefined for one that is not there. */
  readonly createdAt: number | undefined;
  /** Where it is reached; undefined while it does not run, or nobody has said. */
  readonly address: string | undefined;
}

/** What a person has to know of a state, whatever the provider calls it. */
export type MachineKind = 'absent' | 'running' | 'stopped';

/**
 * What a state means. Providers have many words for a machine that is there and does not run; for the other two all of
 * those that the Vagrantfile of the starter project is written for have one (virtualbox, libvirt, vmware, parallels,
 * docker, lxc).
 * @param state - in the provider's words
 */
export function machineKindOf(state: string): MachineKind {
  if (state === 'not_created' || state === 'not created') return 'absent';
  return state === 'running' ? 'running' : 'stopped';
}

/** How snapshots of a machine are made. */
export type SnapshotWay = 'vagrant' | 'lxc' | 'none';

/**
 * How snapshots of a machine are made: `vagrant snapshot` refuses with lxc, whose own tool does it, and with docker, where
 * nothing does (measured with Vagrant 2.3.4).
 * @param provider - of the machine
 */
export function snapshotWayOf(provider: string): SnapshotWay {
  if (provider === 'docker') return 'none';
  return provider === 'lxc' ? 'lxc' : 'vagrant';
}
