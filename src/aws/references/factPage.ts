import type { ReferenceSource, ReferenceFacts } from '../../core/references/facts.ts';
import type { FactPage } from '../../core/references/referenceReader.ts';
import type { ServiceClients } from '../identity.ts';

/** Reads one source of one region to its end. */
export type FactReader<Source extends ReferenceSource> = (
  clients: ServiceClients,
  signal: AbortSignal,
) => AsyncIterable<FactPage<Source>>;

/**
 * The facts of one answer. What lacks something that AWS documents as always there is counted as unreadable, never
 * dropped in silence.
 * @param entries - of the answer
 * @param what - AWS's name of their type, the same in every language: `Instance`
 * @param toFacts - none for an entry that says nothing about images; undefined for one that cannot be understood
 */
export function factPage<Entry, Source extends ReferenceSource>(
  entries: readonly Entry[] | undefined,
  what: string,
  toFacts: (entry: Entry) => readonly ReferenceFacts[Source][] | undefined,
): FactPage<Source> {
  const facts: ReferenceFacts[Source][] = [];
  const unreadable: string[] = [];
  for (const entry of entries ?? []) {
    const found = toFacts(entry);
    if (found === undefined) unreadable.push(`${what}: ${JSON.stringify(entry).slice(0, 200)}`);
    else facts.push(...found);
  }
  return { facts, unreadable };
}
