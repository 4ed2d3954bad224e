/** The version of a tool. */
export interface Version {
  /** As the tool writes it: `2.19.0rc1`, `1.12.0-dev`. */
  readonly text: string;
  /** Major, minor, patch. */
  readonly numbers: readonly [major: number, minor: number, patch: number];
}

/**
 * Reads a version number with what may follow it, as the tools write theirs.
 * @param text - `2.9.19`, `2.19.0rc1`, `1.12.0-dev`; nothing before or after it
 * @returns undefined when the text is anything else
 */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})[\w.+-]*$/u.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch] = match.map(Number);
  return major === undefined || minor === undefined || patch === undefined
    ? undefined
    : { text, numbers: [major, minor, patch] };
}

/**
 * Whether a version comes before another by its three numbers; a pre-release counts as its release.
 * @param version - what there is
 * @param minimum - what there should be at least
 */
export function isOlder(version: Version, minimum: Version): boolean {
  const difference = version.numbers
    .map((number, index) => number - (minimum.numbers[index] ?? 0))
    .find((each) => each !== 0);
  return difference !== undefined && difference < 0;
}
