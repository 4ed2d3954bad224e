import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { CancelledError } from '../core/outcome/outcome.ts';
import type { CommandLine } from '../tools/commandLine.ts';
import { type ProgramEnd, runProgram } from '../tools/runProgram.ts';
import { vagrantErrorOf } from '../tools/vagrant/machineReadable.ts';
import { vagrantVariables } from '../tools/vagrant/vagrantCommand.ts';

/** How long Vagrant may take to answer, in milliseconds; a second or two is usual. */
const timeLimit = 60_000;

/** How often and after how long it is asked again while something else holds a machine, in milliseconds. */
const tries = 5;
const pause = 2000;

/**
 * Asks Vagrant something, again while another Vagrant, of a terminal for instance, does something with the machine.
 * @param folder - path of the folder of a Vagrantfile, which is run: never call it in a workspace that is not trusted
 * @param command - what to ask
 * @param signal - ends the asking; never, when left out
 * @returns what it printed
 * @throws CancelledError when the signal was aborted
 * @throws Error in Vagrant's words when it does not say
 */
export async function askVagrant(
  folder: string,
  command: CommandLine,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const call = { ...command, environment: vagrantVariables, folder, timeLimit };
    const end = await runProgram(call, signal);
    if (end.kind === 'cancelled') throw new CancelledError('Stopped.');
    if (end.kind === 'exited' && end.code === 0) return end.stdout;
    if (attempt === tries || !isLocked(end)) throw new Error(whyNot(end, command));
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether another Vagrant, of a terminal for instance, is doing something with the machine. */
function isLocked(end: ProgramEnd): boolean {
  // Only some commands say it for machines.
  if (!('stdout' in end)) return false;
  const isSaid = end.stdout
    .split('\n')
    .some((line) => vagrantErrorOf(line)?.name === 'MachineActionLockedError');
  // Two that read its index at a time may delete each other's lock, and one ends with that (Vagrant 2.3.4, unlocked_release).
  return isSaid || end.stderr.includes('because it is locked') || end.stderr.includes('machine_index.rb');
}

function whyNot(end: ProgramEnd, { program }: CommandLine): string {
  switch (end.kind) {
    case 'not-found':
      return vscode.l10n.t(
        '{0} is not there. The setting {1} names it; AMI Bakery: Check Tools and Credentials says how to install it.',
        program,
        'amiBakery.vagrantPath',
      );
    case 'not-executable':
      return vscode.l10n.t('{0} cannot be run.', end.path);
    case 'cancelled':
      return vscode.l10n.t('Vagrant was stopped.');
    case 'timed-out':
      return vscode.l10n.t('Vagrant did not answer for {0} seconds.', timeLimit / 1000);
    default: {
      const told = end.stdout.split('\n').flatMap((line) => vagrantErrorOf(line)?.message ?? []);
      return told.at(-1) ?? (end.stderr.trim() || vscode.l10n.t('Vagrant ended without a word.'));
    }
  }
}
