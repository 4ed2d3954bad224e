/** A place in a file of a template. */
export interface TemplatePlace {
  /** Path below the folder of the workspace, with `/` between its parts. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a bake of a template can be given. */
export interface TemplateVariable {
  readonly name: string;
  readonly description: string | undefined;
  /** `string`, `list(string)`: as it stands in the template. Undefined where it says none. */
  readonly type: string | undefined;
  /** As it stands in the template or in a file of variables that Packer reads by itself, a text without its quotes. Undefined where a bake must say it. */
  readonly default: string | undefined;
  /** Whether nobody may see its value. */
  readonly isSensitive: boolean;
  readonly place: TemplatePlace;
}

/** A step that prepares the machine of which the image is made. */
export interface TemplateProvisioner {
  /** `ansible`, `shell` */
  readonly type: string;
  /** Of Ansible: its playbook, below the folder of the workspace. Undefined where only Packer knows it. */
  readonly playbook: string | undefined;
  readonly place: TemplatePlace;
}

/** One of the images that a template makes. */
export interface TemplateBuild {
  /** As `-only` takes it: `amazon-ebs.web`, with the name of its block before it where that has one. */
  readonly name: string;
  /** `amazon-ebs.image`: the source that it is made of, by its own name. That of JSON is the name of the build. */
  readonly source: string;
  /** `amazon-ebs` */
  readonly type: string;
  readonly provisioners: readonly TemplateProvisioner[];
  /** How many images come out of it, one in each region; undefined where only Packer knows. */
  readonly imageCount: ImageCount | undefined;
  readonly place: TemplatePlace;
}

/** How many images are right. */
export interface ImageCount {
  readonly least: number;
  readonly most: number;
}

/**
 * How many images a build makes: one, and copies of it in other regions.
 * @param type - of the build
 * @param regions - `ami_regions`, which may have its own among them; undefined where only Packer knows
 */
export function imageCountOf(type: string, regions: readonly string[] | undefined): ImageCount | undefined {
  if (!type.startsWith('amazon-') || regions === undefined) return undefined;
  const copies = new Set(regions).size;
  return { least: Math.max(1, copies), most: copies + 1 };
}

/** Something in a template that could not be understood. What it makes may be more than is known. */
export interface TemplateProblem {
  readonly message: string;
  readonly place: TemplatePlace;
}

/** What Packer is run with: a folder of HCL, or a file of JSON. */
export interface PackerTemplate {
  readonly kind: 'hcl' | 'json';
  /** Of the folder or the file, below the folder of the workspace; `.` for that itself. */
  readonly path: string;
  /** The files that it consists of. */
  readonly files: readonly string[];
  readonly builds: readonly TemplateBuild[];
  readonly variables: readonly TemplateVariable[];
  readonly problems: readonly TemplateProblem[];
}

/** A provisioner, and the builds that it is for. */
export interface ProvisionerRule {
  readonly provisioner: TemplateProvisioner;
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/**
 * The provisioners of a build (Packer documentation, "Run on Specific Builds").
 * @param rules - of its block, in their order
 * @param name - of the build, as `only` has it
 */
export function provisionersFor(rules: readonly ProvisionerRule[], name: string): TemplateProvisioner[] {
  return rules
    .filter(({ only, except }) => (only.length === 0 || only.includes(name)) && !except.includes(name))
    .map(({ provisioner }) => provisioner);
}
