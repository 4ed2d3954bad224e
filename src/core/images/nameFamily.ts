/** A part of a name that only tells one build from another: a version, a date, a time, a build number, a hash. */
const buildPart = /^(?:v?\d[\da-z]*(?:\.\d[\da-z]*)*|(?=[\da-f]*\d)[\da-f]{7,}|latest|final)$/iu;

/** A name as parts and what separates them, in turns. */
const separators = /([-_./ :@+]+)/u;

/**
 * The name that images of one kind share: theirs without the parts at the end that tell one build from another.
 * @param name - name of an image: `golden-base-2026-01-03T10-22`, `legacy-web_v12`
 * @returns `golden-base`, `legacy-web`; undefined for a name that says nothing but a build, and for none
 */
export function nameFamilyOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const parts = name.trim().split(separators);
  let end = parts.length;
  // Parts stand at even places, separators between them.
  while (end > 0 && isBuildPart(parts[end - 1] ?? '')) end -= 2;
  const family = parts.slice(0, Math.max(0, end)).join('');
  return family.trim() === '' ? undefined : family;
}

function isBuildPart(part: string): boolean {
  // `2026-01-03T10:22:33Z` leaves `03T10` and `33Z` as parts.
  return part === '' || buildPart.test(part) || /^\d{1,4}[tz]\d{0,6}z?$/iu.test(part);
}
