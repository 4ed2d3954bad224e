/** A term as it stands in what was typed. */
export interface TypedTerm {
  readonly text: string;
  /** Where it begins and ends, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A term: maybe a minus, maybe a key and a colon, then characters and quoted pieces, the last of them maybe open. */
const termPattern = /-?(?:"(?:\\["*\\]|[^"])*"?|[^\s"])+/gu;

/**
 * The terms of a filter, which spaces outside quotes separate.
 * @param text - as a person types it
 */
export function termsIn(text: string): TypedTerm[] {
  return [...text.matchAll(termPattern)].map(({ 0: term, index }) => ({
    text: term,
    start: index,
    end: index + term.length,
  }));
}

/**
 * What a term stands for, as the pieces between its stars. Quotes keep spaces together and are left out; within them a
 * backslash makes a quote, a star or a backslash mean itself.
 * @param text - a term, or a part of one
 * @returns at least one piece, which may be empty
 */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { isStar, unit } of charactersOf(text)) {
    if (!isStar) piece += unit;
    else {
      pieces.push(piece);
      piece = '';
    }
  }
  return [...pieces, piece];
}

/**
 * The key and the value of what follows `tag:`, divided by the first equals sign outside quotes.
 * @param text - such as `"Cost Center"=web`
 */
export function divideTag(text: string): { readonly key: string; readonly value: string | undefined } {
  for (const { unit, isQuoted, at } of charactersOf(text)) {
    if (unit === '=' && !isQuoted) return { key: text.slice(0, at), value: text.slice(at + 1) };
  }
  return { key: text, value: undefined };
}

/**
 * The term that asks for a tag, whatever characters it has.
 * @param key - of the tag
 * @param value - of the tag; any when left out
 */
export function tagTerm(key: string, value?: string): string {
  return value === undefined ? `tag:${quoted(key)}` : `tag:${quoted(key)}=${quoted(value)}`;
}

function quoted(text: string): string {
  return /[\s"*=]/u.test(text) ? `"${text.replace(/["*\\]/gu, '\\$&')}"` : text;
}

interface TypedCharacter {
  /** One UTF-16 code unit. */
  readonly unit: string;
  readonly isStar: boolean;
  readonly isQuoted: boolean;
  readonly at: number;
}

function* charactersOf(text: string): Generator<TypedCharacter> {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const isEscape = isQuoted && unit === '\\' && /^["*\\]/u.test(text.slice(at + 1));
    if (unit === '"') isQuoted = !isQuoted;
    else if (isEscape) yield { unit: text.charAt((at += 1)), isStar: false, isQuoted, at };
    else yield { unit, isStar: unit === '*', isQuoted, at };
  }
}
