import * as l10n from '@vscode/l10n';
import { joinPath } from '../text/paths.ts';
import {
  type HclAttribute,
  type HclBlock,
  type HclReading,
  type HclScope,
  type HclValue,
  textOf,
  textsOf,
  valueIn,
} from './hcl.ts';
import {
  imageCountOf,
  type PackerTemplate,
  provisionersFor,
  type ProvisionerRule,
  type TemplateBuild,
  type TemplateVariable,
} from './template.ts';

/** A file of a template. */
export interface HclFile {
  /** Path below the folder of the workspace. */
  readonly path: string;
  readonly reading: HclReading;
}

/** A block, and the file that it is in. */
interface Placed {
  readonly block: HclBlock;
  readonly file: string;
}

/**
 * What a folder of HCL tells Packer to make (Packer documentation, "HCL Templates"). Nothing is run, so that what only
 * Packer can work out is left out.
 * @param folder - path below the folder of the workspace; `.` for that itself
 * @param files - its files that end with `.pkr.hcl` and `.pkr.json`
 * @param variableFiles - those that end with `.auto.pkrvars.hcl` and `.auto.pkrvars.json`, which Packer reads by itself: first
 * those of HCL and then those of JSON, each in the order of their names (hcl2template/parser.go, Packer 1.6.6); the last one counts
 */
export function readHclTemplate(
  folder: string,
  files: readonly HclFile[],
  variableFiles: readonly HclFile[] = [],
): PackerTemplate {
  const said = new Map(
    variableFiles.flatMap(({ reading }) => reading.attributes.map((each) => [each.name, each] as const)),
  );
  const all = [...files, ...variableFiles];
  const blocks = files.flatMap(({ path, reading }) => reading.blocks.map((block) => ({ block, file: path })));
  const scope = scopeOf(folder, blocks, said);
  return {
    kind: 'hcl',
    path: folder,
    files: all.map(({ path }) => path),
    builds: blocks
      .filter(({ block }) => block.type === 'build')
      .flatMap((build) => buildsOf(build, sourcesIn(blocks), scope)),
    variables: blocks.flatMap(({ block, file }) => variablesOf(block, file, said)),
    problems: all.flatMap(({ path, reading }) =>
      reading.wrongLines.map((line) => ({
        message: path.endsWith('.json') ? l10n.t('This is no JSON.') : l10n.t('This is no HCL.'),
        place: { file: path, line },
      })),
    ),
  };
}

/** What references stand for as long as nobody has said anything else. */
function scopeOf(
  folder: string,
  blocks: readonly Placed[],
  said: ReadonlyMap<string, HclAttribute>,
): HclScope {
  const locals = new Map<string, HclValue>();
  const defaults = new Map<string, HclValue>();
  for (const { block } of blocks) {
    if (block.type === 'locals') for (const { name, value } of block.attributes) locals.set(name, value);
    // Since Packer 1.7: `local "name" { expression = … }`.
    const [name] = block.labels;
    if (name === undefined) continue;
    const value = valueIn(block, block.type === 'local' ? 'expression' : 'default');
    if (value !== undefined && block.type === 'local') locals.set(name, value);
    if (value !== undefined && block.type === 'variable') defaults.set(name, value);
  }
  return ([kind, name = '', ...rest]) => {
    if (rest.length > 0) return undefined;
    if (kind === 'local') return locals.get(name);
    if (kind === 'var') return said.get(name)?.value ?? defaults.get(name);
    if (kind !== 'path') return undefined;
    if (name === 'root') return { kind: 'literal', value: folder };
    return name === 'cwd' ? { kind: 'literal', value: '.' } : undefined;
  };
}

function variablesOf(
  block: HclBlock,
  file: string,
  said: ReadonlyMap<string, HclAttribute>,
): TemplateVariable[] {
  const [name] = block.labels;
  // The older form, `variables { region = "…" }`, gives each its default and nothing else.
  if (block.type === 'variables') {
    return block.attributes.map((attribute) => ({
      name: attribute.name,
      description: undefined,
      type: undefined,
      default: shownValue(said.get(attribute.name) ?? attribute),
      isSensitive: false,
      place: { file, line: attribute.line },
    }));
  }
  if (block.type !== 'variable' || name === undefined) return [];
  const textual = (attribute: string): string | undefined =>
    textOf(valueIn(block, attribute), () => undefined);
  const given = said.get(name) ?? block.attributes.find((attribute) => attribute.name === 'default');
  return [
    {
      name,
      description: textual('description'),
      type: block.attributes.find((attribute) => attribute.name === 'type')?.text,
      default: given === undefined ? undefined : shownValue(given),
      isSensitive: textual('sensitive') === 'true',
      place: { file, line: block.line },
    },
  ];
}

function shownValue({ value, text }: HclAttribute): string {
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : text;
}

/** The blocks `source`, by the name that builds call them by. */
function sourcesIn(blocks: readonly Placed[]): ReadonlyMap<string, HclBlock> {
  return new Map(
    blocks.filter(({ block }) => block.type === 'source').map(({ block }) => [block.labels.join('.'), block]),
  );
}

/** What a block `build` makes an image of. */
interface UsedSource {
  /** `amazon-ebs.image` */
  readonly source: string;
  /** The same, unless it is given another name here. */
  readonly name: string;
  readonly line: number;
  /** What is said of it here besides. */
  readonly block?: HclBlock;
}

/** The images of a block `build`. */
function buildsOf(
  { block, file }: Placed,
  sources: ReadonlyMap<string, HclBlock>,
  scope: HclScope,
): TemplateBuild[] {
  const group = textOf(valueIn(block, 'name'), scope);
  const rules = block.blocks.flatMap((each) => rulesOf(each, file, scope));
  return usedSourcesOf(block, scope).map(({ source, name, line, block: here }) => {
    const [type = ''] = source.split('.');
    return {
      name: group === undefined ? name : `${group}.${name}`,
      source,
      type,
      provisioners: provisionersFor(rules, name),
      imageCount: imageCountOf(type, copiesOf([here, sources.get(source)], scope)),
      place: { file, line },
    };
  });
}

function usedSourcesOf(block: HclBlock, scope: HclScope): UsedSource[] {
  const list = block.attributes.find(({ name }) => name === 'sources');
  const listed = [...textsOf(list?.value, scope), ...referencesIn(list?.value)].map((text) => {
    const source = text.replace(/^source\./u, '');
    return { source, name: source, line: list?.line ?? block.line };
  });
  const inside = block.blocks
    .filter(({ type }) => type === 'source')
    .map((each) => {
      const source = (each.labels[0] ?? '').replace(/^source\./u, '');
      const name = textOf(valueIn(each, 'name'), scope);
      const [type = ''] = source.split('.');
      return { source, name: name === undefined ? source : `${type}.${name}`, line: each.line, block: each };
    });
  return [...listed, ...inside];
}

/** The regions that copies are made in; undefined where only Packer knows. */
function copiesOf(blocks: readonly (HclBlock | undefined)[], scope: HclScope): string[] | undefined {
  if (blocks.every((block) => block === undefined)) return undefined;
  const regions = blocks.flatMap((block) =>
    block === undefined ? [] : (valueIn(block, 'ami_regions') ?? []),
  );
  const [first] = regions;
  if (first === undefined) return [];
  if (first.kind !== 'list') return undefined;
  const known = textsOf(first, scope);
  return known.length === first.items.length ? known : undefined;
}

/** `sources = [source.amazon-ebs.web]`, without quotes. */
function referencesIn(value: HclValue | undefined): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) =>
    item.kind === 'reference' && item.path[0] === 'source' ? [item.path.slice(1).join('.')] : [],
  );
}

function rulesOf(block: HclBlock, file: string, scope: HclScope): ProvisionerRule[] {
  const [type] = block.labels;
  if (block.type !== 'provisioner' || type === undefined) return [];
  const playbook = textOf(valueIn(block, 'playbook_file'), scope);
  return [
    {
      provisioner: {
        type,
        playbook: playbook === undefined || playbook === '' ? undefined : joinPath('', playbook),
        place: { file, line: block.line },
      },
      only: textsOf(valueIn(block, 'only'), scope),
      except: textsOf(valueIn(block, 'except'), scope),
    },
  ];
}
