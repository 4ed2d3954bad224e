import type { CommandLine } from '../commandLine.ts';

/** Variables that Packer always gets: it asks nobody for newer versions, and prints no colours. */
export const packerEnvironment: Readonly<Record<string, string>> = {
  CHECKPOINT_DISABLE: '1',
  PACKER_NO_COLOR: '1',
};

/** What variables of a template are given. */
export interface GivenVariables {
  /** By name; anybody on this machine can read them. */
  readonly plain: Readonly<Record<string, string>>;
  /** Paths of files of variables. What is secret is in one of these and nowhere else. */
  readonly files?: readonly string[];
}

/** What is baked, and how. */
export interface BakeRequest extends GivenVariables {
  /** Path of the folder or file of the template, from the folder that Packer runs in. */
  readonly template: string;
  /** Names of the builds; all when left out. */
  readonly only?: readonly string[];
  /** Leaves the instance and what belongs to it as they are when a step fails. */
  readonly keepsInstance?: boolean;
}

/**
 * The command that bakes.
 * @param program - Packer
 * @param request - what is baked
 */
export function buildCommand(program: string, request: BakeRequest): CommandLine {
  return {
    program,
    arguments: [
      'build',
      '-color=false',
      '-timestamp-ui',
      ...(request.keepsInstance === true ? ['-on-error=abort'] : []),
      ...selection(request),
      request.template,
    ],
  };
}

/**
 * The command that says what is wrong with a template. It asks AWS nothing and needs no credentials.
 * @param program - Packer
 * @param request - what would be baked
 */
export function validateCommand(
  program: string,
  request: Pick<BakeRequest, 'template' | 'only' | 'plain' | 'files'>,
): CommandLine {
  return { program, arguments: ['validate', ...selection(request), request.template] };
}

/**
 * The command that formats the files of a template; of HCL only.
 * @param program - Packer 1.6 or later
 * @param template - path of its folder
 */
export function formatCommand(program: string, template: string): CommandLine {
  return { program, arguments: ['fmt', template] };
}

/**
 * The command that installs the plugins that a folder names.
 * @param program - Packer 1.7 or later
 * @param folder - with the block `required_plugins`
 */
export function initCommand(program: string, folder: string): CommandLine {
  return { program, arguments: ['init', folder] };
}

function selection({ only, plain, files = [] }: Omit<BakeRequest, 'keepsInstance'>): string[] {
  return [
    ...(only === undefined ? [] : [`-only=${only.join(',')}`]),
    ...Object.entries(plain).map(([name, value]) => `-var=${name}=${value}`),
    ...files.map((file) => `-var-file=${file}`),
  ];
}
