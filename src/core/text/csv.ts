import { jsonEscape } from './plainText.ts';

/** What makes a spreadsheet take a cell for a formula, in the widths that East Asian keyboards have too. */
const formulaStarts = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B';

/** Where a spreadsheet may see a new cell begin, whichever separator it was told or guesses. */
const separators = ',;|\\t\\r\\n';

/** What a spreadsheet may take away before it looks at the beginning of a cell: spaces, quotes, what cannot be seen. */
const ignored = '(?![\\t\\r\\n])[\\s\\p{C}\\p{Pi}\\p{Pf}"\'`\uFF02\uFF07]';

const riskyBeginning = new RegExp(
  `^(?=(?:${ignored})*[\\t\\r\\n${formulaStarts}])|(?<=[${separators}])(?=(?:${ignored})*[${formulaStarts}])`,
  'gu',
);
const riskyCharacter = new RegExp(`(?<=[${separators}](?:${ignored})*)[${formulaStarts}]`, 'gu');

/**
 * One record of a CSV file (RFC 4180), every cell in quotes and none of them a formula: an apostrophe stands in front
 * of what a spreadsheet would take for the beginning of one, also after a separator within a cell, where a spreadsheet
 * that uses another one begins a cell (OWASP, "CSV Injection").
 * @param cells - texts, from left to right
 * @returns the record with its line break
 */
export function csvRecord(cells: readonly string[]): string {
  const quoted = cells.map((cell) => `"${cell.replace(riskyBeginning, "'").replaceAll('"', '""')}"`);
  return `${quoted.join(',')}\r\n`;
}

/**
 * An object as the JSON text of a cell, which {@link csvRecord} leaves as it is: what could begin a formula is written
 * by its code point, so that the cell still reads back exactly.
 * @param value - an object or array of texts
 */
export function jsonCell(value: Readonly<Record<string, string>>): string {
  return JSON.stringify(value).replace(riskyCharacter, jsonEscape);
}
