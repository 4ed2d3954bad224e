import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import { failed, type Outcome, type WorkContext } from '../../../core/outcome/outcome.ts';
import { type Machine, machineKindOf } from '../../../core/targets/machine.ts';
import { withoutMarkup } from '../../../core/text/plainText.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import type { Services } from '../../../host/services.ts';
import type { FolderQueue } from '../../../tools/vagrant/folderQueue.ts';
import {
  type ActionName,
  type ActionOrder,
  type ActionStep,
  keepOrder,
  takeOverOrders,
} from './actionOrder.ts';
import type { MachineList } from './machineList.ts';
import { offerOrphans, containersNow } from './orphans.ts';
import { runAction } from './runAction.ts';

type ActionServices = Pick<Services, 'log' | 'storageFolder' | 'work'>;

/** Does things with machines: one after the other for each folder, and on when the window is closed. */
export class MachineActions implements Disposable {
  readonly #services: ActionServices;
  readonly #list: MachineList;
  readonly #queue: FolderQueue;
  readonly #running = new Map<string, ActionName>();
  #output: vscode.OutputChannel | undefined;

  /**
   * Does nothing yet.
   * @param services - where orders are kept, and how work looks
   * @param list - is asked to look again afterwards
   * @param queue - what Vagrant does with each folder
   */
  constructor(services: ActionServices, list: MachineList, queue: FolderQueue) {
    this.#services = services;
    this.#list = list;
    this.#queue = queue;
  }

  /**
   * What is being done with a machine in this window.
   * @param machine - any
   */
  runningOn({ folder, name }: Pick<Machine, 'folder' | 'name'>): ActionName | undefined {
    return this.#running.get(JSON.stringify([folder, name]));
  }

  /** Shows what Vagrant has printed. */
  showOutput(): void {
    this.#channel.show(true);
  }

  /**
   * Does something with a machine, with progress and Cancel.
   * @param action - what is done
   * @param machine - to do it with
   * @param steps - how; asked for when its turn has come
   */
  async run(
    action: ActionName,
    machine: Machine,
    steps: () => ActionStep[] | Promise<ActionStep[]>,
  ): Promise<Outcome<void>> {
    const folder = join(this.#ordersFolder, randomUUID());
    return this.#inTurn(action, machine.folder, machine.name, async (context) => {
      const containers = machine.provider === 'lxc' ? await containersNow() : undefined;
      const order: ActionOrder = {
        action,
        folder: machine.folder,
        machine: machine.name,
        provider: machine.provider,
        steps: await steps(),
        askedAt: Date.now(),
        isNew: machineKindOf(machine.state) === 'absent',
        ...(containers === undefined ? {} : { containers }),
      };
      await keepOrder(folder, order);
      return this.#carryOut(folder, order, context);
    });
  }

  /** Whether there may be something to go on with: one folder is looked into. */
  async hasOrders(): Promise<boolean> {
    return (await readdir(this.#ordersFolder).catch(() => [])).length > 0;
  }

  /** Goes on with what windows that are gone have begun. */
  async resume(): Promise<void> {
    const left = await takeOverOrders(this.#ordersFolder);
    for (const { order } of left) this.#list.expect({ ...order, name: order.machine });
    await Promise.all(
      left.map(({ folder, order }) =>
        this.#inTurn(order.action, order.folder, order.machine, (context) =>
          this.#carryOut(folder, order, context),
        ),
      ),
    );
  }

  dispose(): void {
    this.#output?.dispose();
  }

  get #ordersFolder(): string {
    return join(this.#services.storageFolder, 'machines');
  }

  get #channel(): vscode.OutputChannel {
    return (this.#output ??= vscode.window.createOutputChannel(vscode.l10n.t('AMI Bakery: Vagrant')));
  }

  #inTurn(
    action: ActionName,
    folder: string,
    machine: string,
    work: (context: WorkContext) => Promise<Outcome<void>>,
  ): Promise<Outcome<void>> {
    const key = JSON.stringify([folder, machine]);
    return this.#services.work.run(
      async (context) => {
        context.report({ message: vscode.l10n.t('Waiting for Vagrant to end something else') });
        this.#running.set(key, action);
        this.#list.tellChange();
        const outcome = await this.#queue.run(folder, async () => {
          // Another action on it may have come to its end meanwhile.
          this.#running.set(key, action);
          this.#list.forgetAddress({ folder, name: machine });
          this.#list.tellChange();
          return work(context).finally(() => this.#running.delete(key));
        });
        context.report({ message: vscode.l10n.t('Looking how it is now') });
        await this.#list.refreshFolder(folder);
        this.#list.tellChange();
        return outcome.kind === 'done' ? this.#judged(action, folder, machine, outcome) : outcome;
      },
      { title: titleOf(action, withoutMarkup(machine)), place: { notification: true } },
    );
  }

  async #carryOut(folder: string, order: ActionOrder, context: WorkContext): Promise<Outcome<void>> {
    const channel = this.#channel;
    const words = { count: 0 };
    try {
      const outcome = await runAction(folder, order, context, (line) => {
        words.count += 1;
        channel.appendLine(line);
      });
      if (outcome.kind !== 'done' && words.count > 0) this.#lookAfter(order);
      return outcome;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What did not end well may have left something behind, which a person is told of once Vagrant has said how it is. */
  #lookAfter(order: ActionOrder): void {
    const look = async (): Promise<void> => {
      await offerOrphans(order, this.#services);
      await this.#list.refreshFolder(order.folder);
      await this.#offerDestruction(order);
    };
    look().catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
  }

  /** Vagrant leaves a machine where it is whose first start was stopped (2.3.4 with vagrant-lxc 1.4.3). */
  async #offerDestruction({ action, folder, isNew, machine: name }: ActionOrder): Promise<void> {
    const machine = this.#list.find(folder, name);
    const isThere = machine !== undefined && machineKindOf(machine.state) !== 'absent';
    if (action !== 'up' || !isNew || !isThere) return;
    const destroy = vscode.l10n.t('Vagrant Destroy…');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The first start of {0} did not end: the machine is there, and may not work.',
        withoutMarkup(name),
      ),
      destroy,
    );
    if (chosen === destroy) {
      await vscode.commands.executeCommand(commandIds.vagrantDestroy, { kind: 'machine', machine });
    }
  }

  /** An exit code of 0 is not enough: the machine must be what was asked for. */
  #judged(action: ActionName, folder: string, name: string, outcome: Outcome<void>): Outcome<void> {
    const machine = this.#list.find(folder, name);
    // A snapshot leaves a machine as it was.
    if (action === 'saveSnapshot' || action === 'restoreSnapshot') return outcome;
    const wanted = action === 'halt' ? 'stopped' : action === 'destroy' ? 'absent' : 'running';
    if (machine === undefined || machineKindOf(machine.state) === wanted) return outcome;
    // A machine that is not there cannot be stopped, which is as good.
    if (wanted === 'stopped' && machineKindOf(machine.state) === 'absent') return outcome;
    const message = vscode.l10n.t('Vagrant ended well, but says that the machine is: {0}', machine.state);
    return failed({ title: titleOf(action, name), message, cause: new Error(message), nextSteps: [] });
  }
}

function titleOf(action: ActionName, machine: string): string {
  switch (action) {
    case 'up':
      return vscode.l10n.t('Starting {0}', machine);
    case 'halt':
      return vscode.l10n.t('Stopping {0}', machine);
    case 'destroy':
      return vscode.l10n.t('Destroying {0}', machine);
    case 'provision':
      return vscode.l10n.t('Provisioning {0}', machine);
    case 'saveSnapshot':
      return vscode.l10n.t('Saving a snapshot of {0}', machine);
    case 'restoreSnapshot':
      return vscode.l10n.t('Restoring a snapshot of {0}', machine);
  }
}
