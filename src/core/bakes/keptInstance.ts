import * as l10n from '@vscode/l10n';
import type { Tag } from '../tags/tagWriter.ts';
import type { PackerTemplate } from '../templates/template.ts';
import { minute } from '../time/durations.ts';

/**
 * The variables by which a template lets a key of ours in, named as the options of Packer that they are for. A template passes
 * the first one on as `temporary_key_pair_name` as well: Packer then takes that key out of the image again, as it does with its
 * own (`ssh_clear_authorized_keys`; step_cleanup_temp_keys.go, 1.6.6).
 */
export const keepingVariables = {
  /** Name of a key pair of EC2. */
  keyPair: 'ssh_keypair_name',
  /** Path of its private half. */
  keyFile: 'ssh_private_key_file',
} as const;

/**
 * How long an instance of a bake lives at most, in milliseconds: the templates of `packer/` have it end itself after that
 * (`user_data`).
 */
export const longestBake = 120 * minute;

/** What the keys of tags begin with that an instance has for the image that is made of it. */
const imageTagPrefix = 'image:';

/** An instance that stayed because its bake failed. */
export interface KeptInstance {
  readonly instanceId: string;
  readonly region: string;
  /** When it ends by itself at the latest, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** The name that its image would have got; undefined where Packer has not said it. */
  readonly imageName?: string | undefined;
  /** Whether nobody gets in by the key of the bake any more. */
  readonly isKeyGone?: boolean;
}

/**
 * Why the instance of a bake cannot be kept so that one gets in.
 * @param template - what is baked
 * @returns words for a person; undefined where it can
 */
export function keepingProblem({
  title,
  variables,
}: { title: string } & Pick<PackerTemplate, 'variables'>): string | undefined {
  // By the last one an instance is found again that Packer leaves.
  const missing = [...Object.values(keepingVariables), 'bake_id'].filter(
    (name) => !variables.some((variable) => variable.name === name),
  );
  if (missing.length === 0) return undefined;
  return l10n.t(
    'Nobody could get in to an instance of {0}: it declares no variable {1}. The templates of the starter project show how.',
    title,
    missing.join(', '),
  );
}

/**
 * The name of the key pair of a bake, by which it is known as one of a bake also where it has lost its tags.
 * @param bakeId - a UUID
 */
export function keyPairNameOf(bakeId: string): string {
  return `packer_${bakeId}`;
}

/**
 * The tags of the image that is made of a kept instance: those that its template has put on the instance for it, as
 * `image:NAME`. What EC2 reserves for itself and cannot be given stays out.
 * @param tags - of the instance
 */
export function imageTagsOf(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].flatMap(([key, value]) => {
    const name = key.startsWith(imageTagPrefix) ? key.slice(imageTagPrefix.length) : '';
    return name === '' || name.startsWith('aws:') ? [] : [{ key: name, value }];
  });
}

/**
 * What is wrong with the name of an image (EC2 API Reference, CreateImage `Name`).
 * @param name - as a person has typed it
 * @returns words for a person; undefined where nothing is
 */
export function imageNameProblem(name: string): string | undefined {
  if (/^[\w ()[\]./'@-]{3,128}$/u.test(name)) return undefined;
  return l10n.t("3 to 128 letters, digits, spaces and any of ()[]./-'@_");
}
