import * as z from 'zod/mini';
import { policyOf, policySettingsSchema } from '../core/cleanup/policySettings.ts';
import type { CleanupPolicy } from '../core/cleanup/cleanupPolicy.ts';
import { defaultTagNames, type Environment } from '../core/environments/environment.ts';
import { type Variables, variable } from '../core/environments/variables.ts';
import { parseJson } from '../core/text/parseJson.ts';
import { hour } from '../core/time/durations.ts';

const settingsSchema = z.strictObject({
  environments: z
    .array(
      z.strictObject({
        name: z.string(),
        regions: z.array(z.string()).check(z.minLength(1)),
        roleArn: z.optional(z.string()),
        accountId: z.optional(z.string().check(z.regex(/^\d{12}$/u))),
      }),
    )
    .check(z.minLength(1)),
  tags: z.optional(
    z.strictObject({
      service: z.optional(z.string()),
      environment: z.optional(z.string()),
      version: z.optional(z.string()),
    }),
  ),
  policy: z.optional(policySettingsSchema),
  /** Name that the parameters of the functions begin with. */
  parameters: z.string().check(z.regex(/^\/[\w./-]*\w$/u)),
  cleanup: z.optional(
    z.strictObject({
      /** Only `true` lets anything be deleted. */
      isOn: z.optional(z.boolean()),
      waitHours: z.optional(z.number().check(z.gte(1))),
    }),
  ),
});

/** How the functions work. */
export interface LambdaSettings {
  readonly environments: readonly Environment[];
  readonly policy: CleanupPolicy;
  /** Name that the parameters of SSM begin with: `/ami-bakery`. */
  readonly parameters: string;
  /** Where they are. */
  readonly home: { readonly environment: Environment; readonly region: string };
  readonly isOn: boolean;
  /** How long an image stays disabled before it is deregistered, in milliseconds. */
  readonly wait: number;
}

/** The usual wait: a day, in which what needs the image fails to launch, and somebody may notice. */
const usualWaitHours = 24;

/**
 * How the functions work, by the variable `AMI_BAKERY_SETTINGS` that the template sets.
 * @param variables - environment variables of this process
 * @throws Error that says what is wrong with it
 */
export function settingsFrom(variables: Variables): LambdaSettings {
  const text = variable(variables, 'AMI_BAKERY_SETTINGS') ?? '';
  const reading = settingsSchema.safeParse(parseJson(text));
  if (!reading.success) {
    throw new Error(`AMI_BAKERY_SETTINGS is not understood: ${z.prettifyError(reading.error)}`, {
      cause: reading.error,
    });
  }
  const { environments, tags = {}, policy = {}, parameters, cleanup = {} } = reading.data;
  const region = variable(variables, 'AWS_REGION');
  if (region === undefined) throw new Error('AWS_REGION is not set. Lambda sets it.');
  const tagNames = {
    service: tags.service ?? defaultTagNames.service,
    environment: tags.environment ?? defaultTagNames.environment,
    version: tags.version ?? defaultTagNames.version,
  };
  const environmentOf = (definition: (typeof environments)[number]): Environment => ({
    id: definition.name,
    name: definition.name,
    profile: undefined,
    regions: definition.regions,
    roleArn: definition.roleArn,
    endpoint: undefined,
    accountId: definition.accountId,
    tagNames,
    packerVariables: {},
    source: { kind: 'variables' },
  });
  return {
    environments: environments.map(environmentOf),
    policy: policyOf(policy),
    parameters,
    home: { environment: environmentOf({ name: 'home', regions: [region] }), region },
    isOn: cleanup.isOn === true,
    wait: (cleanup.waitHours ?? usualWaitHours) * hour,
  };
}
