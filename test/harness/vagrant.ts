import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withLock } from '../../scripts/lock.mjs';
import { networkCommands, removeSnapshotsCommand, stopNetworkCommand } from '../../src/tools/vagrant/lxc.ts';
import { cache, root } from './paths.ts';
import { endWithUs } from './processes.ts';
import { ensureDebianPackages, MissingToolError } from './toolchain.ts';

/** What starting machines with lxc takes on Debian. */
const packages = ['vagrant', 'vagrant-lxc', 'lxc', 'debootstrap'] as const;

/** Variables by which Vagrant and lxc keep everything in the cache, Vagrant what it knows in a folder of this name. */
function variablesOf(home: string): Readonly<Record<string, string>> {
  return {
    AMI_BAKERY_BOXES: join(cache, 'boxes'),
    VAGRANT_HOME: join(cache, home),
    VAGRANT_DEFAULT_PROVIDER: 'lxc',
    VAGRANT_CHECKPOINT_DISABLE: '1',
    LC_ALL: 'C.UTF-8',
  };
}

const usualHome = 'vagrant';

/**
 * Makes sure that Vagrant can start machines with lxc here: Debian's packages, the box of `vagrant/box` (two minutes,
 * once), and the network of the containers, which is taken away again at the end where it was not there.
 * @param home - name of the folder of the cache in which Vagrant keeps what it knows: of two at a time that share one,
 *   Vagrant 2.3.4 loses the locks of its index
 * @returns variables for Vagrant, which then keeps everything in the cache
 * @throws MissingToolError on a machine where machines cannot be started
 */
export async function ensureVagrant(home = usualHome): Promise<Readonly<Record<string, string>>> {
  await ensureMachines();
  await mkdir(join(cache, home), { recursive: true });
  await withLock('the network of containers', startNetwork);
  return variablesOf(home);
}

/**
 * Path of the box of lxc, which is made when it is not there.
 */
export async function findBox(): Promise<string> {
  const script = join(root, 'vagrant', 'box', 'build-lxc-box.sh');
  const options = { stdin: 'ignore', stderr: 'inherit' } as const;
  const { stdout } = await execa('bash', [script, join(cache, 'boxes')], options);
  return stdout.trim();
}

/**
 * Makes sure of all that it takes to start machines with lxc, but does not start their network.
 * @throws MissingToolError on a machine where machines cannot be started
 */
export async function ensureMachines(): Promise<void> {
  await ensureDebianPackages(packages);
  if (process.getuid?.() !== 0) {
    throw new MissingToolError('Containers are started as root. Run this as root: npm run test:real.');
  }
  await findBox();
}

/**
 * Makes sure that a person can start the machines of a demo, as far as that can be on this machine, and sees to it that they
 * are gone at the end. The box is made, and the network started, by the product when it is asked to.
 * @param workspace - of the demo; a starter project
 * @returns variables for the window
 */
export async function ensureDemoMachines(workspace: string): Promise<Readonly<Record<string, string>>> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log('Machines to test playbooks on: the Targets view says what this machine needs for them.');
    return {};
  }
  await ensureDebianPackages([...packages, 'ansible-core']);
  const variables = variablesOf(usualHome);
  await mkdir(join(cache, usualHome), { recursive: true });
  if (networkCommands().length > 0) endWithUs(stopNetwork);
  endWithUs(() => destroyMachines(join(workspace, 'vagrant'), variables));
  return variables;
}

/**
 * Removes all machines of a folder, with their snapshots.
 * @param folder - of a Vagrantfile
 * @param variables - for Vagrant
 */
export async function destroyMachines(
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const machines = join(folder, '.vagrant', 'machines');
  if (!existsSync(machines)) return;
  for (const name of await readdir(machines)) {
    const container = await readFile(join(machines, name, 'lxc', 'id'), 'utf8').catch(() => undefined);
    if (container === undefined) continue;
    // lxc removes none that has snapshots.
    const { program, arguments: parameters } = removeSnapshotsCommand(container.trim());
    await execa(program, parameters, { stdin: 'ignore', reject: false });
  }
  const options = { cwd: folder, env: variables, stdin: 'ignore', reject: false } as const;
  await execa('vagrant', ['destroy', '--force'], options);
}

async function startNetwork(): Promise<void> {
  const commands = networkCommands();
  for (const { program, arguments: parameters } of commands) {
    await execa(program, parameters, { stdin: 'ignore' });
  }
  if (commands.length > 0) endWithUs(stopNetwork);
}

/** Not while containers of another command run: they need it. */
async function stopNetwork(): Promise<void> {
  const { stdout } = await execa('lxc-ls', ['--running', '-1'], { stdin: 'ignore', reject: false });
  if (stdout !== '') return;
  const { program, arguments: parameters } = stopNetworkCommand;
  await execa(program, parameters, { stdin: 'ignore', reject: false });
}
