import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lookupOf } from '../../../../src/core/images/imageLookup.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import { packerSourceFilters } from '../../../../src/core/images/packerSourceFilter.ts';
import { terraformDataSources } from '../../../../src/core/images/terraformDataSource.ts';
import { awkwardPieces, hclLiterals, readHclLiteral } from '../text/hclLiterals.ts';
import { environment, image } from './builders.ts';

const dev = environment('dev');
const web: ImageTarget = {
  environment: dev,
  image: image('ami-1', { name: 'web-1.4.2-2026', tags: { Service: 'web', Version: '1.4.2' } }),
};
const named: ImageTarget = { environment: dev, image: image('ami-2', { name: 'base (x86) 2026/11' }) };

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...awkwardPieces), { minLength: 1 }).map((pieces) => pieces.join('')),
);
const targets = fc.array(
  fc
    .record({ service: text, version: text, name: text, environmentName: text, tagKey: text })
    .map(({ service, version, name, environmentName, tagKey }): ImageTarget => ({
      environment: {
        ...environment(environmentName),
        tagNames: { service: tagKey, environment: 'Environment', version: 'Version' },
      },
      image: image('ami-1', { name, tags: { [tagKey]: service, Version: version } }),
    })),
  { minLength: 1, maxLength: 4 },
);

/** Every line with its literals blanked out, so that only the layout is left. */
const layoutOf = (hcl: string): string[] => hcl.replaceAll(/"(?:[^"\\\n]|\\.)*"/gu, '""').split('\n');

describe('An image as a data source of Terraform', () => {
  it('is found by its service, version and architecture', () => {
    assert.equal(
      terraformDataSources([web]),
      `# ami-1 (dev, us-east-1)
data "aws_ami" "web_1_4_2" {
  most_recent = true
  owners      = ["111111111111"]

  filter {
    name   = "tag:Service"
    values = ["web"]
  }

  filter {
    name   = "tag:Version"
    values = ["1.4.2"]
  }

  filter {
    name   = "architecture"
    values = ["x86_64"]
  }
}
`,
    );
  });

  it('is found by its exact name where tags do not say what it is', () => {
    assert.equal(
      terraformDataSources([named]),
      `# ami-2 (dev, us-east-1)
data "aws_ami" "base_x86_2026_11" {
  most_recent = true
  owners      = ["111111111111"]

  filter {
    name   = "name"
    values = ["base (x86) 2026/11"]
  }
}
`,
    );
  });

  it('has a valid label of its own, also among others of the same name', () => {
    const labels = (all: readonly ImageTarget[]): string[] =>
      [...terraformDataSources(all).matchAll(/^data "aws_ami" "(.*)" \{$/gmu)].map(([, label = '']) => label);
    const numbered = { environment: dev, image: image('ami-3', { name: '2026' }) };
    assert.deepEqual(labels([web, web, numbered]), ['web_1_4_2', 'web_1_4_2_2', 'image_2026']);
    fc.assert(
      fc.property(targets, (all) => {
        const found = labels(all);
        assert.equal(found.length, all.length);
        assert.equal(new Set(found).size, found.length);
        for (const label of found) assert.match(label, /^[A-Za-z]\w*$/u);
      }),
    );
  });

  it('means exactly the filters of the image, whatever its tags and name are', () => {
    fc.assert(
      fc.property(targets, (all) => {
        const hcl = terraformDataSources(all);
        const expected = all.flatMap(({ environment: { tagNames }, image: each }) => {
          const { owner, filters } = lookupOf(each, tagNames);
          return ['aws_ami', owner, ...filters.flatMap(({ name, value }) => [name, value])];
        });
        const literals = hclLiterals(hcl).map(readHclLiteral);
        assert.deepEqual(
          literals.filter((_, index) => literals[index - 1] !== 'aws_ami'),
          expected,
        );
        for (const line of layoutOf(hcl)) {
          assert.match(
            line,
            /^(?:# ami-1 .*|data "" "" \{| {2}most_recent = true| {2}owners {6}= \[""\]| {2}filter \{| {4}name {3}= ""| {4}values = \[""\]| {2}\}|\}|)$/u,
          );
        }
      }),
    );
  });
});

/** The text that Go's text/template makes of a text whose only actions are constant raw strings. */
function renderTemplate(template: string): string {
  const parts = template.split(/\{\{`([^`]*)`\}\}/u);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) assert.ok(!part.includes('{{'), `${template} runs something`);
  }
  return parts.join('');
}

/** The fields of one line as Go's encoding/csv reads them with LazyQuotes and TrimLeadingSpace. */
function readGoCsv(line: string): string[] {
  if (!line.startsWith('"')) {
    assert.doesNotMatch(line, /^\p{White_Space}|[\r\n]|^$/u);
    return line.split(',');
  }
  assert.match(line, /^"(?:[^"]|"")*"$/u);
  return [line.slice(1, -1).replaceAll('""', '"')];
}

describe('An image as a source filter of Packer', () => {
  it('is found by its service, version and architecture', () => {
    assert.equal(
      packerSourceFilters([web]),
      `# ami-1 (dev, us-east-1)
source_ami_filter {
  filters = {
    "tag:Service"  = "web"
    "tag:Version"  = "1.4.2"
    "architecture" = "x86_64"
  }
  owners      = ["111111111111"]
  most_recent = true
}
`,
    );
  });

  it('is found by its exact name where tags do not say what it is, one block for each image', () => {
    const block = (id: string): string => `# ${id} (dev, us-east-1)
source_ami_filter {
  filters = {
    "name" = "base (x86) 2026/11"
  }
  owners      = ["111111111111"]
  most_recent = true
}
`;
    const other = { environment: dev, image: { ...named.image, id: 'ami-9' } };
    assert.equal(packerSourceFilters([named, other]), `${block('ami-2')}\n${block('ami-9')}`);
  });

  it('has a value with a comma as one value, and braces as mere braces', () => {
    const awkward = { environment: dev, image: image('ami-1', { name: 'a, b {{timestamp}}' }) };
    assert.match(packerSourceFilters([awkward]), /"name" = "\\"a, b \{\{`\{\{`\}\}timestamp\}\}\\""/u);
  });

  it('means exactly the filters of the image, whatever its tags and name are', () => {
    fc.assert(
      fc.property(targets, (all) => {
        const hcl = packerSourceFilters(all);
        const literals = hclLiterals(hcl).map((literal) => renderTemplate(readHclLiteral(literal)));
        for (const {
          environment: { tagNames },
          image: each,
        } of all) {
          const { owner, filters } = lookupOf(each, tagNames);
          for (const { name, value } of filters) {
            assert.equal(literals.shift(), name);
            assert.deepEqual(readGoCsv(literals.shift() ?? ''), [value]);
          }
          assert.equal(literals.shift(), owner);
        }
        assert.deepEqual(literals, []);
        for (const line of layoutOf(hcl)) {
          assert.match(
            line,
            /^(?:# ami-1 .*|source_ami_filter \{| {2}filters = \{| {4}"" *= ""| {2}\}| {2}owners {6}= \[""\]| {2}most_recent = true|\}|)$/u,
          );
        }
      }),
    );
  });
});
