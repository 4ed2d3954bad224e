import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HclParser } from '../../../../src/core/templates/parseHcl.ts';
import { readHclTemplate } from '../../../../src/core/templates/readHclTemplate.ts';
import { readJsonTemplate } from '../../../../src/core/templates/readJsonTemplate.ts';
import type { PackerTemplate } from '../../../../src/core/templates/template.ts';
import { root } from '../../../harness/paths.ts';
import { makeHclParser } from './hclParser.ts';

describe('A template of Packer', () => {
  let parser: HclParser;
  before(async () => {
    parser = await makeHclParser();
  });

  const hcl = (text: string, folder = 'packer/web'): PackerTemplate =>
    readHclTemplate(folder, [{ path: `${folder}/web.pkr.hcl`, reading: parser.parse(text) }]);
  const shipped = async (name: string): Promise<PackerTemplate> => {
    const folder = join(root, 'packer', name);
    const names = (await readdir(folder)).filter((file) => file.endsWith('.pkr.hcl')).sort();
    const files = names.map(async (file) => ({
      path: `packer/${name}/${file}`,
      reading: parser.parse(await readFile(join(folder, file), 'utf8')),
    }));
    return readHclTemplate(`packer/${name}`, await Promise.all(files));
  };

  for (const service of ['web', 'backup']) {
    it(`of the starter project makes the image of ${service} with its playbook`, async () => {
      const { builds, variables, problems } = await shipped(service);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        builds.map(({ name, type, provisioners }) => ({
          name,
          type,
          provisioners: provisioners.map(({ type: kind, playbook }) => [kind, playbook]),
        })),
        [
          {
            name: `amazon-ebs.${service}`,
            type: 'amazon-ebs',
            provisioners: [
              ['ansible', `ansible/${service}.yml`],
              ['shell', undefined],
              ['file', undefined],
            ],
          },
        ],
      );
      const without = variables.filter((variable) => variable.default === undefined);
      assert.deepEqual(
        without.map(({ name }) => name),
        ['region', 'source_cidr'],
      );
      assert.equal(variables.find(({ name }) => name === 'instance_type')?.default, 't3.small');
    });
  }

  it('has what its services share in files that are the same', async () => {
    const texts = await Promise.all(
      ['web', 'backup'].map((name) => readFile(join(root, 'packer', name, 'image.pkr.hcl'), 'utf8')),
    );
    assert.equal(texts[0], texts[1]);
  });

  it('in a folder says which variables are secret, and of what type', () => {
    const { variables } = hcl(
      'variable "token" {\n  type = string\n  sensitive = true\n  description = "Of the registry."\n}\n' +
        'variable "names" {\n  type = list(string)\n  default = ["a", "b"]\n}\nvariables {\n  old = "x"\n}\n',
    );
    assert.deepEqual(
      variables.map(({ name, type, default: value, isSensitive, description, place }) => ({
        name,
        type,
        value,
        isSensitive,
        description,
        line: place.line,
      })),
      [
        {
          name: 'token',
          type: 'string',
          value: undefined,
          isSensitive: true,
          description: 'Of the registry.',
          line: 1,
        },
        {
          name: 'names',
          type: 'list(string)',
          value: '["a", "b"]',
          isSensitive: false,
          description: undefined,
          line: 6,
        },
        { name: 'old', type: undefined, value: 'x', isSensitive: false, description: undefined, line: 11 },
      ],
    );
  });

  it('in a folder names its builds as -only takes them', () => {
    const { builds } = hcl(
      'build {\n  name = "all"\n  sources = ["source.amazon-ebs.a", "null.b"]\n' +
        '  source "amazon-ebs.a" {\n    name = "c"\n  }\n}\n' +
        'build {\n  sources = [source.docker.d]\n}\n',
    );
    assert.deepEqual(
      builds.map(({ name, type }) => [name, type]),
      [
        ['all.amazon-ebs.a', 'amazon-ebs'],
        ['all.null.b', 'null'],
        ['all.amazon-ebs.c', 'amazon-ebs'],
        ['docker.d', 'docker'],
      ],
    );
  });

  it('in a folder runs provisioners on the builds that they are for', () => {
    const { builds } = hcl(
      'build {\n  sources = ["null.a", "null.b"]\n' +
        '  provisioner "ansible" {\n    playbook_file = "${path.root}/x.yml"\n    only = ["null.a"]\n  }\n' +
        '  provisioner "shell" {\n    except = ["null.a"]\n  }\n}\n',
    );
    assert.deepEqual(
      builds.map(({ provisioners }) => provisioners.map(({ type, playbook }) => [type, playbook])),
      [[['ansible', 'packer/web/x.yml']], [['shell', undefined]]],
    );
  });

  it('of JSON is read with its places', async () => {
    const text = await readFile(join(root, 'packer', 'legacy', 'web.json'), 'utf8');
    const template = readJsonTemplate('packer/legacy/web.json', text);
    assert.deepEqual(template?.problems, []);
    assert.deepEqual(
      template.builds.map(({ name, type, provisioners }) => [name, type, provisioners[0]?.playbook]),
      [['web', 'amazon-ebs', 'ansible/web.yml']],
    );
    const region = template.variables.find(({ name }) => name === 'region');
    assert.equal(region?.default, undefined);
    assert.equal(text.split('\n')[(region?.place.line ?? 0) - 1]?.trim(), '"region": null,');
  });

  it('of JSON says what is secret, and which builds a provisioner is for', () => {
    const template = readJsonTemplate(
      'x.json',
      JSON.stringify({
        variables: { token: 'x', size: 3 },
        'sensitive-variables': ['token'],
        builders: [{ type: 'null' }, { type: 'null', name: 'b' }],
        provisioners: [{ type: 'ansible', playbook_file: '{{user `p`}}.yml', only: ['b'] }],
      }),
    );
    assert.deepEqual(
      template?.variables.map(({ name, default: value, isSensitive }) => [name, value, isSensitive]),
      [
        ['token', 'x', true],
        ['size', '3', false],
      ],
    );
    assert.deepEqual(
      template.builds.map(({ name, provisioners }) => [name, provisioners.map(({ playbook }) => playbook)]),
      [
        ['null', []],
        ['b', [undefined]],
      ],
    );
  });

  it('is not every JSON, and one that Packer would refuse says so at its place', () => {
    assert.equal(readJsonTemplate('package.json', '{ "name": "x" }'), undefined);
    assert.equal(readJsonTemplate('x.json', 'builders'), undefined);
    assert.deepEqual(
      readJsonTemplate('x.json', '{\n  "builders": [\n    { "type": 3 }\n  ]\n}')?.problems.map(
        ({ place }) => place,
      ),
      [{ file: 'x.json', line: 3 }],
    );
    assert.deepEqual(
      readJsonTemplate('x.json', '{\n  "builders": [{ "type": "null" }],\n}')?.problems.map(
        ({ place }) => place.line,
      ),
      [3],
    );
  });
});
