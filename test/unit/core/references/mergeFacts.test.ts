import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeFacts } from '../../../../src/core/references/mergeFacts.ts';
import type { ParameterFact, TemplateVersionFact } from '../../../../src/core/references/facts.ts';

const template: TemplateVersionFact = {
  ...{ templateId: 'lt-1', templateName: 'web', version: 1, imageId: 'ami-1' },
  ...{ isDefault: true, isLatest: true },
};
const parameter: ParameterFact = {
  ...{ name: '/golden', arn: undefined, version: 1, imageId: 'ami-1', labels: [] },
  ...{ isCurrent: true, isInText: false },
};

describe('What is known of a source after a part of it was read', () => {
  it('has one default and one latest version of a template: the one that was read', () => {
    const other = { ...template, templateId: 'lt-2' };
    const second = { ...template, version: 2 };
    assert.deepEqual(mergeFacts('launchTemplates', [template, other], [second]), [
      { ...template, isDefault: false, isLatest: false },
      other,
      second,
    ]);
    const third = { ...template, version: 3, isDefault: false };
    assert.deepEqual(mergeFacts('launchTemplates', [template], [third]), [
      { ...template, isLatest: false },
      third,
    ]);
  });

  it('has one current version of a parameter: the one that was read', () => {
    const other = { ...parameter, name: '/other' };
    const second = { ...parameter, version: 2, imageId: 'ami-2' };
    assert.deepEqual(mergeFacts('parameters', [parameter, other], [second]), [
      { ...parameter, isCurrent: false },
      other,
      second,
    ]);
  });

  it('never has two current versions of a parameter where neither reading had, nor loses a version', () => {
    const facts = fc
      .uniqueArray(fc.record({ number: fc.nat(2), version: fc.integer({ min: 1, max: 4 }) }), {
        selector: ({ number, version }) => `${number} ${version}`,
      })
      .map((versions) =>
        versions.map(({ number, version }, index) => ({
          ...parameter,
          name: `/golden/${number}`,
          version,
          isCurrent: versions.findIndex((each) => each.number === number) === index,
        })),
      );
    const keysOf = (list: readonly ParameterFact[]): string[] =>
      list.map(({ name, version }) => `${name} ${version}`);
    fc.assert(
      fc.property(facts, facts, (earlier, read) => {
        const merged = mergeFacts('parameters', earlier, read);
        const current = merged.filter(({ isCurrent }) => isCurrent).map(({ name }) => name);
        assert.equal(new Set(current).size, current.length);
        assert.deepEqual(keysOf(merged).sort(), [...new Set(keysOf([...earlier, ...read]))].sort());
      }),
    );
  });
});
