import fc from 'fast-check';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { ImagePage, ImageReader } from '../../../../src/core/images/imageReader.ts';
import type { WorkContext } from '../../../../src/core/outcome/outcome.ts';
import type { TagAccess } from '../../../../src/core/tags/applyTagChanges.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import type { Tag, TagWriter } from '../../../../src/core/tags/tagWriter.ts';
import { environment, image } from '../images/builders.ts';

/** Tags of every image of an account by region and AMI id. */
export type AccountTags = Record<string, Record<string, Record<string, string>>>;

/** A call that the account has seen. */
export interface SeenCall {
  readonly call: 'read' | 'create' | 'delete';
  readonly region: string;
  readonly imageIds: readonly string[];
  readonly tag?: Tag;
}

/** An account that keeps tags as EC2 does, its refusals included. */
export class FakeAccount implements TagWriter, Pick<ImageReader, 'readImagesById'> {
  readonly tags: Map<string, Map<string, Map<string, string>>>;
  readonly calls: SeenCall[] = [];
  /** Called before each call has its effect; what it throws, the call throws. */
  before: (call: SeenCall) => void = () => undefined;
  /** Called after a write has had its effect; what it throws, the call throws. */
  after: (call: SeenCall) => void = () => undefined;

  constructor(tags: AccountTags) {
    this.tags = new Map(
      Object.entries(tags).map(([region, images]) => [
        region,
        new Map(Object.entries(images).map(([id, ofImage]) => [id, new Map(Object.entries(ofImage))])),
      ]),
    );
  }

  /** To be read and written. */
  get access(): TagAccess {
    return { reader: this, writer: this };
  }

  /** What there is now, in the form of the constructor. */
  get now(): AccountTags {
    return Object.fromEntries(
      [...this.tags].map(([region, images]) => [
        region,
        Object.fromEntries([...images].map(([id, tags]) => [id, Object.fromEntries(tags)])),
      ]),
    );
  }

  /** Targets for some of the images, with the tags that they have now. */
  targets(of: Environment, region: string, ...ids: readonly string[]): ImageTarget[] {
    return ids.map((id) => ({
      environment: of,
      image: { ...image(id, { region, name: `name of ${id}` }), tags: new Map(this.#images(region).get(id)) },
    }));
  }

  readImagesById(
    of: Environment,
    region: string,
    imageIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ImagePage> {
    return this.#answer({ call: 'read', region, imageIds }, () => {
      signal.throwIfAborted();
      const present = imageIds.filter((id) => this.#images(region).has(id));
      return { images: this.targets(of, region, ...present).map((target) => target.image), unreadable: [] };
    });
  }

  createTags(_: Environment, region: string, imageIds: readonly string[], tag: Tag): Promise<void> {
    return this.#write({ call: 'create', region, imageIds, tag }, (tags) => {
      tags.set(tag.key, tag.value);
      if ([...tags.keys()].filter((key) => !key.startsWith('aws:')).length > 50) {
        throw new EnvironmentReadError('other', 'TagLimitExceeded');
      }
    });
  }

  deleteTags(_: Environment, region: string, imageIds: readonly string[], tag: Tag): Promise<void> {
    return this.#write({ call: 'delete', region, imageIds, tag }, (tags) => {
      if (tags.get(tag.key) === tag.value) tags.delete(tag.key);
    });
  }

  #write(seen: SeenCall, change: (tags: Map<string, string>) => void): Promise<void> {
    return this.#answer(seen, () => {
      for (const id of seen.imageIds) {
        if (!this.#images(seen.region).has(id)) throw notFound(id);
      }
      for (const id of seen.imageIds) change(this.#images(seen.region).get(id) ?? new Map<string, string>());
      this.after(seen);
    });
  }

  #answer<T>(seen: SeenCall, act: () => T): Promise<T> {
    this.calls.push(seen);
    return new Promise((resolve) => {
      this.before(seen);
      resolve(act());
    });
  }

  #images(region: string): Map<string, Map<string, string>> {
    const images = this.tags.get(region) ?? new Map<string, Map<string, string>>();
    this.tags.set(region, images);
    return images;
  }
}

/** What EC2 says of an image that is not there. */
export function notFound(id: string): EnvironmentReadError {
  return new EnvironmentReadError(
    'not-found',
    `The image id '[${id}]' does not exist (InvalidAMIID.NotFound)`,
  );
}

/** Work that nobody watches. */
export function context(signal: AbortSignal = new AbortController().signal): WorkContext {
  return { signal, report: () => undefined };
}

/** The environment of most tests. */
export const dev = environment('dev');

const keys = ['Owner', 'AutoCleanup', 'owner', '__proto__x', 'größe'];
const values = ['', 'a', 'true', ' a ', '\u202Eb', '$(x)'];

/** A tag key out of few, so that images share them. */
export const someKey = fc.constantFrom(...keys);

/** A tag value out of few. */
export const someValue = fc.constantFrom(...values);

/** An account of two regions with some images. */
export const someAccount: fc.Arbitrary<AccountTags> = fc.record({
  'us-east-1': someImages(),
  'eu-west-1': someImages(),
});

function someImages(): fc.Arbitrary<Record<string, Record<string, string>>> {
  return fc.dictionary(
    fc.stringMatching(/^ami-[0-9a-f]{8}$/u),
    fc.dictionary(someKey, someValue, { maxKeys: 4 }),
    { minKeys: 1, maxKeys: 6 },
  );
}
