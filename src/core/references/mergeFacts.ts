import type { ReferenceFacts, ReferenceSource } from './facts.ts';

/** What tells the things of each source apart; of a parameter the facts of one version belong together. */
const identityOf: { readonly [Source in ReferenceSource]: (fact: ReferenceFacts[Source]) => string } = {
  instances: ({ instanceId }) => instanceId,
  launchTemplates: ({ templateId, version }) => JSON.stringify([templateId, version]),
  autoScalingGroups: ({ name }) => name,
  launchConfigurations: ({ name }) => name,
  instanceRefreshes: ({ refreshId }) => refreshId,
  fleets: ({ fleetId }) => fleetId,
  spotFleets: ({ fleetId }) => fleetId,
  parameters: ({ name, version }) => JSON.stringify([name, version]),
  rootVolumeReplacements: ({ taskId }) => taskId,
};

/** Takes from what was known before what only one version of a thing can be, where another one was read to be it. */
const withoutClaims: {
  readonly [Source in ReferenceSource]?: (
    earlier: readonly ReferenceFacts[Source][],
    read: readonly ReferenceFacts[Source][],
  ) => readonly ReferenceFacts[Source][];
} = {
  launchTemplates: (earlier, read) => {
    const hasDefault = new Set(read.filter(({ isDefault }) => isDefault).map(({ templateId }) => templateId));
    const hasLatest = new Set(read.filter(({ isLatest }) => isLatest).map(({ templateId }) => templateId));
    return earlier.map((fact) => ({
      ...fact,
      isDefault: fact.isDefault && !hasDefault.has(fact.templateId),
      isLatest: fact.isLatest && !hasLatest.has(fact.templateId),
    }));
  },
  parameters: (earlier, read) => {
    const hasCurrent = new Set(read.filter(({ isCurrent }) => isCurrent).map(({ name }) => name));
    return earlier.map((fact) => ({ ...fact, isCurrent: fact.isCurrent && !hasCurrent.has(fact.name) }));
  },
};

/**
 * What is known of a source after a reading that did not come to its end. What it read is true and takes the place of
 * what was known of the same thing. Everything else that was known stays: it may not have been come to yet. Yet where
 * another version was read to be the default, latest or current one, what was known before is that no more.
 * @param source - which source
 * @param earlier - what was known before
 * @param read - what was read now
 */
export function mergeFacts<Source extends ReferenceSource>(
  source: Source,
  earlier: readonly ReferenceFacts[Source][],
  read: readonly ReferenceFacts[Source][],
): readonly ReferenceFacts[Source][] {
  const identify = identityOf[source];
  const isReadNow = new Set(read.map(identify));
  const unread = earlier.filter((fact) => !isReadNow.has(identify(fact)));
  return [...(withoutClaims[source]?.(unread, read) ?? unread), ...read];
}
