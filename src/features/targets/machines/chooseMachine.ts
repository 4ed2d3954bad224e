import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type Machine, type MachineKind, machineKindOf } from '../../../core/targets/machine.ts';
import { singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
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
  const ofRow = machineOfRow(list, target);
  if (ofRow !== undefined) return ofRow;
  // Whoever names a machine means no other, and may know better than the list how it is.
  const isMeant = (machine: Machine): boolean =>
    typeof target === 'string'
      ? machine.name === target
      : kinds.includes(machineKindOf(machine.state)) && isPossible(machine);
  const machines = list.machines.filter(isMeant);
  const [only, other] = machines;
  if (only === undefined) {
    tell(
      typeof target === 'string'
        ? vscode.l10n.t('No Vagrantfile of this window has a machine {0}.', singleLine(target))
        : vscode.l10n.t('There is no machine that this can be done with.'),
    );
    return undefined;
  }
  if (typeof target === 'string' && other === undefined) return only;
  const items = machines.map((machine) => ({
    label: withoutMarkup(machine.name),
    description: [stateWords(machine), machine.provider].map(withoutMarkup).join(' · '),
    detail:
      list.folders.length > 1 ? withoutMarkup(vscode.workspace.asRelativePath(machine.folder)) : undefined,
    machine,
  }));
  const chosen = await vscode.window.showQuickPick(
    items.map(({ detail, ...item }) => (detail === undefined ? item : { ...item, detail })),
    { title },
  );
  return chosen?.machine;
}
