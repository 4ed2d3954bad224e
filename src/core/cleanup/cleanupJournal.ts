import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parseJson } from '../text/parseJson.ts';
import { type Known, known, unknown } from './known.ts';

/** What became of a snapshot when its image was deregistered (EC2 API Reference, DeleteSnapshotReturnCode), or later. */
const snapshotResultSchema = z.object({ snapshotId: z.string(), code: z.string() });

const permissionsSchema = z.object({
  isPublic: z.boolean(),
  accounts: z.array(z.string()),
  organizations: z.array(z.string()),
  organizationalUnits: z.array(z.string()),
});

const stepSchema = z.discriminatedUnion('kind', [
  /** Something keeps it: nothing more is done with it by this plan. */
  z.object({ kind: z.literal('kept'), reasons: z.array(z.string()) }),
  /** It is about to be disabled; EC2 takes its launch permissions away with that, which nobody gives back. */
  z.object({
    kind: z.literal('disabling'),
    permissions: permissionsSchema,
    /** Those of the plan, which are deleted with it. */
    snapshotIds: z.array(z.string()),
  }),
  z.object({ kind: z.literal('disabled'), requestId: z.string() }),
  /** It is about to be usable again, because something keeps it. */
  z.object({ kind: z.literal('enabling'), reasons: z.array(z.string()) }),
  z.object({ kind: z.literal('enabled'), requestId: z.string() }),
  z.object({ kind: z.literal('deregistering') }),
  z.object({
    kind: z.literal('deregistered'),
    requestId: z.string(),
    snapshots: z.array(snapshotResultSchema),
  }),
  /** It was looked for once more, and is not there; its snapshots were looked for, too. */
  z.object({ kind: z.literal('verified'), snapshots: z.array(snapshotResultSchema) }),
  /** A call was refused; the next run tries again from here. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

const entrySchema = z.object({
  /** Milliseconds since 1970. */
  at: z.int(),
  planHash: z.string(),
  imageId: z.string(),
  region: z.string(),
  step: stepSchema,
});

/** One thing that was done with an image, or is about to be: written before anything follows it. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** What it was. */
export type JournalStep = JournalEntry['step'];

/** What became of a snapshot. */
export type SnapshotResult = z.infer<typeof snapshotResultSchema>;

/** Who may launch an image, as it is put back when the image stays. */
export type KeptPermissions = z.infer<typeof permissionsSchema>;

/**
 * Reads a journal, a JSON object on each line. Lines may have been cut off when a machine stopped; each of them leads to
 * looking again at what it would have said. What is no beginning of an entry is something else: then nobody knows what was done.
 * @param text - of the file
 * @returns unknown where a line is none of ours
 */
export function readJournal(text: string): Known<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const reading = entrySchema.safeParse(parseJson(line));
    if (reading.success) entries.push(reading.data);
    else if (parseJson(line) !== undefined || !line.startsWith('{')) {
      return unknown(l10n.t('Line {0} of the journal is none of ours.', index + 1));
    }
  }
  return known(entries);
}

/**
 * An entry of a journal, as it is added to the file: whatever was cut off before it takes nothing of it away.
 * @param entry - what is done
 */
export function journalLine(entry: JournalEntry): string {
  return `\n${JSON.stringify(entry)}\n`;
}

const keptEntriesSchema = z.array(z.omit(entrySchema, { imageId: true, region: true }));

/**
 * Reads the entries of one image from where they are kept without its id.
 * @param text - as {@link textOfEntries} has written it
 * @param image - whose they are
 * @returns undefined for what is none
 */
export function entriesIn(
  text: string,
  { imageId, region }: Pick<JournalEntry, 'imageId' | 'region'>,
): JournalEntry[] | undefined {
  const reading = keptEntriesSchema.safeParse(parseJson(text));
  return reading.success ? reading.data.map((entry) => ({ ...entry, imageId, region })) : undefined;
}

/**
 * The entries of one image without its id.
 * @param entries - of one image
 */
export function textOfEntries(entries: readonly JournalEntry[]): string {
  const kept: z.infer<typeof keptEntriesSchema> = entries.map(({ at, planHash, step }) => ({
    at,
    planHash,
    step,
  }));
  return JSON.stringify(kept);
}

/** How far an image has come. */
export type ImageProgress =
  | { readonly kind: 'begun' }
  /** Whether EC2 has done it is not known yet. */
  | { readonly kind: 'disabling'; readonly permissions: KeptPermissions }
  | { readonly kind: 'disabled'; readonly permissions: KeptPermissions; readonly since: number }
  | { readonly kind: 'enabling'; readonly permissions: KeptPermissions; readonly reasons: readonly string[] }
  | { readonly kind: 'deregistering'; readonly permissions: KeptPermissions; readonly since: number }
  | { readonly kind: 'deregistered'; readonly snapshots: readonly SnapshotResult[] }
  | { readonly kind: 'deleted'; readonly snapshots: readonly SnapshotResult[] }
  | { readonly kind: 'kept'; readonly reasons: readonly string[] };

const nobody: KeptPermissions = {
  isPublic: false,
  accounts: [],
  organizations: [],
  organizationalUnits: [],
};

/**
 * How far an image has come by a journal.
 * @param steps - of this image, in their order
 */
export function progressOf(steps: readonly Pick<JournalEntry, 'step' | 'at'>[]): ImageProgress {
  let permissions = nobody;
  let since = 0;
  let progress: ImageProgress = { kind: 'begun' };
  for (const { step, at } of steps) {
    switch (step.kind) {
      case 'disabling':
        ({ permissions } = step);
        progress = { kind: 'disabling', permissions };
        break;
      case 'disabled':
        since = at;
        progress = { kind: 'disabled', permissions, since };
        break;
      case 'enabling':
        progress = { kind: 'enabling', permissions, reasons: step.reasons };
        break;
      case 'enabled':
        progress = { kind: 'kept', reasons: progress.kind === 'enabling' ? progress.reasons : [] };
        break;
      case 'deregistering':
        progress = { kind: 'deregistering', permissions, since };
        break;
      case 'deregistered':
        progress = { kind: 'deregistered', snapshots: step.snapshots };
        break;
      case 'verified':
        progress = { kind: 'deleted', snapshots: step.snapshots };
        break;
      case 'kept':
        progress = { kind: 'kept', reasons: step.reasons };
        break;
      case 'failed':
        break;
    }
  }
  return progress;
}
