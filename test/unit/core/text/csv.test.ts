import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvRecord, jsonCell } from '../../../../src/core/text/csv.ts';

/** The cells of CSV text as a spreadsheet that uses this separator reads it (RFC 4180; quotes count at the beginning). */
function readCsv(text: string, separator: string): string[][] {
  const records: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    records.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === '"' && text.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (isQuoted && character === '"') isQuoted = false;
    else if (isQuoted) cell += character;
    else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) endCell();
    else if (character === '\r' || character === '\n') {
      endCell();
      if (text.charAt(at + 1) === '\n') at += 1;
      records.push([]);
    } else cell += character;
  }
  if (cell !== '') endCell();
  return records.filter((record) => record.length > 0);
}

/**
 * Whether a spreadsheet takes a cell for a formula, also one that forgives spaces and quotes in front of it; an
 * apostrophe makes the rest text. Of the separator that is meant, line breaks and tabs are no beginning either.
 */
const isFormula = (cell: string, separator: string): boolean =>
  /^[\s"\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell) || (separator === ',' && /^[\t\r\n]/u.test(cell));

const awkward = [
  '=',
  '+',
  '-',
  '@',
  '\uFF1D',
  '\uFF20',
  ';',
  ',',
  '|',
  '\t',
  '\r',
  '\n',
  '"',
  "'",
  ' ',
  'a',
  '1',
];
const invisible = ['\u200B', '\uFEFF', '\u00A0', '\u202E', '\u0000'];
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...awkward, ...invisible)).map((pieces) => pieces.join('')),
);

describe('A record of CSV', () => {
  it('has every cell in quotes and ends in a line break', () => {
    assert.equal(csvRecord(['a', 'b "c", d', '']), '"a","b ""c"", d",""\r\n');
  });

  it('keeps ordinary texts as they are', () => {
    const cells = ['web-1.4.2', 'größe', 'a = b', '2026-01-02T03:04:05.000Z', '8 100', 'multi\nline', '🍞 x'];
    assert.deepEqual(readCsv(csvRecord(cells), ','), [cells]);
  });

  it('puts an apostrophe in front of what would be a formula', () => {
    for (const [text, cell] of [
      ["=cmd()|' /C calc'!A0", "'=cmd()|' /C calc'!A0"],
      ['+1', "'+1"],
      ['-1', "'-1"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['\uFF1Dcmd()', "'\uFF1Dcmd()"],
      ['\tx', "'\tx"],
      ['\rx', "'\rx"],
      ['  "=1', '\'  "=1'],
      ['\u200B=1', "'\u200B=1"],
      ['a;=1', "a;'=1"],
      ['a\n =1', "a\n' =1"],
    ] as const) {
      assert.deepEqual(readCsv(csvRecord([text]), ','), [[cell]]);
    }
  });

  it('never has a cell that begins a formula, by whatever separator it is read', () => {
    fc.assert(
      fc.property(
        fc.array(texts, { minLength: 1 }),
        fc.constantFrom(',', ';', '\t', '|'),
        (cells, separator) => {
          const read = readCsv(csvRecord(cells), separator).flat();
          assert.deepEqual(
            read.filter((cell) => isFormula(cell, separator)),
            [],
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has as many cells as it was given, each with its text but for apostrophes', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), (cells) => {
        const [read, ...more] = readCsv(csvRecord(cells), ',');
        assert.deepEqual(more, []);
        const without = (text: string): string => text.replaceAll("'", '');
        assert.deepEqual(read?.map(without), cells.map(without));
      }),
    );
  });
});

describe('Tags as a cell of CSV', () => {
  it('read back exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts)), (entries) => {
        const tags = Object.fromEntries(entries);
        const [[cell = ''] = []] = readCsv(csvRecord([jsonCell(tags)]), ',');
        assert.deepEqual(JSON.parse(cell), tags);
      }),
      { numRuns: 500 },
    );
  });

  it('keep what is no danger readable', () => {
    assert.equal(jsonCell({ Service: 'api-gateway', note: 'a=b' }), '{"Service":"api-gateway","note":"a=b"}');
  });
});
