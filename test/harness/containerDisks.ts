import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Where Debian's lxc has its containers. */
export const containersFolder = '/var/lib/lxc';

/**
 * Path of the disk of a container, as this machine sees it.
 * @param container - its name
 */
export function diskOf(container: string): string {
  return join(containersFolder, container, 'rootfs');
}

/** The disks of images that were made of containers, so that others boot from them. */
export class ContainerDisks {
  readonly #folder: string;

  /**
   * Keeps nothing yet.
   * @param name - of this process's own, for the folder beside the containers
   */
  constructor(name: string) {
    this.#folder = join(containersFolder, name);
  }

  /**
   * Keeps what is on the disk of a container that runs. Nothing in it goes on meanwhile.
   * @param imageId - of the image that is made of it
   * @param container - its name
   */
  async keep(imageId: string, container: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await execa('lxc-freeze', ['-n', container], { stdin: 'ignore' });
    try {
      await copyDisk(diskOf(container), this.#pathOf(imageId));
    } finally {
      await execa('lxc-unfreeze', ['-n', container], { stdin: 'ignore' });
    }
  }

  /**
   * Puts the disk of an image under a container that does not run.
   * @param imageId - of the image
   * @param container - its name; its folder is there, without a disk
   * @returns whether there is such a disk
   */
  async restore(imageId: string, container: string): Promise<boolean> {
    const kept = this.#pathOf(imageId);
    if (imageId === '' || !existsSync(kept)) return false;
    await copyDisk(kept, diskOf(container));
    return true;
  }

  /** Removes all that was kept. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #pathOf(imageId: string): string {
    return join(this.#folder, imageId);
  }
}

/** With owners, modes, links and special files as they are; whole or not at all. */
async function copyDisk(from: string, to: string): Promise<void> {
  const unfinished = `${to}.unfinished`;
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
  await remove(unfinished);
  await execa('cp', ['--archive', '--one-file-system', '--no-target-directory', '--', from, unfinished], {
    stdin: 'ignore',
  });
  await remove(to);
  await rename(unfinished, to);
}
