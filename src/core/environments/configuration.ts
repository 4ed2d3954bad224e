import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import * as z from 'zod/mini';
import { endpointPattern } from './endpoint.ts';
import { type AwsProfile, defaultTagNames, type Environment, type TagNames } from './environment.ts';
import { regionCodePattern, regionPlaceholder } from './partition.ts';
import { syntaxWords } from './syntaxWords.ts';

/** Name of the file, at the root of a workspace folder, that says what a team shares. */
export const configurationFileName = 'ami-bakery.json';

const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

// Sources of the patterns: IAM User Guide "IAM identifiers" (role ARNs), EC2 User Guide "Tag restrictions" (key length).
// Account ids have 12 digits.
const name = () => z.string().check(z.regex(/\S/u, { error: () => l10n.t('must not be empty') }));
const tagKey = () =>
  z
    .string()
    .check(
      z.minLength(1, { error: () => l10n.t('must not be empty') }),
      z.maxLength(128, { error: () => l10n.t('is longer than 128 characters') }),
    );

const tagsSchema = described(
  z.strictObject({
    service: z.optional(
      described(tagKey(), 'Tag that names the service an image is built for. Default: Service.'),
    ),
    environment: z.optional(
      described(tagKey(), 'Tag that names the environment an image belongs to. Default: Environment.'),
    ),
    version: z.optional(described(tagKey(), 'Tag that names the version of an image. Default: Version.')),
  }),
  'Which tag keys mean service, environment and version.',
);

const environmentSchema = described(
  z.strictObject({
    name: described(name(), 'What people call this environment: dev, staging, prod. Unique in this file.'),
    profile: z.optional(
      described(name(), 'AWS profile to sign with. Without it the AWS default provider chain decides.'),
    ),
    regions: described(
      z
        .array(
          z.string().check(
            z.regex(regionCodePattern, {
              error: () => l10n.t('is not a region code such as us-east-1'),
            }),
          ),
        )
        .check(z.minLength(1, { error: () => l10n.t('must name at least one region') })),
      'Regions whose images are read, such as us-east-1.',
    ),
    roleArn: z.optional(
      described(
        z.string().check(
          z.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/u, {
            error: () => l10n.t('is not the ARN of an IAM role'),
          }),
        ),
        'Role to assume with the credentials of the profile.',
      ),
    ),
    endpoint: z.optional(
      described(
        z.string().check(
          z.regex(endpointPattern, {
            error: () =>
              l10n.t('is neither an https address nor an http address of this machine, such as 127.0.0.1'),
            abort: true,
          }),
          z.refine((text) => URL.canParse(text), { error: () => l10n.t('is not an address') }),
        ),
        'Address that every call of this environment goes to instead of AWS, in all its regions: to EC2, Auto Scaling, SSM and STS. Signing in is left to AWS. With https, or with http on this machine (localhost, 127.0.0.1, [::1]); without user name and password.',
      ),
    ),
    accountId: z.optional(
      described(
        z.string().check(z.regex(/^\d{12}$/u, { error: () => l10n.t('is not an account id of 12 digits') })),
        'Account the credentials must belong to. Any other account is an error and nothing is read.',
      ),
    ),
    tags: z.optional(tagsSchema),
    packerVariables: z.optional(
      described(
        z.record(name(), z.string()),
        'Values for variables of Packer templates that are baked in this environment: a subnet for instance. A template is given only those that it declares. Nothing secret belongs here.',
      ),
    ),
  }),
  'One AWS account and its regions.',
);

/**
 * The text of a new `ami-bakery.json`: one environment for each profile, to be edited. Where nobody said a region, a
 * placeholder stands that the schema takes for a mistake: a region that was guessed would show as one without images.
 * @param profiles - the AWS profiles of this machine; without any, an example stands in
 */
export function configurationTemplate(profiles: readonly AwsProfile[]): string {
  const environments = profiles.map(({ name: profile, region }) => ({
    name: profile,
    profile,
    regions: [region ?? regionPlaceholder],
  }));
  const example = { name: 'dev', profile: 'default', regions: [regionPlaceholder] };
  return `${JSON.stringify({ environments: environments.length > 0 ? environments : [example] }, undefined, 2)}\n`;
}

/** The shape of `ami-bakery.json`. Its JSON Schema, shipped in `schemas/`, is generated from this. */
export const configurationSchema = z.strictObject({
  $schema: z.optional(z.string()),
  environments: described(
    z
      .array(environmentSchema)
      .check(z.minLength(1, { error: () => l10n.t('must name at least one environment') })),
    'Environments in their order of promotion, the first one first.',
  ),
  tags: z.optional(tagsSchema),
});

/** What a valid `ami-bakery.json` says. */
export type Configuration = z.infer<typeof configurationSchema>;

/** A place in a text: UTF-16 offset from its start, and length. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Something wrong with `ami-bakery.json`, at its place. */
export interface ConfigurationProblem {
  /**
   * `syntax` and `schema` problems are the ones VS Code's JSON support shows as well while the file is open;
   * `rule` problems are those no JSON Schema can state.
   */
  readonly kind: 'syntax' | 'schema' | 'rule';
  readonly message: string;
  readonly range: TextRange;
}

/** What reading `ami-bakery.json` gave: a configuration when nothing is wrong, problems otherwise. */
export interface ConfigurationReading {
  readonly configuration: Configuration | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Reads the text of an `ami-bakery.json`.
 * @param text - JSON; comments and trailing commas are allowed, as in VS Code's own configuration files
 */
export function readConfiguration(text: string): ConfigurationReading {
  try {
    return readTree(text);
  } catch (thrown) {
    // The parser calls itself for each level.
    if (!(thrown instanceof RangeError)) throw thrown;
    const message = l10n.t('The file is nested too deeply to be read.');
    return {
      configuration: undefined,
      problems: [{ kind: 'rule', message, range: { offset: 0, length: text.length } }],
    };
  }
}

function readTree(text: string): ConfigurationReading {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/u, ' '), errors, { allowTrailingComma: true });
  if (root === undefined || errors.length > 0) {
    return { configuration: undefined, problems: syntaxProblems(errors, text) };
  }
  const repeated = repeatedKeys(root);
  if (repeated.length > 0) return { configuration: undefined, problems: repeated };
  const parsed = configurationSchema.safeParse(valueOf(root));
  if (!parsed.success) {
    return {
      configuration: undefined,
      problems: parsed.error.issues.flatMap((issue) => schemaProblems(root, issue)),
    };
  }
  const problems = duplicateNames(root, parsed.data);
  return { configuration: problems.length === 0 ? parsed.data : undefined, problems };
}

/**
 * The environments that a configuration names, in its order.
 * @param configuration - a valid configuration
 * @param file - where it was read, as the reader would name it; part of the environments' ids
 */
export function environmentsOf(configuration: Configuration, file: string): Environment[] {
  return configuration.environments.map((entry) => ({
    id: `${file}#${entry.name}`,
    name: entry.name,
    profile: entry.profile,
    regions: [...new Set(entry.regions)],
    roleArn: entry.roleArn,
    endpoint: entry.endpoint,
    accountId: entry.accountId,
    tagNames: overlay(overlay(defaultTagNames, configuration.tags), entry.tags),
    packerVariables: entry.packerVariables ?? {},
    source: { kind: 'workspace', file },
  }));
}

function overlay(base: TagNames, over: Configuration['tags']): TagNames {
  return {
    service: over?.service ?? base.service,
    environment: over?.environment ?? base.environment,
    version: over?.version ?? base.version,
  };
}

/** jsonc-parser's own getNodeValue keeps `__proto__` as a prototype; own properties only are wanted here. */
function valueOf(node: Node): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        (node.children ?? []).flatMap((property) => {
          const [key, value] = property.children ?? [];
          return key === undefined || value === undefined ? [] : [[String(key.value), valueOf(value)]];
        }),
      );
    case 'array':
      return (node.children ?? []).map(valueOf);
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'property':
      return node.value;
  }
}

/** Of two properties of one name JSON takes one and says nothing of the other. */
function repeatedKeys(node: Node): ConfigurationProblem[] {
  const seen = new Set<unknown>();
  return (node.children ?? []).flatMap((child) => {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    const below = repeatedKeys(child);
    if (key === undefined || !seen.has(key.value)) {
      seen.add(key?.value);
      return below;
    }
    const message = l10n.t('Property {0} stands here more than once.', String(key.value));
    return [{ kind: 'rule' as const, message, range: { offset: key.offset, length: key.length } }, ...below];
  });
}

function syntaxProblems(errors: readonly ParseError[], text: string): ConfigurationProblem[] {
  if (text.trim() === '') {
    return [
      { kind: 'syntax', message: l10n.t('The file is empty.'), range: { offset: 0, length: text.length } },
    ];
  }
  return errors.map((error) => ({
    kind: 'syntax',
    message: syntaxWords(error.error),
    range: { offset: error.offset, length: Math.max(error.length, 1) },
  }));
}

function schemaProblems(root: Node, issue: z.core.$ZodIssue): ConfigurationProblem[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      kind: 'schema',
      message: l10n.t('Property {0} is not known here.', key),
      range: keyRange(root, [...path, key]),
    }));
  }
  const last = path.at(-1);
  const isMissing = findNodeAtLocation(root, path) === undefined;
  if (isMissing && typeof last === 'string') {
    return [
      {
        kind: 'schema',
        message: l10n.t('Property {0} is missing.', last),
        range: keyRange(root, path.slice(0, -1)),
      },
    ];
  }
  const subject = path.length === 0 ? configurationFileName : path.join('.');
  const complaint =
    issue.code === 'invalid_type' ? l10n.t('must be of type {0}', issue.expected) : issue.message;
  return [{ kind: 'schema', message: l10n.t('{0} {1}.', subject, complaint), range: valueRange(root, path) }];
}

function duplicateNames(root: Node, configuration: Configuration): ConfigurationProblem[] {
  const seen = new Set<string>();
  return configuration.environments.flatMap(({ name: environmentName }, index) => {
    if (!seen.has(environmentName)) {
      seen.add(environmentName);
      return [];
    }
    return [
      {
        kind: 'rule' as const,
        message: l10n.t('Another environment in this file is named {0} already.', environmentName),
        range: valueRange(root, ['environments', index, 'name']),
      },
    ];
  });
}

function valueRange(root: Node, path: (string | number)[]): TextRange {
  const node = findNodeAtLocation(root, path) ?? root;
  return { offset: node.offset, length: node.length };
}

/** The property's name where the path ends in one, so that a whole object is not underlined. */
function keyRange(root: Node, path: (string | number)[]): TextRange {
  const node = findNodeAtLocation(root, path);
  const key = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  if (key !== undefined) return { offset: key.offset, length: key.length };
  return node === undefined ? { offset: root.offset, length: 1 } : { offset: node.offset, length: 1 };
}
