/** What a machine is told apart by: its name, and the folder of its Vagrantfile. */
export interface MachineReference {
  /** Path without links, with slashes. */
  readonly folder: string;
  /** As its Vagrantfile names it. */
  readonly name: string;
}

/**
 * The machines that a playbook is for, by their name: those of the Vagrantfile that is nearest above the playbook, or where
 * none of them is above it all of that name.
 * @param machines - of any Vagrantfiles
 * @param playbook - its name without the ending, and the path of the folder it is in
 */
export function ownMachines<Machine extends MachineReference>(
  machines: readonly Machine[],
  playbook: MachineReference,
): Machine[] {
  const named = machines.filter(({ name }) => name === playbook.name);
  const above = named.filter(({ folder }) => isWithin(folder, playbook.folder));
  const nearest = Math.max(...above.map(({ folder }) => folder.length));
  return above.length === 0 ? named : above.filter(({ folder }) => folder.length === nearest);
}

/**
 * Whether a path is that of a folder, or of something in it.
 * @param folder - path of the folder, with slashes
 * @param path - any path, with slashes
 */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
