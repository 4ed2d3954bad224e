import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type HclValue, textOf, valueIn } from '../../../../src/core/templates/hcl.ts';
import type { HclParser } from '../../../../src/core/templates/parseHcl.ts';
import { makeHclParser } from './hclParser.ts';

describe('A file of HCL', () => {
  let parser: HclParser;
  before(async () => {
    parser = await makeHclParser();
  });

  const valueOf = (expression: string): HclValue | undefined => {
    const [block] = parser.parse(`a {\n  b = ${expression}\n}\n`).blocks;
    return block === undefined ? undefined : valueIn(block, 'b');
  };
  const scope = ([kind, name]: readonly string[]): HclValue | undefined =>
    kind === 'var' && name === 'region' ? { kind: 'literal', value: 'eu-central-1' } : undefined;

  it('has blocks with their labels, at their lines', () => {
    const { blocks } = parser.parse('# first\nsource "amazon-ebs" "web" {\n  tags { a = 1 }\n}\nlocals {}\n');
    assert.deepEqual(
      blocks.map(({ type, labels, line }) => ({ type, labels, line })),
      [
        { type: 'source', labels: ['amazon-ebs', 'web'], line: 2 },
        { type: 'locals', labels: [], line: 5 },
      ],
    );
    assert.equal(blocks[0]?.blocks[0]?.type, 'tags');
  });

  for (const [expression, expected] of [
    ['"text"', 'text'],
    ['""', ''],
    ['12', '12'],
    ['true', 'true'],
    ['null', undefined],
    ['var.region', 'eu-central-1'],
    ['"in ${var.region}!"', 'in eu-central-1!'],
    ['"${var.region}"', 'eu-central-1'],
    ['var.other', undefined],
    ['"in ${var.other}"', undefined],
    ['"a ${upper(var.region)}"', undefined],
    ['var.region == "" ? "x" : "y"', undefined],
    ['"line\\n\\"quoted\\" \\\\ \\u00e9 $${no} %%{no}"', 'line\n"quoted" \\ é ${no} %{no}'],
    ['<<-EOT\n  indented\n  EOT', undefined],
  ] as const) {
    it(`knows of ${JSON.stringify(expression)} what it can be without Packer: ${String(expected)}`, () => {
      assert.equal(textOf(valueOf(expression), scope), expected);
    });
  }

  it('has lists and objects, whose names need no quotes', () => {
    assert.deepEqual(valueOf('[1, "b", var.region]'), {
      kind: 'list',
      items: [
        { kind: 'literal', value: 1 },
        { kind: 'literal', value: 'b' },
        { kind: 'reference', path: ['var', 'region'] },
      ],
    });
    assert.deepEqual(valueOf('{ a = "x", "b c" : 2 }'), {
      kind: 'object',
      entries: new Map<string, HclValue>([
        ['a', { kind: 'literal', value: 'x' }],
        ['b c', { kind: 'literal', value: 2 }],
      ]),
    });
  });

  it('is known but for what is wrong in it, and where that is', () => {
    const { blocks, wrongLines } = parser.parse('variable "a" {\n  default = "x"\n}\n\n)))\n');
    assert.deepEqual(
      blocks.map(({ labels }) => labels[0]),
      ['a'],
    );
    assert.deepEqual(wrongLines, [5]);
  });

  it('is read to its end whatever is in it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      '${',
      '=',
      '[',
      ']',
      '<<EOT',
      'a',
      '\n',
      '#',
      '\\',
      '%{',
      '1',
      '.',
      '\0',
      '🍞',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { blocks, wrongLines } = parser.parse(pieces.join(' '));
        return Array.isArray(blocks) && wrongLines.every((line) => line >= 1);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back each text that is quoted in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        fc.pre(!/[\0\r]/u.test(text));
        const quoted = text
          .replaceAll('\\', '\\\\')
          .replaceAll('"', '\\"')
          .replaceAll('\n', '\\n')
          .replaceAll('${', '$${')
          .replaceAll('%{', '%%{');
        // A mark that stands doubled is not looked at twice.
        fc.pre(!/\$\$\$|%%%/u.test(quoted));
        return textOf(valueOf(`"${quoted}"`), scope) === text;
      }),
      { numRuns: 100 },
    );
  });

  it('is read whole where references lead in a circle', () => {
    const circle = (path: readonly string[]): HclValue => ({ kind: 'reference', path });
    assert.equal(textOf({ kind: 'reference', path: ['local', 'a'] }, circle), undefined);
  });
});
