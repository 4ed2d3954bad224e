import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseYaml } from '../../../../src/core/playbooks/parseYaml.ts';
import { textOf, valueOf, type YamlNode } from '../../../../src/core/playbooks/yamlNode.ts';

/** A value as plain data; a scalar that is no text is a list of its type and text. */
function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.type === 'string' ? node.text : [node.type, node.text];
  if (node.kind === 'sequence') return node.items.map(plain);
  return new Map([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

function read(text: string): unknown {
  const { root, problems } = parseYaml(text);
  assert.deepEqual(problems, []);
  return plain(root);
}

describe('Reading YAML as Ansible does', () => {
  it('knows what PyYAML takes for a number, a truth value and nothing', () => {
    const types = (text: string): unknown =>
      parseYaml(`- ${text}`).root?.kind === 'sequence' && read(`- ${text}`);
    for (const text of ['yes', 'No', 'TRUE', 'off']) assert.deepEqual(types(text), [['boolean', text]]);
    for (const text of ['1', '-1_000', '0x1F', '0o', '017', '1.5', '.5', '1.0e+3', '1:30', '.inf', '.NaN']) {
      assert.deepEqual(types(text), [text === '0o' ? text : ['number', text]]);
    }
    for (const text of ['~', 'null', 'Null']) assert.deepEqual(types(text), [['null', text]]);
    for (const text of ['y', 'N', 'yes please', '1a', '1e3', 'tRue', '"yes"', "'1'", '!!str 5', '! 5']) {
      assert.equal(types(text) instanceof Array && typeof (types(text) as unknown[])[0], 'string', text);
    }
    assert.deepEqual(types('!!int "5"'), [['number', '5']]);
  });

  it('follows aliases and merges mappings, one’s own keys first', () => {
    assert.deepEqual(
      read('- &a {x: one, y: two}\n- &b {y: three, z: four}\n- <<: [*a, *b]\n  z: own\n- *a\n'),
      [
        new Map([
          ['x', 'one'],
          ['y', 'two'],
        ]),
        new Map([
          ['y', 'three'],
          ['z', 'four'],
        ]),
        new Map([
          ['z', 'own'],
          ['x', 'one'],
          ['y', 'two'],
        ]),
        new Map([
          ['x', 'one'],
          ['y', 'two'],
        ]),
      ],
    );
  });

  it('takes the last of a key that is there twice, and any text as a key', () => {
    assert.deepEqual(
      read('a: one\na: two\n__proto__: x\nconstructor: y\n'),
      new Map([
        ['a', 'two'],
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    );
  });

  it('takes Ansible’s own tags, and refuses others as Ansible does', () => {
    assert.deepEqual(
      read('a: !vault |\n  $ANSIBLE_VAULT\nb: !unsafe "{{ x }}"\n'),
      new Map([
        ['a', '$ANSIBLE_VAULT\n'],
        ['b', '{{ x }}'],
      ]),
    );
    assert.match(parseYaml('a: !Ref b').problems[0]?.message ?? '', /!Ref/u);
  });

  it('knows where each value is, behind a byte order mark and with CRLF as well', () => {
    const text = '- name: One\r\n  debug:\r\n    msg: x\r\n\r\n# about two\r\n- name: Two\r\n';
    const { root } = parseYaml(`\u{FEFF}${text}`);
    assert.ok(root?.kind === 'sequence');
    assert.deepEqual(
      root.items.map(({ range }) => text.slice(range.offset, range.offset + range.length)),
      ['name: One\r\n  debug:\r\n    msg: x', 'name: Two'],
    );
  });

  it('takes quoted texts that go on without indentation or behind tabs', () => {
    const text = "a: 'it''s\n\ton'\nb: \"c \\\" e\nd\"\nlast: x\n";
    const { root, problems } = parseYaml(text);
    assert.deepEqual(problems, []);
    assert.equal(textOf(valueOf(root, 'b'))?.replaceAll(/\s+/gu, ' '), 'c " e d');
    const last = valueOf(root, 'last')?.range.offset ?? 0;
    assert.equal(text.slice(last), 'x\n');
  });

  it('takes brackets that go on without indentation', () => {
    const text =
      '- tags: [\n  one, # ] not yet\n"t}\no",\n{ a: [b,\nc] }\n]\n  vars: { d: it\'s,\n e: f }\n  last: x\n';
    const { root, problems } = parseYaml(text);
    assert.deepEqual(problems, []);
    assert.ok(root?.kind === 'sequence');
    const [entry] = root.items;
    const tags = valueOf(entry, 'tags');
    assert.ok(tags?.kind === 'sequence');
    assert.deepEqual(
      tags.items.map((item) => textOf(item)),
      ['one', 't} o', undefined],
    );
    assert.equal(textOf(valueOf(valueOf(entry, 'vars'), 'd')), "it's");
    assert.equal(textOf(valueOf(valueOf(entry, 'vars'), 'e')), 'f');
    const last = valueOf(entry, 'last')?.range.offset ?? 0;
    assert.equal(text.slice(last), 'x\n');
  });

  for (const [what, text, at] of [
    ['an open bracket', 'a: [b\n', 6],
    ['a tab as indentation', 'a:\n\t- b\n', 3],
    ['a template without quotes', 'a: {{ b }}\n', 4],
    ['an open quote', "a: 'b\nc: d\n", 11],
    ['a second document', 'a: b\n---\nc: d\n', 5],
    ['an unknown anchor', 'a: *b\n', 3],
    ['an alias of what it is in', 'a: &a\n  - *a\n', 10],
    ['something merged that is no mapping', '<<: text\n', 4],
  ] as const) {
    it(`says where there is ${what}`, () => {
      const { root, problems } = parseYaml(text);
      assert.equal(root, undefined);
      assert.equal(problems[0]?.range.offset, at);
    });
  }

  it('has nothing of an empty file', () => {
    for (const text of ['', '# x\n', '---\n']) {
      const { root, problems } = parseYaml(text);
      assert.deepEqual([textOf(root), problems], [undefined, []]);
    }
  });

  it('reads ten million aliases of aliases at once', () => {
    const lines = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? '- &a0 [x]' : `- &a${level} [${`*a${level - 1},`.repeat(10)}]`,
    );
    assert.deepEqual(parseYaml(lines.join('\n')).problems, []);
    const merges = lines.map((line) => line.replace('[x]', '{x: y}').replace(/\[(.*)\]/u, '{<<: [$1]}'));
    assert.deepEqual(parseYaml(merges.join('\n')).problems, []);
  });

  it('refuses what is nested so deeply that reading it would end the process', () => {
    for (const text of [
      '['.repeat(100_000),
      '{a: '.repeat(50_000),
      '- '.repeat(50_000),
      '? '.repeat(50_000),
    ]) {
      assert.equal(parseYaml(text).problems.length, 1);
    }
    assert.deepEqual(parseYaml(`${'['.repeat(150)}${']'.repeat(150)}`).problems, []);
  });

  it('never throws, and has either a value or problems inside the text', () => {
    const pieces = fc.constantFrom(
      ...[
        '- ',
        '  ',
        '\n',
        '\t',
        ': ',
        'a',
        '*a',
        '&a ',
        '<<: ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '|',
        '>',
        '#',
      ],
      ...[
        '!x ',
        '? ',
        '---',
        '...',
        '%',
        '\r\n',
        '\u{FEFF}',
        '\0',
        'yes',
        '1',
        '{{',
        '}}',
        '\\',
        '@',
        '`',
        '\u{1F600}',
      ],
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { root, problems } = parseYaml(text);
        assert.ok(root === undefined || problems.length === 0);
        for (const { range } of problems) {
          assert.ok(range.offset >= 0 && range.length >= 0 && range.offset <= text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
