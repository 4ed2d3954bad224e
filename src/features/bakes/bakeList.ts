import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { z } from 'zod/mini';
import { type BakeOrder, bakeOrderSchema, type BakeResult, bakeResultSchema } from '../../core/bakes/bake.ts';
import { BakeRecord } from '../../core/bakes/bakeRecord.ts';
import { judgeBake } from '../../core/bakes/bakeVerdict.ts';
import { type Disposable, Listeners } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { parseJson } from '../../core/text/parseJson.ts';
import type { Services } from '../../host/services.ts';
import { claimFolder } from '../../tools/detached/claim.ts';
import {
  type DetachedEnd,
  type DetachedRun,
  findDetached,
  secretFolder,
} from '../../tools/detached/detachedRun.ts';
import { followBake } from '../../tools/packer/runBake.ts';
import { writeWhole } from '../../tools/writeWhole.ts';
import { WindowSignal } from '../../host/windowSignal.ts';
import { BakeLog } from './bakeLog.ts';
import { expectedBuilds } from './expectedBuilds.ts';
import { endKeeping, type KeepServices, removeKey } from './kept/keepInstance.ts';
import { environmentOf, type LeftInAws, lookForLeft } from './leftBehind.ts';

/** Names of the files that are kept beside a bake. */
const files = { order: 'order.json', result: 'result.json' } as const;

/** How many bakes that have ended are kept. */
const mostKept = 200;

/** How often it is asked again whether the window that sees to a bake is still there, in milliseconds. */
const interval = 1000;

/** How often changes are told at most, in milliseconds. */
const tellingInterval = 200;

/** A bake, in this window or begun by another one. */
export interface Bake {
  /** Path of the folder with all that is known of it. */
  readonly folder: string;
  readonly order: BakeOrder;
  /** What it has done; empty for one that had ended when this window began, until it is asked for. */
  readonly record: BakeRecord;
  readonly log: BakeLog;
  /** What it came to; undefined while it runs. */
  readonly result: BakeResult | undefined;
  /** Whether a person has said that it shall stop. */
  readonly isStopping: boolean;
}

interface OpenBake extends Bake {
  result: BakeResult | undefined;
  readonly stop: AbortController;
  ended: Promise<BakeResult | undefined>;
}

type ListServices = KeepServices & Pick<Services, 'clock' | 'environments'>;

/**
 * The bakes of the folders of this window: those that run, whichever window has begun them, and those that have ended. Those of
 * other folders are left to their windows, which know their environments.
 */
export class BakeList implements Disposable {
  readonly #services: ListServices;
  readonly #bakes = new Map<string, OpenBake>();
  /** Ids of those that this window is about to begin. */
  readonly #beginning = new Set<string>();
  /** Ids of those that no window has begun, and that are to be forgotten. */
  readonly #unbegun = new Set<string>();
  readonly #listeners = new Listeners<void>();
  readonly #adopted = new Listeners<Bake>();
  readonly #closing = new AbortController();
  readonly #signal: WindowSignal;
  /** The last time that bakes are looked for: once after the other. */
  #finding: Promise<void> = Promise.resolve();
  #started: Promise<void> | undefined;
  #telling: NodeJS.Timeout | undefined;
  /** When changes were last told, in milliseconds. */
  #toldAt = -Infinity;

  /** Tells that something has changed, after it and not for each line. */
  readonly onDidChange = this.#listeners.add;

  /** Tells of a bake that runs and whose window is gone: this one sees to it from now on. */
  readonly onDidAdopt = this.#adopted.add;

  /**
   * Looks at nothing before {@link start}.
   * @param services - where bakes are kept, and who looks at what they leave behind
   */
  constructor(services: ListServices) {
    this.#services = services;
    this.#signal = new WindowSignal(this.folder);
    this.#signal.onDidSignal(() => {
      this.#inBackground(this.#findAgain());
    });
  }

  /** Those that run first, then those that ended last. */
  get bakes(): readonly Bake[] {
    const time = ({ order, result }: Bake): number => result?.endedAt ?? order.askedAt;
    return [...this.#bakes.values()].sort((a, b) => {
      if ((a.result === undefined) !== (b.result === undefined)) return a.result === undefined ? -1 : 1;
      return time(b) - time(a);
    });
  }

  /** Path of the folder with a folder for each bake. */
  get folder(): string {
    return join(this.#services.sharedStorageFolder, 'bakes');
  }

  /** Whether there may be bakes: one folder is looked into. */
  async hasAny(): Promise<boolean> {
    return (await foldersIn(this.folder)).length > 0;
  }

  /** Finds the bakes, and those that other windows begin from now on, and follows those that run. */
  start(): Promise<void> {
    return (this.#started ??= this.#start());
  }

  /** Finds those, too, that other windows have begun meanwhile. */
  async refresh(): Promise<void> {
    await this.start();
    await this.#findAgain();
  }

  /**
   * Keeps what a bake is asked for; it is not there for others before {@link follow}.
   * @param order - what for
   * @returns path of its folder
   */
  async keep(order: BakeOrder): Promise<string> {
    const folder = join(this.folder, order.id);
    this.#beginning.add(order.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Before it can be taken for one that an earlier window has left.
    await claimFolder(folder);
    await writeWhole(join(folder, files.order), JSON.stringify(order));
    return folder;
  }

  /**
   * Forgets one that could not be started.
   * @param folder - of the bake
   */
  async forget(folder: string): Promise<void> {
    this.leave(folder);
    await rm(folder, { recursive: true, force: true });
  }

  /**
   * Leaves one that could not be started to a later window, because something of it is still in AWS.
   * @param folder - of the bake
   */
  leave(folder: string): void {
    this.#beginning.delete(basename(folder));
  }

  /**
   * Follows a bake that has begun.
   * @param order - what it was asked for
   * @param run - of Packer
   */
  follow(order: BakeOrder, run: DetachedRun): Bake {
    const bake = this.#add(order, run.folder, undefined);
    this.#beginning.delete(order.id);
    bake.ended = this.#seeTo(bake, run);
    this.#inBackground(this.#signal.give());
    return bake;
  }

  /**
   * Reads what a bake has done that had ended before this window began; that of others is known.
   * @param bake - of this list
   */
  async load(bake: Bake): Promise<void> {
    if (bake.result === undefined || bake.log.length > 0) return;
    const run = await findDetached(bake.folder);
    if (run !== undefined && bake.log.length === 0)
      await this.#followInto(bake, run, new AbortController().signal);
  }

  /**
   * Waits for the end of a bake.
   * @param bake - of this list
   * @returns what it came to; undefined where this window ends before
   */
  async endOf({ order }: Bake): Promise<BakeResult | undefined> {
    return this.#bakes.get(order.id)?.ended;
  }

  /**
   * Tells a bake to stop. It has not when this returns: Packer deletes in AWS what it has made.
   * @param bake - of this list
   */
  stop({ order }: Bake): void {
    this.#bakes.get(order.id)?.stop.abort();
    this.#tell();
  }

  /**
   * Notes that something was left behind, or is no more.
   * @param bake - that has ended
   * @param result - what is known now
   */
  async noteResult(bake: Bake, result: BakeResult): Promise<void> {
    await writeWhole(join(bake.folder, files.result), JSON.stringify(result));
    const known = this.#bakes.get(bake.order.id);
    if (known !== undefined) known.result = result;
    this.#tell();
    this.#inBackground(this.#signal.give());
  }

  /**
   * What a bake that has ended came to, as another window may have noted it since.
   * @param bake - of this list
   */
  async rereadResult(bake: Bake): Promise<BakeResult | undefined> {
    const known = this.#bakes.get(bake.order.id);
    const noted = await this.#notedResult(bake.folder);
    if (known !== undefined && noted !== undefined) known.result = noted;
    return known?.result;
  }

  dispose(): void {
    this.#closing.abort();
    this.#signal.dispose();
    clearTimeout(this.#telling);
    this.#listeners.dispose();
    this.#adopted.dispose();
  }

  #notedResult(folder: string): Promise<BakeResult | undefined> {
    return readKept(join(folder, files.result), bakeResultSchema);
  }

  async #start(): Promise<void> {
    this.#inBackground(this.#signal.start());
    await this.#findAgain();
  }

  #findAgain(): Promise<void> {
    const found = this.#finding.then(() => this.#find());
    this.#finding = found.catch(() => undefined);
    return found;
  }

  /** What nobody waits for; that it has failed is seen in the log. */
  #inBackground(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
  }

  async #find(): Promise<void> {
    const found = await Promise.all(
      (await foldersIn(this.folder)).map((name) => this.#load(join(this.folder, name))),
    );
    const ended = found
      .filter((bake) => bake?.result !== undefined)
      .sort((a, b) => (b?.result?.endedAt ?? 0) - (a?.result?.endedAt ?? 0));
    for (const bake of ended.slice(mostKept)) {
      if (bake === undefined) continue;
      this.#bakes.delete(bake.order.id);
      await this.forget(bake.folder);
    }
    this.#tell();
  }

  async #load(folder: string): Promise<OpenBake | undefined> {
    const order = await readKept(join(folder, files.order), bakeOrderSchema);
    if (order === undefined || !isOfThisWindow(order) || this.#beginning.has(order.id)) return undefined;
    const known = this.#bakes.get(order.id);
    if (known !== undefined) {
      if (known.result !== undefined) await this.rereadResult(known);
      return known;
    }
    const result = await this.#notedResult(folder);
    const run = await findDetached(folder);
    if (result === undefined && run === undefined) {
      if (await claimFolder(folder)) this.#inBackground(this.#forgetUnbegun(order, folder));
      return undefined;
    }
    const isAbandoned = result === undefined && (await claimFolder(folder));
    const bake = this.#add(order, folder, result);
    if (result === undefined && run !== undefined) bake.ended = this.#seeTo(bake, run);
    if (isAbandoned) this.#adopted.fire(bake);
    return bake;
  }

  /** Its window has died before it has started Packer, which begins nothing that is not noted. Tried once in each window. */
  async #forgetUnbegun(order: BakeOrder, folder: string): Promise<void> {
    if (this.#unbegun.has(order.id)) return;
    this.#unbegun.add(order.id);
    await rm(secretFolder({ folder }), { recursive: true, force: true });
    if (order.keepsInstance === true) {
      const environment = await environmentOf(this.#services, order);
      if (environment === undefined || !(await removeKey(this.#services, { environment, order }))) return;
    }
    await this.forget(folder);
  }

  #add(order: BakeOrder, folder: string, result: BakeResult | undefined): OpenBake {
    const stop = new AbortController();
    const bake: OpenBake = {
      folder,
      order,
      record: new BakeRecord(order.builds),
      log: new BakeLog(),
      result,
      stop,
      get isStopping() {
        return stop.signal.aborted;
      },
      ended: Promise.resolve(result),
    };
    this.#bakes.set(order.id, bake);
    this.#tell();
    return bake;
  }

  /** All windows follow a bake; one of them, which has claimed it, says what it came to. */
  async #seeTo(bake: OpenBake, run: DetachedRun): Promise<BakeResult | undefined> {
    const { record, log, order, folder } = bake;
    const end = await this.#followInto(bake, run, bake.stop.signal);
    while (!(await claimFolder(folder))) {
      await wait(interval, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      if (this.#closing.signal.aborted) return undefined;
      if ((await this.#notedResult(folder)) !== undefined) break;
    }
    // Who has claimed it before may have said it, and gone.
    const noted = await this.#notedResult(folder);
    if (noted !== undefined) {
      bake.result = noted;
      this.#tell();
      return noted;
    }
    const isStopped = bake.stop.signal.aborted;
    const verdict = judgeBake(record, expectedBuilds(order), { ...end, isStopped }, log.lastLine);
    const left = await this.#leftBy(bake, verdict.kind);
    const result: BakeResult = {
      kind: verdict.kind,
      reasons: verdict.kind === 'failed' ? [...verdict.reasons] : [],
      endedAt: this.#services.clock(),
      images: record.builds.flatMap(({ name, images }) => images.map((image) => ({ build: name, ...image }))),
      ...left,
    };
    await this.noteResult(bake, result).catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
      bake.result = result;
    });
    return result;
  }

  #leftBy(bake: Bake, kind: BakeResult['kind']): Promise<LeftInAws> {
    const { order, record } = bake;
    if (order.keepsInstance === true) return endKeeping(this.#services, bake, kind);
    return kind === 'baked' ? Promise.resolve({ left: [] }) : lookForLeft(this.#services, order, record);
  }

  #followInto({ record, log }: Bake, run: DetachedRun, signal: AbortSignal): Promise<DetachedEnd> {
    const tell = (): void => {
      this.#tell();
    };
    return followBake(
      run,
      record,
      {
        onOutput: (line, event) => {
          log.add(line, event);
          tell();
        },
        onRunEvent: tell,
      },
      signal,
    );
  }

  /** At once where nothing was told for a while: a step is seen as soon as Packer says it. */
  #tell(): void {
    const delay = Math.max(0, this.#toldAt + tellingInterval - performance.now());
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#toldAt = performance.now();
      this.#listeners.fire();
    }, delay);
  }
}

function isOfThisWindow({ folder }: BakeOrder): boolean {
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder) === true;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

async function readKept<T>(path: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const reading = schema.safeParse(parseJson(text));
  return reading.success ? reading.data : undefined;
}
