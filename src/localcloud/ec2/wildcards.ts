/** Stands for any characters, also none. */
const many = Symbol('many');

/** Stands for one character. */
const one = Symbol('one');

/** A character, or what stands for some. */
type Part = string | typeof many | typeof one;

/**
 * What tells whether a text matches the value of a filter: `*` stands for any characters, `?` for one, a backslash makes
 * either, or another backslash, ordinary; case matters (EC2 User Guide, "List and filter your resources"). Takes at most
 * as many steps as the product of both lengths, whoever has thought out the value. A regular expression would need
 * exponentially many for some.
 * @param value - of a filter; may hold `*`, `?` and backslashes
 */
export function wildcardMatcher(value: string): (text: string) => boolean {
  const parts = partsOf(value);
  const plain = parts.filter((part) => typeof part === 'string');
  if (plain.length < parts.length) return (text) => matches(parts, Array.from(text));
  const wanted = plain.join('');
  return (text) => text === wanted;
}

function partsOf(value: string): Part[] {
  return (value.match(/\\[*?\\]|[^]/gu) ?? []).map((piece) => {
    if (piece === '*') return many;
    if (piece === '?') return one;
    return piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece;
  });
}

/**
 * When something does not match, only the last `*` is given one character more: those before it never have to change,
 * because whatever matches behind them, this one can take.
 */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let [part, at] = [0, 0];
  let retry: { part: number; at: number } | undefined;
  while (at < text.length) {
    const current = parts[part];
    if (current === many) {
      part += 1;
      retry = { part, at };
    } else if (current !== undefined && (current === one || current === text[at])) {
      part += 1;
      at += 1;
    } else if (retry === undefined) return false;
    else {
      retry.at += 1;
      ({ part, at } = retry);
    }
  }
  return parts.slice(part).every((left) => left === many);
}
