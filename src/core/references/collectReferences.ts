import type {
  FleetFact,
  LaunchSource,
  ParameterFact,
  PlacedSource,
  RegionFacts,
  TemplateVersionFact,
} from './facts.ts';
import type { LaunchPath, Reference, Referrer } from './reference.ts';

/** The references of one region, and what names an image in a way that could not be followed to it. */
export interface CollectedReferences {
  readonly byImage: ReadonlyMap<string, readonly Reference[]>;
  readonly unresolved: readonly Unresolved[];
}

/** Something that names an image indirectly, by a thing that is not among what was read. */
export interface Unresolved {
  /** What names it: a group, a fleet, a launch template. */
  readonly name: string;
  /** What it names: a template version, a launch configuration, a parameter. */
  readonly target: string;
}

/**
 * Follows everything that was read in a region to the images that it names: groups through their launch templates,
 * templates through SSM parameters. What cannot be followed is said, because an image that seems unused must not be so
 * only because something was not understood.
 * @param facts - what was read; sources that were not read are empty, which the caller knows
 * @param region - region code
 */
export function collectReferences(facts: RegionFacts, region: string): CollectedReferences {
  const collection = new Collection(facts, region);
  for (const { imageId, instanceId, name, state } of facts.instances) {
    collection.add(imageId, { kind: 'instance', instanceId, name, state });
  }
  for (const version of facts.launchTemplates) collection.addTemplateVersion(version);
  for (const { name, desired, sources } of facts.autoScalingGroups) {
    collection.follow(name, sources, (path) => ({ kind: 'autoScalingGroup', name, desired, path }));
  }
  for (const { name, imageId } of facts.launchConfigurations) {
    collection.followImage(name, imageId, (parameter) => ({
      kind: 'launchConfiguration',
      name,
      parameter,
    }));
  }
  for (const { refreshId, groupName, status, sources } of facts.instanceRefreshes) {
    collection.follow(groupName, sources, (path) => ({
      kind: 'instanceRefresh',
      refreshId,
      groupName,
      status,
      path,
    }));
  }
  for (const fleet of facts.fleets) collection.addFleet('fleet', fleet);
  for (const fleet of facts.spotFleets) collection.addFleet('spotFleet', fleet);
  for (const { imageId, name, version, isCurrent, isInText, labels } of facts.parameters) {
    collection.add(imageId, { kind: 'parameter', name, version, isCurrent, isInText, labels });
  }
  for (const { imageId, taskId, instanceId, state } of facts.rootVolumeReplacements) {
    collection.add(imageId, { kind: 'rootVolumeReplacement', taskId, instanceId, state });
  }
  return collection;
}

const parameterPrefix = 'resolve:ssm:';

/**
 * Parameters that AWS keeps for everybody, by name or by an ARN without an account: they name images of AWS, and nobody
 * else can make any there (SSM User Guide, "Working with public parameters"; "Creating Parameter Store parameters").
 */
const publicParameter = /^(?:arn:[\w-]+:ssm:[\w-]+::parameter)?\/aws\/service\//u;

class Collection implements CollectedReferences {
  readonly byImage = new Map<string, Reference[]>();
  readonly unresolved: Unresolved[] = [];
  readonly #region: string;
  /** By each way to name a version of a parameter, the images in it. */
  readonly #parameters = new Map<string, string[]>();
  readonly #templates = new Map<string, TemplateVersionFact>();
  readonly #configurations: ReadonlyMap<string, string>;

  constructor(facts: RegionFacts, region: string) {
    this.#region = region;
    for (const fact of facts.parameters) {
      for (const selector of selectorsOf(fact)) {
        const known = this.#parameters.get(selector) ?? [];
        this.#parameters.set(selector, [...known, fact.imageId]);
      }
    }
    for (const fact of facts.launchTemplates) {
      for (const template of [fact.templateId, fact.templateName]) {
        for (const version of versionsOf(fact)) this.#templates.set(keyOf(template, version), fact);
      }
    }
    this.#configurations = new Map(facts.launchConfigurations.map(({ name, imageId }) => [name, imageId]));
  }

  add(imageId: string, referrer: Referrer): void {
    const reference = { imageId, region: this.#region, referrer };
    const known = this.byImage.get(imageId);
    if (known === undefined) this.byImage.set(imageId, [reference]);
    else known.push(reference);
  }

  addTemplateVersion(fact: TemplateVersionFact): void {
    const { templateId, templateName: name, version, isDefault, isLatest, imageId } = fact;
    if (imageId === undefined) return;
    this.followImage(name, imageId, (parameter) => ({
      kind: 'launchTemplate',
      templateId,
      name,
      version,
      isDefault,
      isLatest,
      parameter,
    }));
  }

  addFleet(kind: 'fleet' | 'spotFleet', { fleetId, state, sources }: FleetFact): void {
    this.follow(fleetId, sources, (path) => ({ kind, fleetId, state, path }));
  }

  /** Follows an image id that may be a parameter; of one that holds several, each may be meant. */
  followImage(name: string, imageId: string, referrerOf: (parameter: string | undefined) => Referrer): void {
    if (!imageId.startsWith(parameterPrefix)) {
      this.add(imageId, referrerOf(undefined));
      return;
    }
    const selector = imageId.slice(parameterPrefix.length);
    const images = this.#parameters.get(selector) ?? [];
    for (const image of images) this.add(image, referrerOf(selector));
    if (images.length === 0 && !publicParameter.test(selector))
      this.unresolved.push({ name, target: selector });
  }

  /** Follows every launch source of something that may have several. */
  follow(name: string, sources: readonly PlacedSource[], referrerOf: (path: LaunchPath) => Referrer): void {
    for (const { part, source } of sources) {
      const { imageId, template, configuration } = this.#launched(name, source);
      if (imageId === undefined) continue;
      this.followImage(name, imageId, (parameter) =>
        referrerOf({ part, template, configuration, parameter }),
      );
    }
  }

  #launched(
    name: string,
    source: LaunchSource,
  ): { imageId: string | undefined } & Pick<LaunchPath, 'template' | 'configuration'> {
    switch (source.kind) {
      case 'image':
        return { imageId: source.imageId, template: undefined, configuration: undefined };
      case 'configuration': {
        const imageId = this.#configurations.get(source.name);
        if (imageId === undefined) this.unresolved.push({ name, target: source.name });
        return { imageId, template: undefined, configuration: source.name };
      }
      case 'template': {
        const { templateId, templateName, version = '$Default' } = source;
        const template = templateId ?? templateName ?? '';
        const fact = this.#templates.get(keyOf(template, version));
        if (fact === undefined) {
          this.unresolved.push({ name, target: `${templateName ?? template} ${version}` });
        }
        return {
          imageId: fact?.imageId,
          template: fact === undefined ? undefined : { name: fact.templateName, version: fact.version },
          configuration: undefined,
        };
      }
    }
  }
}

/**
 * The ways in which `resolve:ssm:` can name one version of a parameter: by name or ARN, with a version or a label or
 * without (EC2 User Guide, "Use a Systems Manager parameter").
 */
function selectorsOf({ name, arn, version, labels, isCurrent }: ParameterFact): string[] {
  const selectors = [...(isCurrent ? [''] : []), `:${version}`, ...labels.map((label) => `:${label}`)];
  return [name, ...(arn === undefined ? [] : [arn])].flatMap((parameter) =>
    selectors.map((selector) => `${parameter}${selector}`),
  );
}

function versionsOf({ version, isDefault, isLatest }: TemplateVersionFact): string[] {
  return [String(version), ...(isDefault ? ['$Default'] : []), ...(isLatest ? ['$Latest'] : [])];
}

function keyOf(template: string, version: string): string {
  return JSON.stringify([template, version]);
}
