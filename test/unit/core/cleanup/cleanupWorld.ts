import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CleanupWriter } from '../../../../src/core/cleanup/applyPlan.ts';
import type { JournalEntry, KeptPermissions } from '../../../../src/core/cleanup/cleanupJournal.ts';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import type { JournalStore } from '../../../../src/core/cleanup/cleanupStores.ts';
import { type Known, known, unknown } from '../../../../src/core/cleanup/known.ts';
import {
  type CleanupRunEnd,
  type CleanupRunServices,
  runCleanup,
} from '../../../../src/core/cleanup/runCleanup.ts';
import type { CleanupSnapshot } from '../../../../src/core/cleanup/snapshotReader.ts';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import type { ReferenceFacts, ReferenceSource } from '../../../../src/core/references/facts.ts';
import { environment } from '../images/builders.ts';
import { day, hour, minute, now } from './evidence.ts';

/** An image of the world, and what is true of it whatever anybody reads. */
export interface WorldImage {
  image: Image;
  /** Who else may launch it, 12 digits each. */
  sharedWith: string[];
  /** Environment that leads to its account. */
  readonly environment: string;
}

/** Something of an account that refers to images. */
export interface WorldUse {
  readonly environment: string;
  readonly source: ReferenceSource;
  readonly fact: ReferenceFacts[ReferenceSource];
  /** The images that can be launched by it. */
  readonly imageIds: readonly string[];
}

export const accounts: Readonly<Record<string, string>> = { dev: '111111111111', prod: '222222222222' };

/** Accounts with images and what uses them, a clock, and what goes wrong. */
export class CleanupWorld {
  readonly images = new Map<string, WorldImage>();
  uses: WorldUse[] = [];
  readonly binned = new Set<string>();
  readonly deregistered: string[] = [];
  /** Images that a plan of a run has had, each as a run noted that it disables it. */
  readonly planned = new Set<string>();
  time = now;
  /** Called at each call, before and after its effect; may throw. */
  onCall: (what: string, isAfter: boolean) => void = () => undefined;
  /** Called where an image is deregistered. */
  onDeregister: (image: WorldImage) => void = () => undefined;
  isInventoryWhole = true;
  retention = defaultCleanupPolicy.recycleBin;
  readonly #journals = new Map<string, Map<string, JournalEntry[]>>();
  #lockedUntil = 0;

  /** Runs the cleanup once. */
  run(signal = new AbortController().signal): Promise<CleanupRunEnd> {
    return runCleanup(
      {
        environments: Object.keys(accounts).map(environment),
        policy: { ...defaultCleanupPolicy, mostShare: 1 },
        elsewhere: new Map(),
        isOn: true,
        wait: day,
        mostTime: 15 * minute,
      },
      this.#services(),
      () => undefined,
      signal,
    );
  }

  /**
   * Lets time go by, in which the inventory looks again and again. It sees no use of an image: what the cleanup itself does not see it
   * would not see either.
   */
  pass(time: number): void {
    this.time += time;
    this.#lockedUntil = 0;
    const stamp = new Date(this.time - minute).toISOString().replace(/\.\d+/u, '');
    for (const each of this.images.values()) {
      each.image = { ...each.image, tags: new Map(each.image.tags).set('LastUsedRuntime', stamp) };
    }
  }

  /** What the journal has of an image. */
  entriesOf(imageId: string): readonly JournalEntry[] {
    return [...this.#journals.values()].flatMap((journal) =>
      [...journal.entries()].flatMap(([key, entries]) => (key.endsWith(`/${imageId}`) ? entries : [])),
    );
  }

  #services(): CleanupRunServices {
    let ids = 0;
    return {
      imageReader: {
        readAccount: ({ name }) => this.#call(`account ${name}`, () => accounts[name] ?? ''),
        readImages: (of) => this.#pages(of),
        readImagesById: ({ name }, _, wanted) =>
          this.#call(`image ${wanted.join(' ')}`, () => ({
            images: this.#imagesOf(name).filter(({ id }) => wanted.includes(id)),
            unreadable: [],
          })),
      },
      referenceReader: { readFacts: (source, of) => this.#facts(source, of) },
      permissionReader: {
        readLaunchPermissions: (_, __, id) =>
          this.#call(`permissions ${id}`, () => ({
            isPublic: this.#of(id).image.isPublic,
            accounts: this.#of(id).sharedWith,
            organizations: [],
            organizationalUnits: [],
            unreadable: [],
          })),
      },
      binReader: {
        readRules: () =>
          this.#call('rules', () =>
            (['image', 'snapshot'] as const).map((retains) => ({
              retains,
              retention: this.retention,
              tags: [],
              excludedTags: [],
            })),
          ),
      },
      snapshotReader: {
        readSnapshots: (_, __, wanted) =>
          this.#call('snapshots', () =>
            wanted.map((snapshotId): CleanupSnapshot => ({
              snapshotId,
              fullSize: 1,
              volumeId: undefined,
              dataKeyId: undefined,
              tags: new Map(),
            })),
          ),
      },
      imageReferenceReader: {
        readImageReferences: ({ name }, _, id) =>
          this.#call(`references ${id}`, () =>
            this.uses
              .filter(({ environment: of, imageIds }) => of === name && imageIds.includes(id))
              .filter(({ source }) => source === 'instances' || source === 'launchTemplates')
              .map(() => ({ source: 'ec2:Instance', what: 'arn' })),
          ),
      },
      records: {
        read: () =>
          this.#call('record', () =>
            known({
              runId: 'r',
              startedAt: this.time - 2 * minute,
              finishedAt: this.time - minute,
              wholeSince: this.isInventoryWhole ? this.time - 30 * day : this.time - hour,
              places: Object.values(accounts).map((account) => ({
                account,
                region: 'us-east-1',
                images: 1,
                instances: 1,
                references: 1,
              })),
            }),
          ).catch((thrown: unknown) => unknown(String(thrown))),
      },
      lock: {
        take: (_, until) =>
          this.#call('lock', () => {
            if (this.#lockedUntil > this.time) return false;
            this.#lockedUntil = until;
            return true;
          }),
        release: async () => {
          await Promise.resolve();
          this.#lockedUntil = 0;
        },
      },
      journalOf: (account) => this.#journalOf(account),
      writerOf: () => this.#writer(),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      clock: () => this.time,
      newId: () => `id-${(ids += 1)}`,
    };
  }

  #writer(): CleanupWriter {
    return {
      disable: ({ imageId }) =>
        this.#call(`disable ${imageId}`, () => {
          const found = this.#of(imageId);
          found.image = { ...found.image, state: 'disabled', isPublic: false };
          found.sharedWith = [];
          return 'request';
        }),
      enable: ({ imageId }, permissions: KeptPermissions) =>
        this.#call(`enable ${imageId}`, () => {
          const found = this.images.get(imageId);
          if (found === undefined) return undefined;
          found.image = { ...found.image, state: 'available', isPublic: permissions.isPublic };
          found.sharedWith = [...permissions.accounts];
          return 'request';
        }),
      deregister: ({ imageId }) =>
        this.#call(`deregister ${imageId}`, () => {
          this.onDeregister(this.#of(imageId));
          this.images.delete(imageId);
          this.deregistered.push(imageId);
          return { requestId: 'request', snapshots: [] };
        }),
      deleteSnapshots: (_, ids) =>
        this.#call('delete snapshots', () => ids.map((snapshotId) => ({ snapshotId, code: 'success' }))),
    };
  }

  #journalOf(account: string): JournalStore {
    const entries = this.#journals.get(account) ?? new Map<string, JournalEntry[]>();
    this.#journals.set(account, entries);
    const keyOf = ({ region, imageId }: Pick<JournalEntry, 'region' | 'imageId'>): string =>
      `${region}/${imageId}`;
    return {
      read: (): Promise<Known<readonly JournalEntry[]>> =>
        this.#call('journal', () => known([...entries.values()].flat())),
      note: (entry) =>
        this.#call(`note ${entry.step.kind}`, () => {
          if (entry.step.kind === 'disabling') this.planned.add(entry.imageId);
          entries.set(keyOf(entry), [...(entries.get(keyOf(entry)) ?? []), entry]);
        }),
      forget: (image) =>
        this.#call('forget', () => {
          entries.delete(keyOf(image));
        }),
    };
  }

  async #call<T>(what: string, effect: () => T): Promise<T> {
    this.onCall(what, false);
    await Promise.resolve();
    const answer = effect();
    this.onCall(what, true);
    return answer;
  }

  #of(imageId: string): WorldImage {
    return this.images.get(imageId) ?? assert.fail(`${imageId} is not there`);
  }

  #imagesOf(name: string): Image[] {
    return [...this.images.values()].flatMap((each) => (each.environment === name ? [each.image] : []));
  }

  /** Pages of two images. */
  async *#pages({ name }: Environment): AsyncGenerator<{ images: readonly Image[]; unreadable: string[] }> {
    const images = this.#imagesOf(name);
    for (let start = 0; start === 0 || start < images.length; start += 2) {
      yield await this.#call(`images ${name} ${start}`, () => ({
        images: images.slice(start, start + 2),
        unreadable: [],
      }));
    }
  }

  /** Pages of one fact. */
  async *#facts(
    source: ReferenceSource,
    { name }: Environment,
  ): AsyncGenerator<{ facts: never[]; unreadable: string[] }> {
    const facts = this.uses.filter((use) => use.environment === name && use.source === source);
    for (let index = 0; index === 0 || index < facts.length; index += 1) {
      // The generic reader gives facts of the source that it is asked for.
      const page = facts.slice(index, index + 1).map(({ fact }) => fact) as never[];
      yield await this.#call(`${source} ${name} ${index}`, () => ({ facts: page, unreadable: [] }));
    }
  }
}

/** A refusal of AWS. */
export function refused(): EnvironmentReadError {
  return new EnvironmentReadError('access-denied', 'You are not authorized to perform this operation.');
}
