import assert from 'node:assert/strict';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError, type ReadErrorReason } from '../../../../src/core/environments/readError.ts';
import type { ImagePage, ImageReader } from '../../../../src/core/images/imageReader.ts';
import { ImageStore } from '../../../../src/core/images/imageStore.ts';
import { type Failure, messageOf } from '../../../../src/core/outcome/failure.ts';
import type { ReferenceFacts, ReferenceSource } from '../../../../src/core/references/facts.ts';
import {
  ensureImagesAndUse,
  refreshImagesAndKnownUse,
  refreshImagesAndUse,
} from '../../../../src/core/references/readAfterImages.ts';
import type { FactPage, ReferenceReader } from '../../../../src/core/references/referenceReader.ts';
import { ReferenceStore } from '../../../../src/core/references/referenceStore.ts';
import { environment, image } from '../images/builders.ts';

const regions = ['us-east-1', 'eu-west-1'];
const running = new AbortController().signal;

/** AWS with one image, ami-1, in each region, and maybe an instance that runs it. */
class ScriptedAws implements ImageReader, ReferenceReader {
  account = '111111111111';
  /** By region: why its images cannot be read. */
  refusals = new Map<string, Error>();
  /** Regions in which an instance runs ami-1. */
  uses = new Set<string>();
  /** Regions of which it was asked what uses images. */
  asked = new Set<string>();
  /** Called before images are answered. */
  beforeImages: () => Promise<void> = () => Promise.resolve();

  readAccount(): Promise<string> {
    return Promise.resolve(this.account);
  }

  async *readImages(_: Environment, region: string): AsyncGenerator<ImagePage, void> {
    await this.beforeImages();
    const refusal = this.refusals.get(region);
    if (refusal !== undefined) throw refusal;
    yield { images: [image('ami-1', { region })], unreadable: [] };
  }

  readSharedIds(): Promise<Set<string>> {
    return Promise.resolve(new Set());
  }

  readImagesById(): Promise<ImagePage> {
    return Promise.resolve({ images: [], unreadable: [] });
  }

  async *readFacts<Source extends ReferenceSource>(
    source: Source,
    _: Environment,
    region: string,
  ): AsyncGenerator<FactPage<Source>, void> {
    this.asked.add(region);
    const instance = { instanceId: 'i-1', name: 'web', imageId: 'ami-1', state: 'running' };
    const facts: { [Each in ReferenceSource]?: readonly ReferenceFacts[Each][] } = {
      instances: this.uses.has(region) ? [instance] : [],
    };
    yield await Promise.resolve({ facts: facts[source] ?? [], unreadable: [] });
  }
}

function refusal(reason: ReadErrorReason): Error {
  return new EnvironmentReadError(reason, `refused: ${reason}`);
}

function storesOf(aws: ScriptedAws, differences: Partial<Environment> = {}): Stores {
  const explain = (thrown: unknown): Failure => ({
    title: 'Failed',
    message: messageOf(thrown),
    cause: thrown,
    nextSteps: [],
  });
  const options = { reader: aws, clock: () => 1000, explain };
  const stores = { images: new ImageStore(options), references: new ReferenceStore(options) };
  const dev = { ...environment('dev'), regions, ...differences };
  stores.images.setEnvironments([dev]);
  stores.references.setEnvironments([dev]);
  return stores;
}

interface Stores {
  readonly images: ImageStore;
  readonly references: ReferenceStore;
}

const isInUse = ({ references }: Stores, region: string): boolean | undefined =>
  references.isInUse('dev', region, 'ami-1');

/** Why it is not known what uses the image, each reason once. */
const reasons = ({ references }: Stores): string[] => [
  ...new Set(
    regions
      .flatMap((region) => references.useOf('dev', region, 'ami-1').gaps)
      .map(({ status }) => (status.kind === 'failed' ? status.failure.message : status.kind)),
  ),
];

describe('Reading what uses images, after the images', () => {
  it('is done in every region, also where the images of one could not be read', async () => {
    const aws = new ScriptedAws();
    aws.refusals.set('eu-west-1', refusal('access-denied'));
    const stores = storesOf(aws);
    assert.equal((await ensureImagesAndUse(stores, 'dev')).kind, 'failed');
    assert.deepEqual([...aws.asked], regions);
    assert.deepEqual(
      regions.map((region) => isInUse(stores, region)),
      [false, false],
    );
  });

  it('is done again after such a failure: no image is unused by an old answer', async () => {
    const aws = new ScriptedAws();
    const stores = storesOf(aws);
    await ensureImagesAndUse(stores, 'dev');
    assert.equal(isInUse(stores, 'us-east-1'), false);
    aws.refusals.set('eu-west-1', refusal('throttled'));
    aws.uses.add('us-east-1');
    assert.equal((await refreshImagesAndUse(stores, 'dev', running)).kind, 'failed');
    assert.equal(isInUse(stores, 'us-east-1'), true);
    aws.uses.clear();
    assert.equal((await refreshImagesAndKnownUse(stores, 'dev', running)).kind, 'failed');
    assert.equal(isInUse(stores, 'us-east-1'), false);
  });

  it('is not done in another account, and then the answer of before is none any more', async () => {
    const aws = new ScriptedAws();
    aws.uses.add('us-east-1');
    const stores = storesOf(aws, { accountId: '111111111111' });
    await ensureImagesAndUse(stores, 'dev');
    aws.asked.clear();
    aws.account = '222222222222';
    const changes: unknown[] = [];
    stores.references.onDidChange((changed) => changes.push(changed));
    await refreshImagesAndUse(stores, 'dev', running);
    await ensureImagesAndUse(stores, 'dev');
    assert.deepEqual([...aws.asked], []);
    assert.equal(isInUse(stores, 'us-east-1'), true, 'what was found stays');
    assert.equal(isInUse(stores, 'eu-west-1'), undefined, 'what was not found is not known any more');
    assert.match(reasons(stores).join(), /^The credentials of dev belong to account 222222222222/u);
    assert.equal(changes.length, 1, 'which the tree is told once');
    aws.account = '111111111111';
    await refreshImagesAndUse(stores, 'dev', running);
    assert.deepEqual([isInUse(stores, 'eu-west-1'), reasons(stores)], [false, []]);
  });

  it('is not done where images turn out to be of another account', async () => {
    const aws = new ScriptedAws();
    aws.refusals.set('eu-west-1', refusal('wrong-account'));
    const stores = storesOf(aws);
    await ensureImagesAndUse(stores, 'dev');
    assert.deepEqual([...aws.asked], []);
    assert.deepEqual(reasons(stores), ['refused: wrong-account']);
  });

  it('is not done without credentials, but where only some regions refuse them', async () => {
    for (const reason of ['no-credentials', 'expired-credentials', 'restricted'] as const) {
      const aws = new ScriptedAws();
      aws.refusals = new Map(regions.map((region) => [region, refusal(reason)]));
      const stores = storesOf(aws);
      await ensureImagesAndUse(stores, 'dev');
      assert.deepEqual([[...aws.asked], reasons(stores)], [[], [`refused: ${reason}`]]);
      // EC2 answers so in a region that the account has not enabled.
      aws.refusals.delete('us-east-1');
      await refreshImagesAndUse(stores, 'dev', running);
      assert.deepEqual([[...aws.asked], reasons(stores)], [regions, []]);
    }
  });

  it('is not done when the reading of the images was stopped, maybe before the account was known', async () => {
    const aws = new ScriptedAws();
    const stores = storesOf(aws);
    stores.images.restore('dev', {
      readAt: 1,
      regions: [{ region: 'us-east-1', images: [image('ami-1')], older: new Map() }],
    });
    aws.beforeImages = () => {
      stores.images.stop('dev');
      return Promise.resolve();
    };
    assert.equal((await ensureImagesAndUse(stores, 'dev')).kind, 'cancelled');
    await ensureImagesAndUse(stores, 'dev');
    assert.deepEqual([...aws.asked], []);
  });

  it('is done again for changed credentials only where somebody has asked for it', async () => {
    const aws = new ScriptedAws();
    const stores = storesOf(aws);
    await stores.images.ensureRead('dev');
    await refreshImagesAndKnownUse(stores, 'dev', running);
    assert.deepEqual([...aws.asked], []);
    await ensureImagesAndUse(stores, 'dev');
    aws.asked.clear();
    await refreshImagesAndKnownUse(stores, 'dev', running);
    assert.deepEqual([...aws.asked], regions);
  });
});
