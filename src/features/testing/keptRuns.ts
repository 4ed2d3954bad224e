import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { messageOf } from '../../core/outcome/failure.ts';
import { hour } from '../../core/time/durations.ts';
import { keyRecipientSchema } from '../../host/sentKey.ts';
import type { Services } from '../../host/services.ts';
import { claimFolder, isAbandoned } from '../../tools/detached/claim.ts';
import { type DetachedRun, findDetached, isAlive, secretFolder } from '../../tools/detached/detachedRun.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { showRun, showVerdict } from './showRun.ts';
import { type BegunRun, orderFile, type RunOrder, runsFolder } from './startRun.ts';

type KeptServices = Pick<Services, 'log' | 'playbookRuns' | 'storageFolder'>;

const orderSchema = z.object({
  playbook: z.string(),
  tags: z.array(z.string()),
  skipTags: z.array(z.string()),
  runId: z.string(),
  host: z.string(),
  turn: z.enum(['only', 'first', 'second']),
  keyRecipient: z.optional(keyRecipientSchema),
});

/** A folder that was changed later may be of a run that a window is just starting, in milliseconds. */
const longestStart = hour;

/** How often it is asked again whether the window that shows a run is still there, in milliseconds. */
const usualInterval = 2000;

/** Where kept runs are shown, and for how long they are waited for. */
export interface KeptRunsView {
  readonly controller: Pick<vscode.TestController, 'createTestRun'>;
  readonly tests: readonly PlaybookTest[];
  /** Lets a run in to its machine again, until it is over. */
  readonly letInAgain: (begun: BegunRun, over: AbortSignal) => Promise<void>;
  /** Ends the waiting for other windows, not the runs. */
  readonly signal: AbortSignal;
  readonly interval?: number;
}

/**
 * Whether there may be runs that an earlier window has begun and not seen to their end. Reads one folder.
 * @param services - where they would be kept
 */
export async function hasKeptRuns(services: Pick<KeptServices, 'storageFolder'>): Promise<boolean> {
  return (await namesIn(runsFolder(services))).length > 0;
}

/**
 * Shows the runs that an earlier window has begun and not seen to their end: they have gone on without it. A run that
 * another window of this workspace shows is left to that, and shown here when that is gone.
 * @param services - where they are kept
 * @param view - where they are shown
 */
export async function showKeptRuns(services: KeptServices, view: KeptRunsView): Promise<void> {
  const folder = runsFolder(services);
  const names = await namesIn(folder);
  await Promise.all(
    names.map(async (name) => {
      const kept = await keptRun(join(folder, name), view);
      if (kept !== undefined) await showKept(services, view, kept);
    }),
  );
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/**
 * The run of a folder, once no other window shows it. Forgets a folder that certainly no run is in any more, and leaves one
 * whose playbook is not among those of the window.
 */
async function keptRun(
  folder: string,
  { tests, signal, interval = usualInterval }: KeptRunsView,
): Promise<BegunRun | undefined> {
  for (;;) {
    const detached = await findDetached(folder);
    const order = await readOrder(folder);
    const test = tests.find(({ item }) => item.id === order?.playbook);
    if (detached === undefined || order === undefined || test === undefined) {
      await forgetWhenOver(folder, detached);
      return undefined;
    }
    if (await claimFolder(folder)) return { detached, test, order };
    await wait(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
  }
}

async function forgetWhenOver(folder: string, detached: DetachedRun | undefined): Promise<void> {
  if (detached !== undefined && (await isAlive(detached))) return;
  // No window that lives is about to start a run with them.
  if (detached !== undefined || (await isAbandoned(folder))) {
    await rm(secretFolder({ folder }), { recursive: true, force: true });
  }
  const changed = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (changed === undefined || Date.now() - changed < longestStart) return;
  await rm(folder, { recursive: true, force: true });
}

async function readOrder(folder: string): Promise<RunOrder | undefined> {
  try {
    return orderSchema.parse(JSON.parse(await readFile(join(folder, orderFile), 'utf8')));
  } catch {
    return undefined;
  }
}

async function showKept(
  services: KeptServices,
  { controller, letInAgain }: KeptRunsView,
  kept: BegunRun,
): Promise<void> {
  const { log } = services;
  const { item } = kept.test;
  const run = controller.createTestRun(new vscode.TestRunRequest([item]));
  const stop = new AbortController();
  const subscription = run.token.onCancellationRequested(() => {
    stop.abort();
  });
  const over = new AbortController();
  try {
    run.started(item);
    // Nobody waits for AWS: a connection that is open stays open.
    letInAgain(kept, over.signal).catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
      run.appendOutput(`${messageOf(thrown).replaceAll('\n', '\r\n')}\r\n`);
    });
    const verdict = await showRun(services, run, kept, stop.signal);
    const isHalf = kept.order.turn === 'first' && verdict.kind === 'passed';
    const half = vscode.l10n.t('The window was closed before the playbook was run a second time.');
    showVerdict(run, item, isHalf ? { kind: 'errored', message: half, unreachable: [] } : verdict);
  } catch (thrown) {
    log.warn(messageOf(thrown));
    run.errored(item, new vscode.TestMessage(messageOf(thrown)));
  } finally {
    over.abort();
    subscription.dispose();
    run.end();
  }
}
