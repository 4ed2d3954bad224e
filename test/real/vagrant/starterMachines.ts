import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { parseSshConfig } from '../../../src/tools/ssh/sshAddress.ts';
import { root } from '../../harness/paths.ts';
import { destroyMachines, ensureVagrant } from '../../harness/vagrant.ts';
import { eventually } from '../../host/eventually.ts';

/** A machine of the starter project. */
export type MachineName = 'web' | 'backup';

/** What is added to the playbook of web: tasks that fail or wait where their tags are chosen. */
const moreTasks = `
  post_tasks:
    - name: Break
      ansible.builtin.fail:
        msg: broken on purpose
      tags: [never, broken]
    - name: Wait long
      ansible.builtin.command: sleep 271
      changed_when: false
      tags: [never, long]
    - name: Wait a little
      ansible.builtin.command: sleep 8
      changed_when: false
      tags: [never, little]
`;

async function addTasks(workspace: string): Promise<void> {
  const playbook = join(workspace, 'ansible', 'web.yml');
  await writeFile(playbook, `${await readFile(playbook, 'utf8')}${moreTasks.slice(1)}`);
}

/** The machines of a starter project, which lxc starts. */
export class StarterMachines {
  /** Path of the starter project. */
  readonly workspace: string;
  /** Path of the folder of its Vagrantfile. */
  readonly #folder: string;
  /** For Vagrant. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #addresses: string;

  private constructor(
    workspace: string,
    folder: string,
    variables: Readonly<Record<string, string>>,
    addresses: string,
  ) {
    this.workspace = workspace;
    this.#folder = folder;
    this.variables = variables;
    this.#addresses = addresses;
  }

  /**
   * Makes a starter project, of whose machines none is there yet.
   * @param name - of the folder of its Vagrantfile, with which the names of its containers begin, and of the folder where
   *   its Vagrant keeps what it knows
   */
  static async create(name: string): Promise<StarterMachines> {
    const variables = await ensureVagrant(name);
    const workspace = await mkdtemp(join(tmpdir(), 'ami-bakery-starter-'));
    await cp(join(root, 'ansible'), join(workspace, 'ansible'), { recursive: true });
    await cp(join(root, 'vagrant'), join(workspace, name), { recursive: true });
    await addTasks(workspace);
    const addresses = await mkdtemp(join(tmpdir(), 'ami-bakery-addresses-'));
    return new StarterMachines(workspace, join(workspace, name), variables, addresses);
  }

  /** Runs Vagrant, and gives what it prints. */
  async vagrant(...parameters: readonly string[]): Promise<string> {
    const options = { cwd: this.#folder, env: this.variables, stdin: 'ignore', reject: false } as const;
    return eventually(
      `vagrant ${parameters.join(' ')}`,
      async () => {
        const { exitCode, stdout, stderr } = await execa('vagrant', parameters, options);
        // A window asks how the machine is; of two at a time Vagrant 2.3.4 loses the locks of its index.
        if (stderr.includes('it is locked') || stderr.includes('machine_index.rb')) return undefined;
        if (exitCode !== 0) throw new Error(stderr);
        return stdout;
      },
      60_000,
    );
  }

  /** Sees to it that a machine is as a suite needs it, which takes a moment where it is already. */
  async ensure(machine: MachineName, state: 'running' | 'stopped'): Promise<void> {
    await (state === 'running'
      ? this.vagrant('up', machine, '--no-provision')
      : this.vagrant('halt', machine));
  }

  /** Name of the container of a machine that there is. */
  async containerOf(machine: MachineName): Promise<string> {
    const id = join(this.#folder, '.vagrant', 'machines', machine, 'lxc', 'id');
    return (await readFile(id, 'utf8')).trim();
  }

  /** Runs a command of a shell on a machine that runs, as the user that Vagrant has there. */
  async on(machine: MachineName, command: string): Promise<string> {
    const container = await this.containerOf(machine);
    const { stdout } = await execa(
      'lxc-attach',
      ['-n', container, '--clear-env', '--', 'su', '--login', 'vagrant', '--command', command],
      { stdin: 'ignore' },
    );
    return stdout;
  }

  /** Path of an ssh_config of a machine that runs. */
  async sshConfigOf(machine: MachineName): Promise<string> {
    const file = join(this.#addresses, machine);
    await writeFile(file, await this.vagrant('ssh-config', machine), { mode: 0o600 });
    return file;
  }

  /** The IP address of a machine that runs. */
  async addressOf(machine: MachineName): Promise<string> {
    return parseSshConfig(await readFile(await this.sshConfigOf(machine), 'utf8'))?.host ?? '';
  }

  /** Path of the file, seen from outside, that says who may log in to a machine. */
  async keysFileOf(machine: MachineName): Promise<string> {
    return join('/var/lib/lxc', await this.containerOf(machine), 'rootfs/home/vagrant/.ssh/authorized_keys');
  }

  /** Removes the machines. */
  async end(): Promise<void> {
    await destroyMachines(this.#folder, this.variables);
    await rm(this.workspace, { recursive: true });
    await rm(this.#addresses, { recursive: true });
  }
}
