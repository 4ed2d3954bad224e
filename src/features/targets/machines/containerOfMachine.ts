import { join } from 'node:path';
import type { Machine } from '../../../core/targets/machine.ts';
import { containerOf } from '../../../tools/vagrant/lxc.ts';

/**
 * The container of a machine.
 * @param machine - of any provider
 * @returns undefined for one of another provider than lxc
 * @throws NodeJS.ErrnoException when it has none yet
 */
export async function containerOfMachine({ folder, name, provider }: Machine): Promise<string | undefined> {
  return provider === 'lxc' ? containerOf(join(folder, '.vagrant'), name) : undefined;
}
