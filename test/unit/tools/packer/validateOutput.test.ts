import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDiagnostics } from '../../../../src/tools/packer/validateOutput.ts';

/** What Packer 1.6.6 printed. */
const outputs = {
  argument: `Error: Unsupported argument

  on h/a.pkr.hcl line 3:
  (source code not available)

An argument named "bogus" is not expected here.

Error: Unknown source null.y

  on  line 0:
  (source code not available)

Known: map[null.x:{null x 0xc0000af790 <nil> }]

`,
  syntax: `Error: Invalid expression

  on h2.pkr.hcl line 2, in source "null" "x":
   2:   communicator = 
   3: }

Expected the start of an expression, but found an invalid expression token.

`,
  rule: `Error: Invalid value for cmd variable

  on  line 0:
  (source code not available)

The source_cidr must be an address such as 192.0.2.7/32.

This was checked by the validation rule at packer/web/image.pkr.hcl:17,3-13.

`,
  warning: `Warning: Undefined variable

A "undeclared" variable was set but was not found in known variables. To declare
variable "undeclared", place this block in one of your .pkr files, such as
variables.pkr.hcl

`,
  json: `Error: Failed to prepare build: "null"

1 error occurred:
\t* unknown configuration key: '"bogus"'


`,
  jsonVariables: `Error: 

2 errors occurred:
\t* required variable not set: region
\t* required variable not set: source_cidr

`,
  jsonSyntax: `Failed to parse template: Error parsing JSON: invalid character '}' looking for beginning of object key string
At line 1, column 53 (offset 53):
    1: {"builders":[{"type":"null","communicator":"none"}],}
                                                          ^
`,
} as const;

describe('What Packer says of a template', () => {
  const read = (name: keyof typeof outputs): ReturnType<typeof readDiagnostics> =>
    readDiagnostics(outputs[name], 'legacy/web.json');

  it('is read with the line of each mistake, and without one where Packer names none', () => {
    assert.deepEqual(read('argument'), [
      {
        severity: 'error',
        message: 'Unsupported argument\nAn argument named "bogus" is not expected here.',
        place: { file: 'h/a.pkr.hcl', line: 3 },
      },
      {
        severity: 'error',
        message: 'Unknown source null.y\nKnown: map[null.x:{null x 0xc0000af790 <nil> }]',
        place: undefined,
      },
    ]);
  });

  it('is read without the source that it repeats', () => {
    assert.deepEqual(read('syntax'), [
      {
        severity: 'error',
        message:
          'Invalid expression\nExpected the start of an expression, but found an invalid expression token.',
        place: { file: 'h2.pkr.hcl', line: 2 },
      },
    ]);
  });

  it('is at the rule that a variable breaks', () => {
    const [diagnostic] = read('rule');
    assert.deepEqual(diagnostic?.place, { file: 'packer/web/image.pkr.hcl', line: 17, column: 3 });
    assert.match(diagnostic.message, /must be an address such as/u);
  });

  it('is a warning where it says so', () => {
    assert.deepEqual(
      read('warning').map(({ severity, place }) => [severity, place]),
      [['warning', undefined]],
    );
  });

  it('is read of JSON, whose file it does not name', () => {
    assert.match(
      read('json')[0]?.message ?? '',
      /Failed to prepare build: "null"[^]*unknown configuration key/u,
    );
    assert.deepEqual(
      read('jsonVariables').map(({ message }) => message),
      ['required variable not set: region', 'required variable not set: source_cidr'],
    );
    assert.deepEqual(read('jsonSyntax'), [
      {
        severity: 'error',
        message: "invalid character '}' looking for beginning of object key string",
        place: { file: 'legacy/web.json', line: 1, column: 53 },
      },
    ]);
  });

  it('is nothing where it says nothing', () => {
    assert.deepEqual(readDiagnostics('', 'x'), []);
    assert.deepEqual(readDiagnostics('The configuration is valid.\n', 'x'), []);
  });

  it('is read to its end whatever it is', () => {
    const piece = fc.constantFrom(...Object.values(outputs).flatMap((text) => text.split('\n')));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (lines) =>
        readDiagnostics(lines.join('\n'), 'x').every(({ severity }) => /^(?:error|warning)$/u.test(severity)),
      ),
    );
  });
});
