import type { Environment } from '../environments/environment.ts';
import type { CallerIdentity } from '../environments/identity.ts';

/** The programs that AMI Bakery works with. */
export const toolIds = ['awsCli', 'packer', 'ansiblePlaybook', 'vagrant'] as const;

/** One of the programs that AMI Bakery works with. */
export type ToolId = (typeof toolIds)[number];

/** What each tool is called; names are not translated. */
export const toolNames: Readonly<Record<ToolId, string>> = {
  awsCli: 'AWS CLI',
  packer: 'Packer',
  ansiblePlaybook: 'Ansible',
  vagrant: 'Vagrant',
};

/** What asking a tool for its version came to. Paths are absolute, versions as the tool writes them. */
export type ToolState =
  | { readonly kind: 'ok'; readonly path: string; readonly version: string }
  | { readonly kind: 'too-old'; readonly path: string; readonly version: string; readonly minimum: string }
  | { readonly kind: 'not-found' }
  /** It is there but cannot be started; in the system's words, which may be empty. */
  | { readonly kind: 'not-executable'; readonly path: string; readonly words: string }
  /** A program of the same name that is something else. */
  | { readonly kind: 'other-program'; readonly path: string; readonly package: string }
  /** It ran and said nothing that is a version; in its own words, which may be empty. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly words: string }
  | { readonly kind: 'no-answer'; readonly path: string; readonly seconds: number }
  /** Restricted Mode: nothing was run. */
  | { readonly kind: 'not-run' };

/** What to do about something that is not in order. */
export interface Fix {
  /** For a person, translated. */
  readonly words: string;
  /** What to run in a terminal, exactly; undefined where no command helps. */
  readonly command: string | undefined;
  /** Address of a page that says more. */
  readonly page?: string | undefined;
}

/** One tool and how it is. */
export interface ToolCheck {
  readonly id: ToolId;
  /** As the settings name it: a name on PATH, or a path. */
  readonly program: string;
  /** Id of the setting that names it. */
  readonly setting: string;
  readonly state: ToolState;
  readonly fix: Fix | undefined;
}

/** What asking AWS for the identity of an environment came to. */
export type IdentityState =
  | { readonly kind: 'ok'; readonly identity: CallerIdentity }
  /** A person would not answer a question that it needs, for an MFA code. */
  | { readonly kind: 'not-asked' }
  | {
      readonly kind: 'failed';
      /** In our words, short. */
      readonly title: string;
      /** In AWS's. */
      readonly message: string;
    };

/** One environment and who its credentials belong to. */
export interface IdentityCheck {
  readonly environment: Environment;
  readonly state: IdentityState;
  readonly fix: Fix | undefined;
  /** True when signing in with the AWS CLI may mend it. */
  readonly canSignIn: boolean;
}

/** Everything that one check found. */
export interface CheckResults {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isTrusted: boolean;
  readonly tools: readonly ToolCheck[];
  readonly identities: readonly IdentityCheck[];
  /** How many mistakes there are in the workspace's `ami-bakery.json` files. */
  readonly configurationProblems: number;
}

/**
 * Whether a tool is in order, as far as it was looked at.
 * @param check - one tool
 */
export function isToolInOrder({ state }: ToolCheck): boolean {
  return state.kind === 'ok' || state.kind === 'not-run';
}

/**
 * What needs a person's attention, by name, tools first. Empty when all that was checked is in order.
 * @param results - what the check found
 */
export function namesInTrouble({ tools, identities }: CheckResults): string[] {
  return [
    ...tools.filter((tool) => !isToolInOrder(tool)).map(({ id }) => toolNames[id]),
    ...identities.filter(({ state }) => state.kind === 'failed').map(({ environment }) => environment.name),
  ];
}
