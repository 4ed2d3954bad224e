import * as z from 'zod/mini';
import type { Environment } from '../environments/environment.ts';
import type { TagChange } from './tagChange.ts';

/** An edit of tags that was begun, as far as it can be taken back. */
export interface UnfinishedEdit {
  /** What the edit does, in a few words, translated. */
  readonly title: string;
  /** All that the edit was to change; which of it was changed only AWS knows. */
  readonly changes: readonly TagChange[];
  /** How many changes cannot be told any more: there were too many, or their environment is gone. */
  readonly lost: number;
  /** Whether changes are lost because their environment is not there now; it may come back. */
  readonly lacksEnvironment: boolean;
}

/** The most changes that are kept of one edit. */
const mostChanges = 5000;

const optionalText = z.optional(z.string());
const schema = z.object({
  title: z.string(),
  count: z.int().check(z.nonnegative()),
  changes: z.array(
    z.object({
      environmentId: z.string(),
      region: z.string(),
      imageId: z.string(),
      imageName: optionalText,
      key: z.string(),
      before: optionalText,
      after: optionalText,
    }),
  ),
});

/**
 * An edit as it is kept while it is carried out, for the next window should this one end first. Holds no credentials.
 * @param edit - what is to be done
 * @returns plain data that JSON can hold
 */
export function encodeUnfinishedEdit({ title, changes }: Pick<UnfinishedEdit, 'title' | 'changes'>): unknown {
  const content: z.infer<typeof schema> = {
    title,
    count: changes.length,
    changes: (changes.length > mostChanges ? [] : changes).map(({ environment, ...change }) => ({
      environmentId: environment.id,
      ...change,
    })),
  };
  return content;
}

/**
 * Reads an edit that was kept.
 * @param kept - of an earlier window, maybe of another version of the extension
 * @param environmentOf - the environment of an id, as it is now
 * @returns undefined when it cannot be understood
 */
export function decodeUnfinishedEdit(
  kept: unknown,
  environmentOf: (id: string) => Environment | undefined,
): UnfinishedEdit | undefined {
  const { data } = schema.safeParse(kept);
  if (data === undefined) return undefined;
  const changes = data.changes.flatMap(({ environmentId, before, after, ...tag }): TagChange[] => {
    const environment = environmentOf(environmentId);
    if (environment === undefined) return [];
    const place = { environment, region: tag.region, imageId: tag.imageId };
    const rest = { ...place, imageName: tag.imageName, key: tag.key };
    if (before === undefined) return after === undefined ? [] : [{ ...rest, before, after }];
    return [{ ...rest, before, after }];
  });
  const lacksEnvironment = data.changes.some(
    ({ environmentId }) => environmentOf(environmentId) === undefined,
  );
  return { title: data.title, changes, lost: data.count - changes.length, lacksEnvironment };
}
