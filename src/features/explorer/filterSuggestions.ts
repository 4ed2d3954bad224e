import { tagTerm } from '../../core/images/filterTerms.ts';
import { type EnvironmentImages, imagesOf } from '../../core/images/environmentImages.ts';

/** As many terms as are suggested. */
const mostSuggestions = 100;

/** Tags whose values differ from image to image say nothing that one would filter by. */
const mostValues = 12;

/**
 * Terms of a filter for the tags that images have: those with few values, each with its values, else the key alone.
 * @param all - everything that was read
 */
export function tagSuggestions(all: readonly EnvironmentImages[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const images of all) {
    for (const { tags } of imagesOf(images)) {
      for (const [key, value] of tags) {
        const known = values.get(key) ?? new Set();
        if (known.size <= mostValues) known.add(value);
        values.set(key, known);
      }
    }
  }
  return [...values]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .flatMap(([key, known]) =>
      known.size > mostValues ? [tagTerm(key)] : [...known].sort().map((value) => tagTerm(key, value)),
    )
    .filter((term) => !/[\r\n]/u.test(term))
    .slice(0, mostSuggestions);
}
