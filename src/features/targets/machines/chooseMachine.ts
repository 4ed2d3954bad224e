import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type Machine, type MachineKind, machineKindOf } from '../../../core/targets/machine.ts';
import { withoutMarkup } from '../../../core/text/plainText.ts';
import { folderTitle } from '../../../host/folderTitle.ts';
import { tell } from '../../../host/tell.ts';
import { stateWords } from './machineItem.ts';
import type { MachineList } from './machineList.ts';

/** A row of the view. */
const nodeSchema = z.object({
  kind: z.literal('machine'),
  machine: z.object({ folder: z.string(), name: z.string() }),
});

/**
 * The machine of a row.
 * @param list - of all machines
 * @param row - what a command was called on
 */
export function machineOfRow(list: MachineList, row: unknown): Machine | undefined {
  const read = nodeSchema.safeParse(row);
  return read.success ? list.find(read.data.machine.folder, read.data.machine.name) : undefined;
}

/** Which machine a command is for. */
export interface MachineQuestion {
  /** What a person is asked, translated: "Start which machine?". */
  readonly title: string;
  /** The machines that it can be done with. */
  readonly kinds: readonly MachineKind[];
  readonly isPossible?: (machine: Machine) => boolean;
}

/**
 * The machine that a command is for: of the row it was called on, else the one that a person chooses.
 * @param list - of all machines
 * @param target - what the command was called on: a row, the name of a machine, or nothing
 * @param question - what to ask
 * @returns undefined when there is none, or the person chooses none
 */
export async function chooseMachine(
  list: MachineList,
  target: unknown,
  { title, kinds, isPossible = () => true }: MachineQuestion,
): Promise<Machine | undefined> {
  await list.start();
  const meant = meantBy(list, target);
  const machines =
    meant ??
    list.machines.filter((machine) => kinds.includes(machineKindOf(machine.state)) && isPossible(machine));
  const [only, other] = machines;
  if (only === undefined) {
    tell(
      meant === undefined
        ? vscode.l10n.t('There is no machine that this can be done with.')
        : vscode.l10n.t('No Vagrantfile of this window has this machine.'),
    );
    return undefined;
  }
  return meant !== undefined && other === undefined ? only : pick(list, machines, title);
}

/** The machines of a row or a name, however they are: whoever names one may know better than the list. */
function meantBy(list: MachineList, target: unknown): readonly Machine[] | undefined {
  if (typeof target === 'string') return list.machines.filter(({ name }) => name === target);
  const row = nodeSchema.safeParse(target);
  if (!row.success) return undefined;
  const machine = list.find(row.data.machine.folder, row.data.machine.name);
  return machine === undefined ? [] : [machine];
}

async function pick(
  list: MachineList,
  machines: readonly Machine[],
  title: string,
): Promise<Machine | undefined> {
  const items = machines.map((machine) => ({
    label: withoutMarkup(machine.name),
    description: [stateWords(machine), machine.provider].map(withoutMarkup).join(' · '),
    detail: list.folders.length > 1 ? withoutMarkup(folderTitle(machine.folder)) : undefined,
    machine,
  }));
  const chosen = await vscode.window.showQuickPick(
    items.map(({ detail, ...item }) => (detail === undefined ? item : { ...item, detail })),
    { title },
  );
  return chosen?.machine;
}
