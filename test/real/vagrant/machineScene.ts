import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { endBrowser, openScene, type Scene } from '../../browser/fixture.ts';
import { root } from '../../harness/paths.ts';
import { endEverything } from '../../harness/processes.ts';
import { ensureDebianPackages } from '../../harness/toolchain.ts';
import { destroyMachines, ensureVagrant } from '../../harness/vagrant.ts';
import { eventually } from '../../host/eventually.ts';
import { TagRuns } from './playbookRuns.ts';

/** A machine of the starter project. */
export type MachineName = 'web' | 'backup';

/** A window on a starter project whose machines can be started. */
export interface MachineScene {
  readonly scene: Scene;
  readonly workspace: string;
  /** Runs Vagrant beside the window, and gives what it prints. */
  readonly vagrant: (...parameters: readonly string[]) => Promise<string>;
  /** Sees to it that a machine is as a suite needs it, which takes a moment where it is already. */
  readonly ensure: (machine: MachineName, state: 'running' | 'stopped') => Promise<void>;
  /** Runs a command on a machine that runs. */
  readonly on: (machine: MachineName, command: string) => Promise<string>;
  /** Runs tags of the playbook of `web`. */
  readonly tagRuns: TagRuns;
  /** Path of an ssh_config of a machine that runs. */
  readonly sshConfigOf: (machine: MachineName) => Promise<string>;
  /** Removes the machines and closes the window. */
  readonly end: () => Promise<void>;
}

/**
 * Opens a window on a starter project, where lxc starts machines.
 * @param prepare - changes the files of the workspace before
 */
export async function openMachineScene(prepare: (workspace: string) => Promise<void>): Promise<MachineScene> {
  const variables = await ensureVagrant();
  await ensureDebianPackages(['chromium', 'ansible-core', 'packer']);
  const addresses = await mkdtemp(join(tmpdir(), 'ami-bakery-addresses-'));
  let workspace = '';
  const scene = await openScene({
    configuration: null,
    showsView: false,
    // Packer looks every 15 seconds otherwise whether something is done.
    variables: () => ({ ...variables, AWS_POLL_DELAY_SECONDS: '1' }),
    prepare: async (demo) => {
      ({ workspace } = demo);
      for (const part of ['ansible', 'vagrant']) {
        await cp(join(root, part), join(workspace, part), { recursive: true });
      }
      await prepare(workspace);
    },
  });
  const vagrant = async (...parameters: readonly string[]): Promise<string> => {
    const options = {
      cwd: join(workspace, 'vagrant'),
      env: variables,
      stdin: 'ignore',
      reject: false,
    } as const;
    return eventually(`vagrant ${parameters.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await execa('vagrant', parameters, options);
      // The window asks how the machine is; of two at a time Vagrant 2.3.4 loses the locks of its index.
      if (stderr.includes('it is locked') || stderr.includes('machine_index.rb')) return undefined;
      if (exitCode !== 0) throw new Error(stderr);
      return stdout;
    });
  };
  const sshConfigOf = async (machine: MachineName): Promise<string> => {
    const file = join(addresses, machine);
    await writeFile(file, await vagrant('ssh-config', machine), { mode: 0o600 });
    return file;
  };
  return {
    scene,
    workspace,
    vagrant,
    ensure: async (machine, state) => {
      await (state === 'running' ? vagrant('up', machine, '--no-provision') : vagrant('halt', machine));
    },
    on: (machine, command) => vagrant('ssh', machine, '--command', command),
    tagRuns: new TagRuns(scene, 'ansible/web.yml'),
    sshConfigOf,
    end: async () => {
      await destroyMachines(join(workspace, 'vagrant'));
      await rm(addresses, { recursive: true });
      await scene.end();
      await endBrowser();
      await endEverything();
    },
  };
}
