import assert from 'node:assert/strict';
import * as ec2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { patternOf } from '../../../src/localcloud/ec2/filters.ts';
import { pageOf } from '../../../src/localcloud/ec2/paging.ts';
import { decodeQuery } from '../../../src/localcloud/wire/decodeQuery.ts';
import { escapeXml } from '../../../src/localcloud/wire/encodeXml.ts';
import { operationsOf } from '../../../src/localcloud/wire/operations.ts';

const operations = operationsOf(ec2);

/** The form that the SDK sends for a command, without sending it. */
async function formOf(command: ec2.DescribeImagesCommand): Promise<URLSearchParams> {
  const client = new ec2.EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    requestHandler: {
      handle: (request: { readonly body: string }) => Promise.reject(new Form(request.body)),
    },
    maxAttempts: 1,
  });
  try {
    await client.send(command);
  } catch (thrown) {
    if (thrown instanceof Form) return new URLSearchParams(thrown.body);
    throw thrown;
  }
  return assert.fail('nothing was sent');
}

class Form extends Error {
  readonly body: string;
  constructor(body: string) {
    super('not sent');
    this.body = body;
  }
}

describe("The wire of the SDK's model", () => {
  it('knows every operation of EC2', () => {
    assert.ok(operations.size > 600, `${operations.size}`);
    assert.ok(operations.has('RunInstances'));
  });

  it('reads back every request that the SDK writes', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const inputs = fc.record(
      {
        ImageIds: fc.array(text, { minLength: 1, maxLength: 4 }),
        Owners: fc.array(text, { minLength: 1, maxLength: 3 }),
        IncludeDeprecated: fc.boolean(),
        DryRun: fc.boolean(),
        MaxResults: fc.integer({ min: 0, max: 5000 }),
        NextToken: text,
        Filters: fc.array(
          fc.record(
            { Name: text, Values: fc.array(text, { minLength: 1, maxLength: 12 }) },
            { noNullPrototype: true },
          ),
          { minLength: 1, maxLength: 11 },
        ),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const schema = operations.get('DescribeImages')?.input;
    assert.ok(schema);
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const form = await formOf(new ec2.DescribeImagesCommand(input));
        assert.deepEqual(decodeQuery(form, schema, 'ec2'), { ...input });
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a parameter that the operation has not', () => {
    const schema = operations.get('DescribeImages')?.input;
    assert.ok(schema);
    for (const name of ['Colour', 'Filter.1.Colour', 'Filter.x.Name', 'ImageId.0']) {
      assert.throws(() => decodeQuery([[name, 'red']], schema, 'ec2'), { code: 'UnknownParameter' }, name);
    }
    assert.throws(() => decodeQuery([['MaxResults', 'many']], schema, 'ec2'), {
      code: 'InvalidParameterValue',
    });
  });

  it('writes nothing that XML cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(escapeXml(text), /^[\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
        assert.doesNotMatch(escapeXml(text), /[<>"]|&(?!#\d+;)/u);
      }),
    );
  });
});

describe('Paging', () => {
  const idOf = (id: string): string => id;
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 })).map((list) => [...list].sort());
  const bounds = { least: 1, most: 1000 };

  it('gives every wanted item exactly once, whatever the size of a page', () => {
    fc.assert(
      fc.property(
        ids,
        fc.integer({ min: 1, max: 7 }),
        fc.func(fc.boolean()),
        (items, MaxResults, isWanted) => {
          const seen: string[] = [];
          let token: string | undefined;
          do {
            const request = token === undefined ? { MaxResults } : { MaxResults, NextToken: token };
            const page = pageOf(items, idOf, isWanted, request, bounds);
            assert.ok(page.items.length <= MaxResults);
            assert.ok(page.nextToken === undefined || page.items.length === MaxResults);
            seen.push(...page.items);
            token = page.nextToken;
          } while (token !== undefined);
          assert.deepEqual(
            seen,
            items.filter((item) => isWanted(item)),
          );
        },
      ),
    );
  });

  it('loses and repeats nothing when items come and go between two pages', () => {
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 7 }), (before_, after_, MaxResults) => {
        const first = pageOf(before_, idOf, () => true, { MaxResults }, bounds);
        if (first.nextToken === undefined) return;
        const rest = pageOf(after_, idOf, () => true, { NextToken: first.nextToken }, bounds);
        const last = first.items.at(-1) ?? '';
        assert.deepEqual(
          rest.items,
          after_.filter((id) => id > last),
        );
      }),
    );
  });
});

describe('A filter value', () => {
  /** The plain way: compares one character after the other. */
  const matches = (pattern: readonly string[], text: readonly string[]): boolean => {
    const [first, ...rest] = pattern;
    if (first === undefined) return text.length === 0;
    if (first === '*') return matches(rest, text) || (text.length > 0 && matches(pattern, text.slice(1)));
    return text.length > 0 && (first === '?' || first === text[0]) && matches(rest, text.slice(1));
  };
  const letters = fc.array(fc.constantFrom('a', 'b', '.', '-', '[', '\n', '🍞'), { maxLength: 8 });
  const patterns = fc.array(fc.constantFrom('a', 'b', '.', '-', '[', '🍞', '*', '?'), { maxLength: 6 });

  it('matches by * and ? and nothing else', () => {
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        assert.equal(patternOf(pattern.join('')).test(text.join('')), matches(pattern, text));
      }),
    );
  });

  it('takes an escaped * or ? as an ordinary character', () => {
    assert.ok(patternOf(String.raw`a\*b`).test('a*b'));
    assert.ok(!patternOf(String.raw`a\*b`).test('axb'));
  });
});
