/**
 * Tells whether texts are like a pattern, in time that does not grow with the number of its stars.
 * @param pieces - what stands between the stars of the pattern, each of which stands for any characters, also none
 */
export function wildcardMatcher(pieces: readonly string[]): (text: string) => boolean {
  const [start = '', ...rest] = pieces;
  const end = rest.pop();
  if (end === undefined) return (text) => text === start;
  return (text) => {
    if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end))
      return false;
    // What stands between two stars may be taken where it first comes: that leaves the most for what follows.
    let from = start.length;
    for (const piece of rest) {
      const at = text.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return from <= text.length - end.length;
  };
}
