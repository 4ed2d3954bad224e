import type { CommandLine } from '../commandLine.ts';
import type { CallbackSettings } from './ansibleConfig.ts';

/** What is run, and on what. */
export interface PlaybookRun {
  /** Path of the playbook; relative to the folder that Ansible runs in. */
  readonly playbook: string;
  /** Hosts by name, or the path of an inventory. */
  readonly inventory: { readonly hosts: readonly string[] } | { readonly file: string };
  /** How the hosts are reached; left out for an inventory that says it. */
  readonly ssh?: {
    /** Path of an ssh_config. */
    readonly config: string;
    /** Name of a variable that goes to the machines. */
    readonly sendsVariable: string;
  };
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  /** A host pattern. */
  readonly limit?: string;
  /** Name of the first task, or a pattern of it. */
  readonly startAtTask?: string;
  /** Changes nothing and says what it would change. */
  readonly isCheck?: boolean;
  readonly showsDiff?: boolean;
  /** Paths of files of variables, the last of which counts most: their values never stand in arguments, which others can read. */
  readonly extraVars?: readonly string[];
}

/**
 * How often a machine must say that it is there, in seconds, and how often it may be silent: else a run on one that was
 * stopped waits for hours (ssh_config(5), ServerAliveInterval; Linux gives a connection up after 15 minutes at the earliest).
 */
const aliveInterval = 15;
const mostSilent = 3;

/** Where a run tells what it does. */
export interface EventSettings {
  /** Path of the file that the callback plugin writes. */
  readonly file: string;
  /** Folder of the callback plugin. */
  readonly pluginFolder: string;
  /** The person's own callback plugins, which go on working. */
  readonly callbacks: CallbackSettings;
}

/**
 * The arguments that run a playbook.
 * @param program - ansible-playbook
 * @param run - what is run
 */
export function playbookCommand(program: string, run: PlaybookRun): CommandLine {
  const inventory = 'file' in run.inventory ? run.inventory.file : `${run.inventory.hosts.join(',')},`;
  return {
    program,
    arguments: [
      '--inventory',
      inventory,
      ...(run.ssh === undefined ? [] : ['--ssh-common-args', sshArguments(run.ssh)]),
      ...(run.tags ?? []).flatMap((tag) => option('--tags', tag)),
      ...(run.skipTags ?? []).flatMap((tag) => option('--skip-tags', tag)),
      ...option('--limit', run.limit),
      ...option('--start-at-task', run.startAtTask),
      ...(run.isCheck === true ? ['--check'] : []),
      ...(run.showsDiff === true ? ['--diff'] : []),
      ...(run.extraVars ?? []).flatMap((file) => ['--extra-vars', `@${file}`]),
      // A name that begins with a dash is no option.
      '--',
      run.playbook,
    ],
  };
}

/**
 * The variables that make a run tell what it does, beside the person's own callback plugins: Ansible takes these variables
 * in the place of what its configuration says.
 * @param events - where it tells it
 */
export function eventVariables({ file, pluginFolder, callbacks }: EventSettings): Record<string, string> {
  return {
    AMI_BAKERY_EVENTS: file,
    ANSIBLE_CALLBACKS_ENABLED: [...callbacks.enabled, 'ami_bakery'].join(','),
    ANSIBLE_CALLBACK_PLUGINS: [...callbacks.folders, pluginFolder].join(':'),
  };
}

function option(name: string, value: string | undefined): string[] {
  // In one word, so that a value that begins with a dash is no option.
  return value === undefined ? [] : [`${name}=${value}`];
}

function sshArguments({ config, sendsVariable }: NonNullable<PlaybookRun['ssh']>): string {
  const alive = `-o ServerAliveInterval=${aliveInterval} -o ServerAliveCountMax=${mostSilent}`;
  return `-F ${quotedForSplit(config)} -o SendEnv=${sendsVariable} ${alive}`;
}

/** A word as Ansible takes it out of a line of arguments (Python's shlex). */
function quotedForSplit(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
