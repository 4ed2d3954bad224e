import { type Target, vagrantTarget } from './vagrantTargets.ts';

/** The run that a machine is reached for. */
export interface ReachedFor {
  /** Where what is needed to reach the machine is kept. */
  readonly runFolder: string;
  /** Ends the search. */
  readonly signal: AbortSignal;
  /** Aborted when the run is over: what keeps the machine open to it ends then. */
  readonly over: AbortSignal;
}

/** Where playbooks are run. */
export interface RunTarget {
  /**
   * Finds, or asks for, a machine, and how it is reached.
   * @param folder - path of the folder of the workspace
   * @param playbook - path of the playbook in it
   * @param run - for which it is
   * @throws CancelledError when the person chose none
   * @throws Error when there is none, or it cannot be reached
   */
  readonly reach: (folder: string, playbook: string, run: ReachedFor) => Promise<Target>;
}

/** The Vagrant machines of the workspace. */
export const vagrant: RunTarget = {
  reach: (folder, playbook, { runFolder, signal }) => vagrantTarget(folder, playbook, runFolder, signal),
};
