import assert from 'node:assert/strict';
import type { BakeOrder, BakeResult } from '../../../../src/core/bakes/bake.ts';
import { bakeFacts, previousOf } from '../../../../src/core/bakes/bakeFacts.ts';

const order = (id: string, askedAt: number, other: Partial<BakeOrder> = {}): BakeOrder => ({
  id,
  folder: '/w',
  template: 'packer/web',
  builds: [{ name: 'amazon-ebs.web', source: 'amazon-ebs.image', type: 'amazon-ebs', provisioners: [] }],
  environment: { id: 'dev', name: 'dev' },
  region: 'eu-central-1',
  variables: { region: 'eu-central-1', bake_id: id, package_list: `/bakes/${id}`, version: '1 "x"' },
  secretVariables: ['token'],
  commit: 'abc',
  owner: 'me',
  askedAt,
  ...other,
});
const result: BakeResult = { kind: 'baked', reasons: [], endedAt: 61_000, images: [], left: [] };

describe('Two bakes beside each other', () => {
  it('differ in nothing where they were given and came to the same', () => {
    const packages = ['nginx 1.22'];
    const first = bakeFacts({ order: order('a', 1000), result, packages });
    assert.equal(first, bakeFacts({ order: order('b', 1000), result, packages }));
    assert.match(first, /^duration: 1 min 0 s$/mu);
    assert.match(first, /^ {2}version = "1 \\"x\\""$/mu);
    assert.match(first, /^ {2}token = \(sensitive\)$/mu);
    assert.match(first, /^ {2}nginx 1\.22$/mu);
  });

  it('are of the same template and environment, the earlier one the last before', () => {
    const bake = (
      id: string,
      askedAt: number,
      other: Partial<BakeOrder> = {},
    ): { order: BakeOrder; result: BakeResult } => ({
      order: order(id, askedAt, other),
      result,
    });
    const all = [
      bake('old', 1),
      bake('before', 2),
      bake('other', 3, { template: 'packer/api' }),
      bake('prod', 3, { environment: { id: 'prod', name: 'prod' } }),
      bake('this', 4),
      bake('later', 5),
    ];
    const [, , , , current] = all;
    assert.ok(current !== undefined);
    assert.equal(previousOf(current, all)?.order.id, 'before');
    assert.equal(previousOf(bake('old', 1), all), undefined);
  });
});
