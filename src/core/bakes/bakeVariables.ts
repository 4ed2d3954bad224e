import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import type { PackerTemplate, TemplateVariable } from '../templates/template.ts';

/** What is known of a bake before anybody is asked. */
export interface BakeFacts {
  readonly bakeId: string;
  readonly environment: Environment;
  readonly region: string;
  /** Who may connect to the instance: `192.0.2.7/32`; undefined while nobody has said it. */
  readonly sourceCidr: string | undefined;
  /** What is baked; undefined outside of a Git repository. */
  readonly commit: string | undefined;
  /** Path of a file for the list of packages. */
  readonly packageList: string;
}

/**
 * What variables of these names are given by us, where a template has them; those of `packer/` do. A template of somebody
 * else may mean something else by a name: the command is shown before it is run, and each can be given otherwise.
 * @param facts - what is known
 */
export function knownVariables(facts: BakeFacts): ReadonlyMap<string, string> {
  const known: readonly (readonly [string, string | undefined])[] = [
    ['environment', facts.environment.name],
    ['region', facts.region],
    ['aws_region', facts.region],
    ['source_cidr', facts.sourceCidr],
    ['git_commit', facts.commit],
    ['bake_id', facts.bakeId],
    ['ec2_endpoint', facts.environment.endpoint],
    ['package_list', facts.packageList],
  ];
  return new Map(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Name of the variable that says who may connect to the instance. */
export const sourceCidrVariable = 'source_cidr';

/** Variables of a bake: what they are given, and what nobody knows yet. */
export interface VariablePlan {
  readonly given: ReadonlyMap<string, string>;
  /** Those that a person must say: no default, and nothing known. */
  readonly unset: readonly TemplateVariable[];
}

/**
 * What the variables of a template are given. What the workspace says for the environment counts more than what is known
 * anyway; a template is given nothing that it does not declare.
 * @param template - what is baked
 * @param known - {@link knownVariables}
 * @param configured - by name, what the workspace says
 * @param isSaid - whether Packer reads a variable, by its name, from its own environment (`PKR_VAR_…`)
 */
export function planVariables(
  { variables }: PackerTemplate,
  known: ReadonlyMap<string, string>,
  configured: Readonly<Record<string, string>>,
  isSaid: (name: string) => boolean = () => false,
): VariablePlan {
  const given = new Map<string, string>();
  const unset: TemplateVariable[] = [];
  const said = new Map(Object.entries(configured));
  for (const variable of variables) {
    const value = said.get(variable.name) ?? known.get(variable.name);
    if (value !== undefined) given.set(variable.name, value);
    else if (variable.default === undefined && !isSaid(variable.name)) unset.push(variable);
  }
  return { given, unset };
}

/**
 * Why a template cannot be baked in an environment; undefined where it can. One whose calls go elsewhere than to AWS must
 * never bake at AWS: Packer before its plugin 1.3 reads no endpoint but that of the template.
 * @param template - what would be baked
 * @param environment - where
 * @param given - what its variables are given
 */
export function refusalOf(
  template: PackerTemplate,
  { name, endpoint }: Environment,
  given: ReadonlyMap<string, string>,
): string | undefined {
  if (template.builds.length === 0) return l10n.t('{0} makes no image.', template.path);
  const bakesAtAws = template.builds.some(({ type }) => type.startsWith('amazon-'));
  if (endpoint === undefined || !bakesAtAws || given.get('ec2_endpoint') === endpoint) return undefined;
  return l10n.t(
    'The calls of {0} go to {1} and not to AWS, but {2} has no variable ec2_endpoint that says so to Packer: it would bake at AWS itself.',
    name,
    endpoint,
    template.path,
  );
}
