import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type BakeFacts,
  knownVariables,
  planVariables,
  refusalOf,
} from '../../../../src/core/bakes/bakeVariables.ts';
import { usualDuration } from '../../../../src/core/bakes/bake.ts';
import type { PackerTemplate, TemplateVariable } from '../../../../src/core/templates/template.ts';
import { environment } from '../images/builders.ts';

const place = { file: 'packer/web/web.pkr.hcl', line: 1 };
const variable = (name: string, value?: string): TemplateVariable => ({
  name,
  description: undefined,
  type: 'string',
  default: value,
  isSensitive: false,
  place,
});
const template = (...variables: TemplateVariable[]): PackerTemplate => ({
  kind: 'hcl',
  path: 'packer/web',
  files: [],
  builds: [
    {
      name: 'amazon-ebs.web',
      source: 'amazon-ebs.web',
      type: 'amazon-ebs',
      provisioners: [],
      imageCount: undefined,
      place,
    },
  ],
  variables,
  problems: [],
});
const facts: BakeFacts = {
  bakeId: 'b1',
  environment: environment('dev'),
  region: 'eu-central-1',
  sourceCidr: '192.0.2.7/32',
  commit: undefined,
  packageList: '/bakes/b1/packages.txt',
};

describe('The variables of a bake', () => {
  it('are given what is known, as far as the template declares them', () => {
    const { given, unset } = planVariables(
      template(variable('region'), variable('bake_id', ''), variable('size', '8')),
      knownVariables(facts),
      {},
    );
    assert.deepEqual(Object.fromEntries(given), { region: 'eu-central-1', bake_id: 'b1' });
    assert.deepEqual(unset, []);
  });

  it('are not asked for where Packer reads them from its environment', () => {
    const isSaid = (name: string): boolean => name === 'token';
    const { given, unset } = planVariables(
      template(variable('token'), variable('size')),
      new Map(),
      {},
      isSaid,
    );
    assert.equal(given.size, 0);
    assert.deepEqual(
      unset.map(({ name }) => name),
      ['size'],
    );
  });

  it('are given first what the workspace says for the environment', () => {
    const { given } = planVariables(
      template(variable('region'), variable('subnet_id', '')),
      knownVariables(facts),
      {
        region: 'us-east-1',
        subnet_id: 'subnet-1',
        undeclared: 'x',
      },
    );
    assert.deepEqual(Object.fromEntries(given), { region: 'us-east-1', subnet_id: 'subnet-1' });
  });

  it('are asked for where nobody knows them and they have no default', () => {
    const { unset } = planVariables(
      template(variable('token'), variable('git_commit')),
      knownVariables(facts),
      {},
    );
    assert.deepEqual(
      unset.map(({ name }) => name),
      ['token', 'git_commit'],
    );
  });

  it('never make Packer bake at AWS where the calls of the environment go elsewhere', () => {
    const elsewhere = { ...facts.environment, endpoint: 'http://127.0.0.1:4566' };
    const name = fc.constantFrom('ec2_endpoint', 'region', 'endpoint');
    const value = fc.constantFrom('http://127.0.0.1:4566', 'http://127.0.0.1:1', '');
    fc.assert(
      fc.property(fc.array(name), fc.dictionary(name, value), (names, configured) => {
        const made = template(...names.map((each) => variable(each, '')));
        const { given } = planVariables(
          made,
          knownVariables({ ...facts, environment: elsewhere }),
          configured,
        );
        const isRefused = refusalOf(made, elsewhere, given) !== undefined;
        return isRefused === (given.get('ec2_endpoint') !== elsewhere.endpoint);
      }),
    );
  });

  it('are no hindrance at AWS, nor for what is not baked there', () => {
    assert.equal(refusalOf(template(), facts.environment, new Map()), undefined);
    const local: PackerTemplate = {
      ...template(),
      builds: [
        { name: 'null.x', source: 'null.x', type: 'null', provisioners: [], imageCount: undefined, place },
      ],
    };
    const elsewhere = { ...facts.environment, endpoint: 'http://127.0.0.1:4566' };
    assert.equal(refusalOf(local, elsewhere, new Map()), undefined);
  });
});

describe('How long a bake usually takes', () => {
  const order = {
    id: 'x',
    folder: '/w',
    template: 'packer/web',
    builds: [],
    environment: { id: 'dev', name: 'dev' },
    region: 'eu-central-1',
    variables: {},
    secretVariables: [],
    owner: 'me',
    askedAt: 1000,
  };
  const past = (
    kind: 'baked' | 'failed',
    seconds: number,
    other: object = {},
  ): Parameters<typeof usualDuration>[1][number] => ({
    order: { ...order, ...other },
    result: { kind, reasons: [], endedAt: 1000 + seconds * 1000, images: [], left: [] },
  });

  it('is the median of those of its template and environment that baked', () => {
    const others = [
      past('baked', 60),
      past('baked', 90),
      past('baked', 600),
      past('failed', 1),
      past('baked', 5, { template: 'packer/api' }),
      past('baked', 5, { environment: { id: 'prod', name: 'prod' } }),
    ];
    assert.deepEqual(usualDuration(order, others), { median: 90_000, count: 3 });
    assert.equal(usualDuration(order, [past('failed', 9)]), undefined);
  });
});
