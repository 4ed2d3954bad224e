import { join } from 'node:path';
import type { KeyRecipient } from '../../host/sentKey.ts';

/** A machine that Ansible can reach. */
export interface Target {
  /** Name of its host. */
  readonly host: string;
  /** Path of an ssh_config that says how it is reached. */
  readonly sshConfig: string;
  /** Who is let in with a key that is sent again and again. */
  readonly keyRecipient?: KeyRecipient;
  /** Forgets what a person said of how it is reached. */
  readonly forgetAnswers?: () => Promise<void>;
}

/**
 * Path of the ssh_config of a run.
 * @param runFolder - where what is needed to reach its machine is kept
 */
export function sshConfigFile(runFolder: string): string {
  return join(runFolder, 'ssh-config');
}

/** The run that a machine is reached for. */
export interface ReachedFor {
  /** Where what is needed to reach the machine is kept. */
  readonly runFolder: string;
  /** Ends asking how it is reached. */
  readonly signal: AbortSignal;
  /** Aborted when the run is over: what keeps the machine open to it ends then. */
  readonly over: AbortSignal;
}

/** A machine that was chosen, for as many runs as are wanted. */
export interface ChosenMachine {
  /**
   * Finds out how it is reached.
   * @param run - for which it is
   * @throws CancelledError when the person does not say what only they know
   * @throws Error when it cannot be reached
   */
  readonly reach: (run: ReachedFor) => Promise<Target>;
}

/** Where playbooks are run. */
export interface RunTarget {
  /**
   * Finds, or asks for, a machine.
   * @param folder - path of the folder of the workspace
   * @param playbook - path of the playbook in it
   * @throws CancelledError when the person chose none
   * @throws Error when there is none
   */
  readonly choose: (folder: string, playbook: string) => Promise<ChosenMachine>;
}
