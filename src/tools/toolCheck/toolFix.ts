import { isAbsolute } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Fix, ToolCheck, ToolId } from '../../core/toolCheck/toolCheck.ts';
import { asTyped } from '../commandLine.ts';
import { findProgram } from '../findProgram.ts';
import { versionQueries } from './versionQueries.ts';

/** What decides how a tool is installed on this machine. */
export interface MachineKind {
  readonly platform: NodeJS.Platform;
  /** Undefined where there is neither. */
  readonly packageManager: 'apt' | 'homebrew' | undefined;
}

/** How one tool is installed. */
interface Installation {
  /** The maker's own page on it. */
  readonly page: string;
  /** Name of the package in Debian 12. */
  readonly apt: string;
  /** Name of the formula, with its tap where it is the maker's. */
  readonly homebrew: string;
}

/** Sources: the pages named here; `apt-cache policy` on Debian 12; formulae.brew.sh and github.com/hashicorp/homebrew-tap. */
const installations: Readonly<Record<ToolId, Installation>> = {
  awsCli: {
    page: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
    apt: 'awscli',
    homebrew: 'awscli',
  },
  packer: {
    page: 'https://developer.hashicorp.com/packer/install',
    apt: 'packer',
    homebrew: 'hashicorp/tap/packer',
  },
  ansiblePlaybook: {
    page: 'https://docs.ansible.com/ansible/latest/installation_guide/intro_installation.html',
    apt: 'ansible-core',
    homebrew: 'ansible',
  },
  vagrant: {
    page: 'https://developer.hashicorp.com/vagrant/install',
    apt: 'vagrant',
    homebrew: 'hashicorp/tap/hashicorp-vagrant',
  },
};

const packageManagers = {
  linux: { name: 'apt', program: 'apt-get' },
  darwin: { name: 'homebrew', program: 'brew' },
} as const;

/** Finds out what kind of machine this is, and whether its usual package manager is on PATH. */
export async function machineKind(): Promise<MachineKind> {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'darwin') return { platform, packageManager: undefined };
  const { name, program } = packageManagers[platform];
  const { kind } = await findProgram(program);
  return { platform, packageManager: kind === 'found' ? name : undefined };
}

/**
 * What to do about a tool that is not in order.
 * @param check - the tool and how it is
 * @param machine - what kind of machine this is
 * @returns undefined when it is in order, or was not looked at
 */
export function toolFix(
  { id, program, state }: Pick<ToolCheck, 'id' | 'program' | 'state'>,
  machine: MachineKind,
): Fix | undefined {
  const { page, homebrew } = installations[id];
  switch (state.kind) {
    case 'ok':
    case 'not-run':
      return undefined;
    case 'not-found':
      return missingFix(id, program, machine);
    case 'too-old':
      return {
        words: l10n.t('Install {0} or later.', state.minimum),
        command: machine.packageManager === 'homebrew' ? `brew upgrade ${homebrew}` : undefined,
        page,
      };
    case 'other-program':
      return {
        words: l10n.t('Put the right one before it on PATH, or say in the setting where it is.'),
        command: undefined,
        page,
      };
    case 'not-executable':
      return {
        words: l10n.t('Install it anew, or say in the setting where a working one is.'),
        command: undefined,
        page,
      };
    case 'unreadable':
    case 'no-answer':
      return {
        words: l10n.t('Run it to see what is wrong, or say in the setting where another one is.'),
        command: asTyped({ program: state.path, arguments: versionQueries[id].arguments }),
      };
  }
}

function missingFix(id: ToolId, program: string, machine: MachineKind): Fix {
  const { page, apt, homebrew } = installations[id];
  const isPath = /[/\\]/u.test(program);
  if (isPath) {
    return {
      words: isAbsolute(program)
        ? l10n.t('Correct the path in the setting, or install it there.')
        : l10n.t('Give the setting a name that is on PATH, or an absolute path.'),
      command: undefined,
      page,
    };
  }
  if (id === 'ansiblePlaybook' && machine.platform === 'win32') {
    return {
      words: l10n.t('Ansible does not run on Windows. Open the folder in WSL and install it there.'),
      command: undefined,
      page,
    };
  }
  const commands = { apt: `sudo apt-get install ${apt}`, homebrew: `brew install ${homebrew}` };
  return {
    words: l10n.t('Install it, or say in the setting where it is.'),
    command: machine.packageManager === undefined ? undefined : commands[machine.packageManager],
    page,
  };
}
