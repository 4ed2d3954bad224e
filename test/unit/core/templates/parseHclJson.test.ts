import assert from 'node:assert/strict';
import { parseHclJson, parseVariablesJson } from '../../../../src/core/templates/parseHclJson.ts';
import type { HclParser } from '../../../../src/core/templates/parseHcl.ts';
import { type HclFile, readHclTemplate } from '../../../../src/core/templates/readHclTemplate.ts';
import type { PackerTemplate } from '../../../../src/core/templates/template.ts';
import { makeHclParser } from './hclParser.ts';

const template = {
  '//': 'A template as JSON.',
  variable: { playbook: { type: 'string', default: 'web.yml' }, token: { sensitive: true } },
  locals: { playbooks: '${path.root}/../../ansible' },
  source: {
    'amazon-ebs': {
      image: { ami_regions: ['us-west-2'], ami_name: 'a "${var.playbook}"', source: { is: 'an attribute' } },
    },
  },
  build: [
    {
      sources: ['source.amazon-ebs.image'],
      provisioner: [
        { ansible: { playbook_file: '${local.playbooks}/${var.playbook}' } },
        { 'shell-local': { inline: ['true'] } },
      ],
    },
    { name: 'both', source: { 'amazon-ebs.image': { name: 'other' } } },
  ],
};

describe('HCL that is written as JSON', () => {
  let parser: HclParser;
  before(async () => {
    parser = await makeHclParser();
  });

  const json = (path: string, content: unknown): HclFile => ({
    path: `packer/web/${path}`,
    reading: parseHclJson(
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 1),
      (text) => parser.parseTemplate(text),
    ),
  });
  const hcl = (path: string, text: string): HclFile => ({
    path: `packer/web/${path}`,
    reading: parser.parse(text),
  });
  const read = (files: readonly HclFile[], variables: readonly HclFile[] = []): PackerTemplate =>
    readHclTemplate('packer/web', files, variables);

  it('makes what the same makes in HCL', () => {
    const { builds, problems, variables } = read([json('web.pkr.json', template)]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      builds.map(({ name, source, imageCount, provisioners }) => ({
        name,
        source,
        imageCount,
        playbooks: provisioners.map(({ type, playbook }) => [type, playbook]),
      })),
      [
        {
          name: 'amazon-ebs.image',
          source: 'amazon-ebs.image',
          imageCount: { least: 1, most: 2 },
          playbooks: [
            ['ansible', 'ansible/web.yml'],
            ['shell-local', undefined],
          ],
        },
        {
          name: 'both.amazon-ebs.other',
          source: 'amazon-ebs.image',
          imageCount: { least: 1, most: 2 },
          playbooks: [],
        },
      ],
    );
    assert.deepEqual(
      variables.map(({ name, type, default: value, isSensitive, place }) => [
        name,
        type,
        value,
        isSensitive,
        place.line,
      ]),
      [
        ['playbook', 'string', 'web.yml', false, 4],
        ['token', undefined, undefined, true, 8],
      ],
    );
  });

  it('goes together with files of HCL, in one folder', () => {
    const { builds, files } = read([
      hcl('build.pkr.hcl', 'build {\n  sources = ["source.null.one"]\n}\n'),
      json('sources.pkr.json', { source: { null: { one: {} } } }),
    ]);
    assert.deepEqual(files, ['packer/web/build.pkr.hcl', 'packer/web/sources.pkr.json']);
    assert.deepEqual(
      builds.map(({ name }) => name),
      ['null.one'],
    );
  });

  it('that is no JSON says so at its line, and what came before counts', () => {
    const { builds, problems } = read([
      json('web.pkr.json', '{\n "build": { "sources": ["null.a"] },\n "variable": {{}\n}'),
    ]);
    assert.deepEqual(
      problems.map(({ message, place }) => [message, place.line]),
      [['This is no JSON.', 3]],
    );
    assert.equal(builds.length, 1);
    assert.equal(read([json('web.pkr.json', '[]')]).problems.length, 1);
  });

  it('leaves to Packer what only that can work out', () => {
    assert.deepEqual(parser.parseTemplate('${lookup(var.x, "y")}'), { kind: 'unknown' });
    assert.deepEqual(parser.parseTemplate('50 % of "{}"\n'), { kind: 'literal', value: '50 % of "{}"\n' });
    assert.deepEqual(parser.parseTemplate('$${a}\u0007 ${var.x}'), {
      kind: 'template',
      parts: [
        { kind: 'literal', value: '${a}\u0007 ' },
        { kind: 'reference', path: ['var', 'x'] },
      ],
    });
  });
});

describe('A file of variables that Packer reads by itself', () => {
  let parser: HclParser;
  before(async () => {
    parser = await makeHclParser();
  });

  it('says what its template is baked with, so that nobody is asked', () => {
    const file = (path: string, text: string): HclFile => ({ path, reading: parser.parse(text) });
    const { variables, files, builds } = readHclTemplate(
      '.',
      [
        file(
          'a.pkr.hcl',
          'variable "region" {}\nvariable "book" { default = "old.yml" }\n' +
            'build {\n  sources = ["null.a"]\n  provisioner "ansible" {\n    playbook_file = var.book\n  }\n}\n',
        ),
      ],
      [
        file('a.auto.pkrvars.hcl', 'region = "eu-west-1"\nbook = "older.yml"\n'),
        file('b.auto.pkrvars.hcl', 'book = "new.yml"\nnobody = 1\n'),
      ],
    );
    assert.deepEqual(
      variables.map(({ name, default: value }) => [name, value]),
      [
        ['region', 'eu-west-1'],
        ['book', 'new.yml'],
      ],
    );
    const json = readHclTemplate(
      '.',
      [file('a.pkr.hcl', 'variable "source" {}\nvariable "note" {}\nvariable "names" {}\n')],
      [
        {
          path: 'a.auto.pkrvars.json',
          reading: parseVariablesJson('{ "source": "s", "note": "${not.read}", "names": ["a"] }'),
        },
      ],
    );
    assert.deepEqual(
      json.variables.map(({ name, default: value }) => [name, value]),
      [
        ['source', 's'],
        ['note', '${not.read}'],
        ['names', '["a"]'],
      ],
    );
    assert.deepEqual(files, ['a.pkr.hcl', 'a.auto.pkrvars.hcl', 'b.auto.pkrvars.hcl']);
    assert.equal(builds[0]?.provisioners[0]?.playbook, 'new.yml');
  });
});
