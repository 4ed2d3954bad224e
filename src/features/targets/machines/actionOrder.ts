import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { claimFolder } from '../../../tools/detached/claim.ts';
import { writeWhole } from '../../../tools/writeWhole.ts';

const actions = ['up', 'halt', 'destroy', 'provision', 'saveSnapshot', 'restoreSnapshot'] as const;

const stepSchema = z.object({
  program: z.string(),
  arguments: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  folder: z.string(),
  /** What a person reads while it runs. */
  title: z.string(),
  /** Vagrant cleans up by itself when only it is interrupted; what else runs here ends with all that it has started. */
  stop: z.enum(['interrupt', 'terminate']),
  /** Whether the next step is taken although this one fails. */
  mayFail: z.boolean(),
  /** Whether it is taken although one before it has failed: what was stopped for that one runs again. */
  isAlways: z.boolean(),
});

const orderSchema = z.object({
  action: z.enum(actions),
  /** Path of the folder of the Vagrantfile, and name of the machine. */
  folder: z.string(),
  machine: z.string(),
  /** As Vagrant names it. */
  provider: z.string(),
  steps: z.array(stepSchema),
  /** When a person asked for it, in milliseconds since 1970. */
  askedAt: z.number(),
  /** Whether there was no such machine before. */
  isNew: z.boolean(),
  /** Containers that were there before; undefined where there are none. */
  containers: z.optional(z.array(z.string())),
});

/** One program of an action. */
export type ActionStep = z.infer<typeof stepSchema>;

/** What is done with a machine; kept in a file while it is done, so that the next window goes on with it. */
export type ActionOrder = z.infer<typeof orderSchema>;

/** A kind of action. */
export type ActionName = (typeof actions)[number];

const orderFile = 'order.json';

/**
 * Keeps an order as this window's, so that the next one goes on with it when this one is gone.
 * @param folder - of the action; made, for its owner alone
 * @param order - what is done
 * @throws NodeJS.ErrnoException when it cannot be written
 */
export async function keepOrder(folder: string, order: ActionOrder): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await claimFolder(folder);
  await writeWhole(join(folder, orderFile), JSON.stringify(order));
}

/** An order that a window has left behind, and the folder it is kept in. */
export interface LeftOrder {
  readonly folder: string;
  readonly order: ActionOrder;
}

/**
 * The orders whose windows are gone; they are this window's from now on.
 * @param folder - with a folder for each action
 */
export async function takeOverOrders(folder: string): Promise<LeftOrder[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const left = await readOrder(join(folder, name));
      return left !== undefined && (await claimFolder(left.folder)) ? [left] : [];
    }),
  );
  return found.flat();
}

async function readOrder(folder: string): Promise<LeftOrder | undefined> {
  try {
    const text = await readFile(join(folder, orderFile), 'utf8');
    return { folder, order: orderSchema.parse(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}
