import type { Environment } from '../../core/environments/environment.ts';
import type { EnvironmentImages } from '../../core/images/environmentImages.ts';
import {
  arrange,
  type ArrangementChoice,
  familiesOf,
  type GroupKey,
  type ImageGroup,
} from '../../core/images/imageArrangement.ts';
import type { ImageFacts, ImageTerm } from '../../core/images/imageFilter.ts';
import type { Image } from '../../core/images/image.ts';
import type { ReferenceStore } from '../../core/references/referenceStore.ts';
import type { Clock } from '../../core/time/age.ts';
import { minute } from '../../core/time/durations.ts';

interface Arrangement {
  /** What it was made of: the same things with the same numbers make the same groups. */
  readonly madeOf: readonly unknown[];
  readonly groups: readonly ImageGroup[];
  /** Groups within a group, made when they are first asked for. */
  readonly families: Map<ImageGroup, readonly ImageGroup[]>;
}

/**
 * The groups of every environment as the view shows them, made anew only when something that they rest on has changed:
 * while pages arrive the view asks far more often than that.
 */
export class ArrangementCache {
  readonly #references: ReferenceStore;
  readonly #clock: Clock;
  /** By the environment as it is defined now, so that those of one that is gone go with it. */
  readonly #known = new WeakMap<Environment, Arrangement>();
  #referenceRevision = 0;
  #cost = 0;

  /**
   * Starts without groups.
   * @param references - what filters ask for use
   * @param clock - the time now
   */
  constructor(references: ReferenceStore, clock: Clock) {
    this.#references = references;
    this.#clock = clock;
  }

  /** How long it took to make the latest groups, in milliseconds. */
  get cost(): number {
    return this.#cost;
  }

  /** Says that what uses images is known anew. */
  referencesChanged(): void {
    this.#referenceRevision += 1;
  }

  /**
   * The groups of an environment.
   * @param images - what is known of the environment
   * @param choice - filter, grouping and order
   */
  of(images: EnvironmentImages, choice: ArrangementChoice): readonly ImageGroup[] {
    return this.#arrangement(images, choice).groups;
  }

  /**
   * The groups within a group: images that name no service go by the family of their names.
   * @param images - what is known of the environment
   * @param choice - filter, grouping and order
   * @param group - one of the environment's groups
   */
  within(images: EnvironmentImages, choice: ArrangementChoice, group: ImageGroup): readonly ImageGroup[] {
    if (group.key.kind !== 'service' || group.key.service !== undefined) return [];
    const { families } = this.#arrangement(images, choice);
    const known = families.get(group) ?? familiesOf(group);
    families.set(group, known);
    return known;
  }

  /**
   * The group at the end of a path.
   * @param images - what is known of the environment
   * @param choice - filter, grouping and order
   * @param path - from the outermost group
   * @returns undefined when there is no such group any more
   */
  at(
    images: EnvironmentImages,
    choice: ArrangementChoice,
    path: readonly GroupKey[],
  ): ImageGroup | undefined {
    const [outer, inner] = path;
    const group = find(this.of(images, choice), outer);
    return inner === undefined || group === undefined
      ? group
      : find(this.within(images, choice, group), inner);
  }

  /**
   * Where an image is shown.
   * @param images - what is known of its environment
   * @param choice - filter, grouping and order
   * @param image - which image
   * @returns the groups from the outermost one; undefined when the filter hides it
   */
  pathTo(
    images: EnvironmentImages,
    choice: ArrangementChoice,
    image: Image,
  ): readonly GroupKey[] | undefined {
    const outer = this.of(images, choice).find((group) => group.images.includes(image));
    if (outer === undefined) return undefined;
    const inner = this.within(images, choice, outer).find((group) => group.images.includes(image));
    return inner === undefined ? [outer.key] : [outer.key, inner.key];
  }

  #arrangement(images: EnvironmentImages, choice: ArrangementChoice): Arrangement {
    const { environment, regions } = images;
    const madeOf = [
      choice,
      choice.filter.terms.length === 0 ? 0 : this.#referenceRevision,
      restsOnTime(choice) ? Math.floor(this.#clock() / minute) : 0,
      ...regions.flatMap((region) => [region, region.revision]),
    ];
    const known = this.#known.get(environment);
    if (known !== undefined && isSame(known.madeOf, madeOf)) return known;
    const start = performance.now();
    const groups = arrange(images, choice, this.#factsOf(environment.id));
    this.#cost = performance.now() - start;
    const arrangement = { madeOf, groups, families: new Map<ImageGroup, readonly ImageGroup[]>() };
    this.#known.set(environment, arrangement);
    return arrangement;
  }

  #factsOf(environmentId: string): ImageFacts {
    const references = this.#references;
    return {
      now: this.#clock(),
      isInUse: (image) => references.isInUse(environmentId, image.region, image.id, image),
      isCurrent: ({ id, region }) => references.isCurrent(environmentId, region, id),
    };
  }
}

/** Whether images get into other groups, or past the filter, by growing older or by being deprecated from a day on. */
function restsOnTime({ filter, grouping }: ArrangementChoice): boolean {
  const isOfTime = ({ condition }: ImageTerm): boolean =>
    condition.kind === 'age' || condition.kind === 'state';
  return grouping === 'age' || grouping === 'state' || filter.terms.some(isOfTime);
}

function find(groups: readonly ImageGroup[], key: GroupKey | undefined): ImageGroup | undefined {
  const wanted = JSON.stringify(key);
  return groups.find((group) => JSON.stringify(group.key) === wanted);
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
