import * as l10n from '@vscode/l10n';
import type { TemplateBuild } from '../templates/template.ts';
import type { BakeRecord, BuildRecord } from './bakeRecord.ts';

/** How Packer ended. */
export type BakeEnd = (
  | { readonly kind: 'exited'; readonly code: number }
  /** Nobody knows: it was killed. What it had made may still be there. */
  | { readonly kind: 'lost' }
) & {
  /** Whether somebody has asked it to stop. */
  readonly isStopped?: boolean;
};

/** What a bake was asked for. */
export type ExpectedBuild = Pick<TemplateBuild, 'name' | 'source' | 'type' | 'provisioners' | 'imageCount'>;

/** What a bake came to. Only where each of its builds has made what it should is it `baked`. */
export type BakeVerdict =
  | { readonly kind: 'baked' }
  | { readonly kind: 'cancelled' }
  /** With why, in words for a person; at least one. */
  | { readonly kind: 'failed'; readonly reasons: readonly string[] };

/**
 * Judges a bake. Packer exits with 0 also where no build was chosen, and where Ansible ran no task because no tag or host
 * matched: that image is the base image under another name (measured with Packer 1.6.6). Packer 1.6.6 says that it was cancelled
 * only where a build had begun; before that it ends without a word.
 * @param record - all that is known of it
 * @param expected - the builds that it was asked for
 * @param end - how Packer ended
 * @param lastLine - the last that Packer has printed
 */
export function judgeBake(
  record: BakeRecord,
  expected: readonly ExpectedBuild[],
  end: BakeEnd,
  lastLine: string,
): BakeVerdict {
  if (record.isCancelled) return { kind: 'cancelled' };
  const errors = record.builds.flatMap(({ name, error }) => (error === '' ? [] : [`${name}: ${error}`]));
  // Told to stop before it has said anything, it has made nothing, however it ended.
  if (end.isStopped === true && record.builds.every(({ status }) => status === 'waiting')) {
    return { kind: 'cancelled' };
  }
  if (end.kind === 'lost') {
    const words = l10n.t('Packer was ended from outside: what it had made may still be there.');
    return { kind: 'failed', reasons: [words, ...errors] };
  }
  const hasNothing = errors.length === 0 && record.builds.every(({ images }) => images.length === 0);
  if (end.isStopped === true && hasNothing) return { kind: 'cancelled' };
  if (end.code !== 0 || errors.length > 0) {
    const words = lastLine === '' ? l10n.t('Packer ended with {0}.', end.code) : lastLine;
    return { kind: 'failed', reasons: errors.length > 0 ? errors : [words] };
  }
  const reasons = expected.flatMap((build) => {
    const found = record.builds.find(({ name }) => name === build.name);
    return found === undefined ? [l10n.t('{0} was not built.', build.name)] : problemsOf(build, found);
  });
  if (expected.length === 0) reasons.push(l10n.t('Packer has built nothing.'));
  return reasons.length === 0 ? { kind: 'baked' } : { kind: 'failed', reasons };
}

function problemsOf(expected: ExpectedBuild, build: BuildRecord): string[] {
  if (build.status !== 'finished') return [l10n.t('{0} was not built.', build.name)];
  return [...wrongCount(expected, build), ...unprovisioned(expected, build)];
}

function wrongCount({ type, imageCount }: ExpectedBuild, { name, images }: BuildRecord): string[] {
  if (!type.startsWith('amazon-')) return [];
  if (images.length === 0)
    return [l10n.t('Packer says that {0} is finished, but no image came out of it.', name)];
  if (imageCount === undefined) return [];
  if (images.length >= imageCount.least && images.length <= imageCount.most) return [];
  return [
    l10n.t(
      '{0} should have made {1} images and has made {2}: {3}.',
      name,
      imageCount.least,
      images.length,
      images.map(({ imageId, region }) => `${imageId} (${region})`).join(', '),
    ),
  ];
}

/** Tasks that were skipped have done nothing; nor has what Ansible does by itself. */
function unprovisioned({ provisioners }: ExpectedBuild, { name, images, ansible }: BuildRecord): string[] {
  if (!provisioners.some(({ type }) => type === 'ansible')) return [];
  const hasRun = ansible?.tasks.some(
    ({ isImplicit, results }) =>
      !isImplicit && results.some(({ status }) => status === 'ok' || status === 'changed'),
  );
  if (hasRun === true) return [];
  const ids = images.map(({ imageId }) => imageId).join(', ');
  return [l10n.t('Ansible has run no task in {0}: {1} is its base image under another name.', name, ids)];
}
