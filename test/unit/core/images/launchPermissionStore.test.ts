import assert from 'node:assert/strict';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { ImagePage, ImageReader } from '../../../../src/core/images/imageReader.ts';
import { ImageStore } from '../../../../src/core/images/imageStore.ts';
import type {
  LaunchPermissionReader,
  LaunchPermissions,
} from '../../../../src/core/images/launchPermissions.ts';
import { LaunchPermissionStore } from '../../../../src/core/images/launchPermissionStore.ts';
import { type Failure, messageOf } from '../../../../src/core/outcome/failure.ts';
import { CancelledError } from '../../../../src/core/outcome/outcome.ts';
import { environment } from './builders.ts';

const reference = { environmentId: 'dev', region: 'us-east-1', imageId: 'ami-1' };
const running = new AbortController().signal;
const permissionsOf = (...accounts: string[]): LaunchPermissions => ({
  isPublic: false,
  accounts,
  organizations: [],
  organizationalUnits: [],
  unreadable: [],
});

/** A reader whose every answer waits until the test gives it. */
class ScriptedReader implements LaunchPermissionReader, ImageReader {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: { give(permissions: LaunchPermissions): void; refuse(error: Error): void }[] = [];

  readLaunchPermissions(
    { id }: Environment,
    region: string,
    imageId: string,
    signal: AbortSignal,
  ): Promise<LaunchPermissions> {
    this.asked.push(`${id} ${region} ${imageId}`);
    this.signals.push(signal);
    return new Promise((give, refuse) => this.#answers.push({ give, refuse }));
  }

  readAccount(): Promise<string> {
    return Promise.resolve('111111111111');
  }

  async *readImages(): AsyncGenerator<ImagePage, void> {
    await Promise.resolve();
    yield* [];
  }

  readSharedIds(): Promise<Set<string>> {
    return Promise.resolve(new Set());
  }

  readImagesById(): Promise<ImagePage> {
    return Promise.resolve({ images: [], unreadable: [] });
  }

  give(permissions: LaunchPermissions): void {
    this.#answers.shift()?.give(permissions);
  }

  refuse(error: Error): void {
    this.#answers.shift()?.refuse(error);
  }
}

describe('Launch permissions of an image that somebody looks at', () => {
  let reader: ScriptedReader;
  let images: ImageStore;
  let store: LaunchPermissionStore;
  let explanation: Promise<void>;
  const explain = async (thrown: unknown): Promise<Failure> => {
    await explanation;
    return { title: '', message: messageOf(thrown), cause: thrown, nextSteps: [] };
  };
  beforeEach(() => {
    explanation = Promise.resolve();
    reader = new ScriptedReader();
    images = new ImageStore({ reader, clock: () => 1000, explain });
    images.setEnvironments([environment('dev'), environment('prod')]);
    store = new LaunchPermissionStore({ reader, images, explain });
  });
  afterEach(() => {
    store.dispose();
    images.dispose();
  });
  const nextChange = (): Promise<void> =>
    new Promise((resolve) => {
      const subscription = store.onDidChange((changed) => {
        subscription.dispose();
        assert.deepEqual(changed, reference);
        resolve();
      });
    });

  it('are read when they are first asked for, and only once', async () => {
    assert.deepEqual(reader.asked, []);
    assert.deepEqual(store.of(reference), { kind: 'reading' });
    assert.deepEqual(store.of({ ...reference }), { kind: 'reading' });
    assert.deepEqual(reader.asked, ['dev us-east-1 ami-1']);
    const changed = nextChange();
    reader.give(permissionsOf('222222222222'));
    await changed;
    assert.deepEqual(store.of(reference), { kind: 'read', permissions: permissionsOf('222222222222') });
    assert.equal(reader.asked.length, 1);
  });

  it("say in AWS's words why they could not be read", async () => {
    store.of(reference);
    const changed = nextChange();
    reader.refuse(new EnvironmentReadError('access-denied', 'You are not authorized'));
    await changed;
    assert.deepEqual(store.of(reference), { kind: 'failed', message: 'You are not authorized' });
  });

  it('say that somebody would not go on, which is no failure', async () => {
    store.of(reference);
    const changed = nextChange();
    reader.refuse(new CancelledError());
    await changed;
    assert.deepEqual(store.of(reference), { kind: 'cancelled' });
  });

  it('are read again after each reading of their environment, the known ones staying until then', async () => {
    store.of(reference);
    let changed = nextChange();
    reader.give(permissionsOf('222222222222'));
    await changed;
    await images.refresh('prod', running);
    assert.equal(reader.asked.length, 1);
    await images.refresh('dev', running);
    assert.equal(reader.asked.length, 2);
    assert.deepEqual(store.of(reference), { kind: 'read', permissions: permissionsOf('222222222222') });
    changed = nextChange();
    reader.give(permissionsOf('333333333333'));
    await changed;
    assert.deepEqual(store.of(reference), { kind: 'read', permissions: permissionsOf('333333333333') });
  });

  it('are not read again when a refresh was stopped', async () => {
    store.of(reference);
    await images.refresh('dev', running);
    assert.equal(reader.asked.length, 2);
    const controller = new AbortController();
    const refresh = images.refresh('dev', controller.signal);
    controller.abort();
    await refresh;
    assert.equal(reader.asked.length, 2);
  });

  it('are of the newest reading, however late the words for the failure of an older one come', async () => {
    const words: (() => void)[] = [];
    explanation = new Promise((resolve) => words.push(resolve));
    store.of(reference);
    reader.refuse(new EnvironmentReadError('access-denied', 'You are not authorized'));
    await new Promise((resolve) => setImmediate(resolve));
    await images.refresh('dev', running);
    const changed = nextChange();
    reader.give(permissionsOf('333333333333'));
    await changed;
    for (const say of words) say();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(store.of(reference), { kind: 'read', permissions: permissionsOf('333333333333') });
  });

  it('are of the newest reading, however late an older one answers', async () => {
    store.of(reference);
    await images.refresh('dev', running);
    reader.give(permissionsOf('222222222222'));
    const changed = nextChange();
    reader.give(permissionsOf('333333333333'));
    await changed;
    assert.deepEqual(store.of(reference), { kind: 'read', permissions: permissionsOf('333333333333') });
  });

  it('are no longer read when nobody looks at the image', () => {
    store.of(reference);
    store.forget(reference);
    assert.deepEqual(
      reader.signals.map(({ aborted }) => aborted),
      [true],
    );
    store.of(reference);
    assert.equal(reader.asked.length, 2);
  });
});
