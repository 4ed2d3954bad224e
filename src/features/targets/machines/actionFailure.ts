import * as vscode from 'vscode';
import type { Failure, NextStep } from '../../../core/outcome/failure.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import type { ActionName, ActionOrder, ActionStep } from './actionOrder.ts';
import type { StepEnd } from './runAction.ts';

/** Errors of a machine whose provider is not there (Vagrant 2.3.4, locales/en.yml). */
const providerErrors: readonly string[] = [
  'NoDefaultProvider',
  'ProviderNotFound',
  'ProviderNotFoundSuggestion',
  'ProviderNotUsable',
];

/**
 * Why an action could not be done, in the words of who refused.
 * @param order - what was to be done
 * @param step - at which it ended
 * @param ended - how
 */
export function failureOf(order: ActionOrder, { program }: ActionStep, ended: StepEnd): Failure {
  const { end, error, lastWords } = ended;
  const words = error?.message ?? lastWords;
  const code =
    end.kind === 'lost'
      ? vscode.l10n.t('{0} was killed.', program)
      : vscode.l10n.t('{0} ended with exit code {1}.', program, end.code);
  const isProvider = error !== undefined && providerErrors.includes(error.name);
  return {
    title: titleOf(order.action, order.machine),
    message: [words.trim() === '' ? code : words.trim(), ...(isProvider ? [providerWords()] : [])].join(' '),
    cause: new Error(`${code} ${words}`),
    nextSteps: [showOutput(), ...(isProvider ? [checkTools()] : [])],
  };
}

/**
 * Why an action of an earlier window is not gone on with.
 * @param order - that was left half-way, long ago
 * @param next - the step that was not taken
 */
export function leftHalfWay(order: ActionOrder, next: ActionStep): Failure {
  const message = vscode.l10n.t(
    'An earlier window was closed before “{0}”, and it was too long ago to go on. See how the machine is, and do it again.',
    next.title,
  );
  return {
    title: titleOf(order.action, order.machine),
    message,
    cause: new Error(message),
    nextSteps: [],
  };
}

function titleOf(action: ActionName, machine: string): string {
  switch (action) {
    case 'up':
      return vscode.l10n.t('{0} could not be started', machine);
    case 'halt':
      return vscode.l10n.t('{0} could not be stopped', machine);
    case 'destroy':
      return vscode.l10n.t('{0} could not be destroyed', machine);
    case 'provision':
      return vscode.l10n.t('{0} could not be provisioned', machine);
    case 'saveSnapshot':
      return vscode.l10n.t('No snapshot of {0} could be saved', machine);
    case 'restoreSnapshot':
      return vscode.l10n.t('No snapshot of {0} could be restored', machine);
  }
}

function providerWords(): string {
  return vscode.l10n.t(
    'Install VirtualBox, libvirt, VMware, Parallels or Docker; on Debian, as root, lxc does it without downloads: apt-get install vagrant-lxc debootstrap.',
  );
}

function showOutput(): NextStep {
  return { title: vscode.l10n.t('Show Output'), command: commandIds.showVagrantOutput, arguments: [] };
}

function checkTools(): NextStep {
  return { title: vscode.l10n.t('Check Tools'), command: commandIds.checkTools, arguments: [] };
}
