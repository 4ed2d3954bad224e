import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import * as z from 'zod/mini';
import { folderOf, joinPath } from '../text/paths.ts';
import {
  imageCountOf,
  type PackerTemplate,
  provisionersFor,
  type ProvisionerRule,
  type TemplatePlace,
  type TemplateProblem,
  type TemplateVariable,
} from './template.ts';

const namesSchema = z.optional(z.array(z.string()));

/** Packer documentation, "JSON Template Structure"; what is not read here is Packer's alone. */
const templateSchema = z.looseObject({
  builders: z
    .array(
      z.looseObject({
        type: z.string(),
        name: z.optional(z.string()),
        ami_regions: z.optional(z.unknown()),
      }),
    )
    .check(z.minLength(1)),
  variables: z.optional(z.record(z.string(), z.unknown())),
  'sensitive-variables': namesSchema,
  provisioners: z.optional(
    z.array(
      z.looseObject({
        type: z.string(),
        playbook_file: z.optional(z.string()),
        only: namesSchema,
        except: namesSchema,
      }),
    ),
  ),
});
type JsonTemplate = z.infer<typeof templateSchema>;

/**
 * What a JSON template of Packer tells it to make. Nothing is run.
 * @param path - of the file, below the folder of the workspace
 * @param text - of the file
 * @returns undefined for JSON that is no template: one has `builders`
 */
export function readJsonTemplate(path: string, text: string): PackerTemplate | undefined {
  const errors: ParseError[] = [];
  // Packer takes comments for an error, and names its place itself.
  const root = parseTree(text.replace(/^\uFEFF/u, ' '), errors, { disallowComments: true });
  if (root === undefined || findNodeAtLocation(root, ['builders']) === undefined) return undefined;
  const lines = new Lines(path, text);
  // What comes after the first is often its consequence; Packer stops at it.
  const problems = errors.slice(0, 1).map(({ offset }): TemplateProblem => ({
    message: l10n.t('This is no JSON.'),
    place: lines.at(offset),
  }));
  const reading = templateSchema.safeParse(jsonOf(text));
  const shape = { kind: 'json', path, files: [path] } as const;
  if (!reading.success) {
    const [first] = reading.error.issues;
    const place = lines.of(
      root,
      (first?.path ?? []).filter((step) => typeof step !== 'symbol'),
    );
    const wrong = { message: l10n.t('Packer does not take this for a template.'), place };
    return { ...shape, builds: [], variables: [], problems: problems.length > 0 ? problems : [wrong] };
  }
  const template = reading.data;
  return {
    ...shape,
    builds: buildsOf(template, root, lines),
    variables: variablesOf(template, root, lines),
    problems,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return undefined;
  }
}

function buildsOf(template: JsonTemplate, root: Node, lines: Lines): PackerTemplate['builds'] {
  const folder = folderOf(lines.file);
  const rules = (template.provisioners ?? []).map(
    ({ type, playbook_file: playbook, only = [], except = [] }, index): ProvisionerRule => ({
      provisioner: {
        type,
        playbook: playbook === undefined ? undefined : playbookPath(folder, playbook),
        place: lines.of(root, ['provisioners', index]),
      },
      only,
      except,
    }),
  );
  return template.builders.map(({ type, name = type, ami_regions: regions = [] }, index) => ({
    name,
    source: name,
    type,
    imageCount: imageCountOf(type, knownRegions(regions)),
    provisioners: provisionersFor(rules, name),
    place: lines.of(root, ['builders', index]),
  }));
}

/** What is asked of the user of a template is Packer's to say. */
function knownRegions(regions: unknown): string[] | undefined {
  const reading = z.array(z.string()).safeParse(regions);
  return reading.success && !reading.data.some((text) => text.includes('{{')) ? reading.data : undefined;
}

function playbookPath(folder: string, playbook: string): string | undefined {
  const path = playbook
    .replaceAll(/\{\{\s*template_dir\s*\}\}/gu, folder === '' ? '.' : folder)
    .replaceAll(/\{\{\s*pwd\s*\}\}/gu, '.');
  return path.includes('{{') ? undefined : joinPath('', path);
}

/** A variable that is `null` must be said (Packer documentation, "Template User Variables"). */
function variablesOf(template: JsonTemplate, root: Node, lines: Lines): TemplateVariable[] {
  const sensitive = new Set(template['sensitive-variables'] ?? []);
  return Object.entries(template.variables ?? {}).map(([name, value]) => ({
    name,
    description: undefined,
    type: undefined,
    default: value === null ? undefined : textual(value),
    isSensitive: sensitive.has(name),
    place: lines.of(root, ['variables', name]),
  }));
}

function textual(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where something is in a file. */
class Lines {
  readonly file: string;
  readonly #text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
  }

  at(offset: number): TemplatePlace {
    return { file: this.file, line: this.#text.slice(0, offset).split('\n').length };
  }

  of(root: Node, path: (string | number)[]): TemplatePlace {
    const node = findNodeAtLocation(root, path) ?? root;
    return this.at(node.offset);
  }
}
