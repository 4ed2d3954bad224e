import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** A machine that Vagrant knows of. */
export interface VagrantMachine {
  /** As its Vagrantfile names it. */
  readonly name: string;
  readonly provider: string;
  /** In the provider's words, such as `running` or `poweroff`; what it was when Vagrant last looked. */
  readonly state: string;
  /** Path of the folder of its Vagrantfile. */
  readonly folder: string;
  /** Path of the folder in which Vagrant keeps what it knows of the machines of that one. */
  readonly dataFolder: string;
  /** Name of the box that it was made from, where it was made from one. */
  readonly box: string | undefined;
}

const indexSchema = z.object({
  machines: z.record(
    z.string(),
    z.object({
      name: z.string(),
      provider: z.string(),
      state: z.string(),
      vagrantfile_path: z.string(),
      local_data_path: z.string(),
      extra_data: z.optional(z.looseObject({ box: z.optional(z.looseObject({ name: z.string() })) })),
    }),
  ),
});

/**
 * Path of the file in which Vagrant notes all machines of a person (Vagrant 2.3.4, machine_index.rb).
 * @param variables - environment variables of Vagrant
 */
export function machineIndexFile(variables: Readonly<Record<string, string | undefined>>): string {
  const home = variables['VAGRANT_HOME'] ?? join(homedir(), '.vagrant.d');
  return join(home, 'data', 'machine-index', 'index');
}

/**
 * Reads that file, which takes a moment where asking Vagrant takes a second or two.
 * @param text - of the file
 * @returns undefined when it is not as Vagrant 2.3.4 writes it
 */
export function parseMachineIndex(text: string): VagrantMachine[] | undefined {
  try {
    const { machines } = indexSchema.parse(JSON.parse(text));
    return Object.values(machines).map((machine) => ({
      name: machine.name,
      provider: machine.provider,
      state: machine.state,
      folder: machine.vagrantfile_path,
      dataFolder: machine.local_data_path,
      box: machine.extra_data?.box?.name,
    }));
  } catch {
    return undefined;
  }
}
