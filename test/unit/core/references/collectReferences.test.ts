import assert from 'node:assert/strict';
import fc from 'fast-check';
import { collectReferences } from '../../../../src/core/references/collectReferences.ts';
import type {
  ParameterFact,
  PlacedSource,
  RegionFacts,
  TemplateVersionFact,
} from '../../../../src/core/references/facts.ts';
import { describeReference } from '../../../../src/core/references/describeReference.ts';
import { isPointer, isUse } from '../../../../src/core/references/reference.ts';

const nothing: RegionFacts = {
  instances: [],
  launchTemplates: [],
  autoScalingGroups: [],
  launchConfigurations: [],
  instanceRefreshes: [],
  fleets: [],
  spotFleets: [],
  parameters: [],
  rootVolumeReplacements: [],
};

function template(version: number, imageId: string | undefined, marks = ''): TemplateVersionFact {
  return {
    templateId: 'lt-1',
    templateName: 'web',
    version,
    imageId,
    isDefault: marks.includes('default'),
    isLatest: marks.includes('latest'),
  };
}

/** A version of a parameter that is no longer the current one, but for what is said. */
function parameter(
  name: string,
  version: number,
  imageId: string,
  differences: Partial<ParameterFact> = {},
): ParameterFact {
  const arn = `arn:aws:ssm:us-east-1:111111111111:parameter${name}`;
  return { name, arn, version, isCurrent: false, labels: [], imageId, isInText: false, ...differences };
}

function through(version: string | undefined, part: PlacedSource['part'] = 'launch'): PlacedSource {
  return { part, source: { kind: 'template', templateId: 'lt-1', templateName: 'web', version } };
}

function collect(facts: Partial<RegionFacts>): ReturnType<typeof collectReferences> {
  return collectReferences({ ...nothing, ...facts }, 'us-east-1');
}

/** What refers to an image, in words. */
function words(facts: Partial<RegionFacts>, imageId: string): string[] {
  return (collect(facts).byImage.get(imageId) ?? []).map((reference) => {
    const { name, relation } = describeReference(reference);
    return `${name}: ${relation}`;
  });
}

describe('What uses an image', () => {
  it('is an instance in any state', () => {
    const instances = [
      { instanceId: 'i-1', name: 'web-1', imageId: 'ami-1', state: 'running' },
      { instanceId: 'i-2', name: undefined, imageId: 'ami-1', state: 'stopped' },
    ];
    assert.deepEqual(words({ instances }, 'ami-1'), ['web-1: instance, running', 'i-2: instance, stopped']);
  });

  it('is a launch template at any version; only its default and latest ones count as use', () => {
    const launchTemplates = [
      template(1, 'ami-1'),
      template(2, 'ami-2', 'default'),
      template(3, 'ami-3', 'latest'),
      template(4, undefined),
    ];
    const uses = (imageId: string): boolean[] =>
      (collect({ launchTemplates }).byImage.get(imageId) ?? []).map(isUse);
    assert.deepEqual(uses('ami-1'), [false]);
    assert.deepEqual(uses('ami-2'), [true]);
    assert.deepEqual(uses('ami-3'), [true]);
    assert.deepEqual(words({ launchTemplates }, 'ami-2'), ['web: launch template, version 2 (default)']);
  });

  it('is a group at size zero, by the version of the template that it is pinned to', () => {
    const launchTemplates = [template(1, 'ami-1'), template(2, 'ami-2', 'default latest')];
    const group = (version: string | undefined): Partial<RegionFacts> => ({
      launchTemplates,
      autoScalingGroups: [{ name: 'web', desired: 0, sources: [through(version)] }],
    });
    const ofGroup = (version: string | undefined, imageId: string): string[] =>
      words(group(version), imageId).filter((each) => each.includes('Auto Scaling'));
    const expected = (version: number): string[] => [
      `web: Auto Scaling group of 0, through launch template web, version ${version}`,
    ];
    assert.deepEqual(ofGroup('1', 'ami-1'), expected(1));
    for (const version of ['2', '$Latest', '$Default', undefined]) {
      assert.deepEqual(ofGroup(version, 'ami-2'), expected(2), version);
    }
  });

  it('is a group whose mixed instances policy names it in a template or directly in an override', () => {
    const facts: Partial<RegionFacts> = {
      launchTemplates: [template(1, 'ami-1', 'default latest')],
      autoScalingGroups: [
        {
          name: 'mixed',
          desired: 2,
          sources: [
            through('1', 'mixedInstances'),
            { part: 'override', source: { kind: 'image', imageId: 'ami-9' } },
          ],
        },
      ],
    };
    assert.equal(words(facts, 'ami-1').length, 2);
    assert.deepEqual(words(facts, 'ami-9'), ['mixed: Auto Scaling group of 2, in an override']);
  });

  it('is a launch configuration, whether a group uses it or not, and the group that does', () => {
    const facts: Partial<RegionFacts> = {
      launchConfigurations: [
        { name: 'attached', imageId: 'ami-1' },
        { name: 'alone', imageId: 'ami-2' },
      ],
      autoScalingGroups: [
        {
          name: 'old',
          desired: 1,
          sources: [{ part: 'launch', source: { kind: 'configuration', name: 'attached' } }],
        },
      ],
    };
    assert.deepEqual(words(facts, 'ami-1'), [
      'old: Auto Scaling group of 1, through launch configuration attached',
      'attached: launch configuration',
    ]);
    assert.deepEqual(words(facts, 'ami-2'), ['alone: launch configuration']);
  });

  it('is a template that names a parameter, by any way of naming one version of it', () => {
    const parameters = [
      parameter('/web/ami', 1, 'ami-1', { labels: ['prod'] }),
      parameter('/web/ami', 2, 'ami-2', { isCurrent: true }),
    ];
    const named = (selector: string): string | undefined => {
      const launchTemplates = [template(1, `resolve:ssm:${selector}`, 'default latest')];
      const found = [...collect({ launchTemplates, parameters }).byImage.values()].flat();
      return found.find(({ referrer }) => referrer.kind === 'launchTemplate')?.imageId;
    };
    assert.equal(named('/web/ami'), 'ami-2');
    assert.equal(named('/web/ami:1'), 'ami-1');
    assert.equal(named('/web/ami:prod'), 'ami-1');
    const arn = 'arn:aws:ssm:us-east-1:111111111111:parameter/web/ami';
    assert.equal(named(arn), 'ami-2');
    assert.equal(named(`${arn}:1`), 'ami-1');
    assert.equal(named(`${arn}:prod`), 'ami-1');
    assert.equal(named('arn:aws:ssm:us-east-1:222222222222:parameter/web/ami'), undefined);
  });

  it('is a template that names a parameter with several images, for each of them', () => {
    const parameters = ['ami-1', 'ami-2'].map((id) => parameter('/web/ami', 1, id, { isCurrent: true }));
    const launchTemplates = [template(1, 'resolve:ssm:/web/ami', 'default latest')];
    const { byImage, unresolved } = collect({ launchTemplates, parameters });
    for (const id of ['ami-1', 'ami-2']) {
      const kinds = byImage.get(id)?.map(({ referrer }) => referrer.kind);
      assert.deepEqual(kinds, ['launchTemplate', 'parameter']);
    }
    assert.deepEqual(unresolved, []);
  });

  it('is a parameter with a longer text that names it, which is a use but no pointer', () => {
    const parameters = [parameter('/web/config', 1, 'ami-1', { isCurrent: true, isInText: true })];
    const references = collect({ parameters }).byImage.get('ami-1') ?? [];
    assert.deepEqual(
      references.map((each) => [isUse(each), isPointer(each)]),
      [[true, false]],
    );
    assert.deepEqual(words({ parameters }, 'ami-1'), [
      '/web/config: SSM parameter, current value, within a text',
    ]);
  });

  it('is the current value of a parameter, a pointer; an earlier one is said but is no use', () => {
    const parameters = [
      parameter('/web/ami', 1, 'ami-1'),
      parameter('/web/ami', 2, 'ami-2', { isCurrent: true, labels: ['prod'] }),
    ];
    const { byImage } = collect({ parameters });
    assert.deepEqual(
      byImage.get('ami-1')?.map((each) => [isUse(each), isPointer(each)]),
      [[false, false]],
    );
    assert.deepEqual(
      byImage.get('ami-2')?.map((each) => [isUse(each), isPointer(each)]),
      [[true, true]],
    );
    assert.deepEqual(words({ parameters }, 'ami-2'), ['/web/ami: SSM parameter, current value · prod']);
  });

  it('is a fleet, a running instance refresh, a replacement of a root volume', () => {
    const image: PlacedSource = { part: 'launch', source: { kind: 'image', imageId: 'ami-1' } };
    const facts: Partial<RegionFacts> = {
      fleets: [{ fleetId: 'fleet-1', state: 'active', sources: [image] }],
      spotFleets: [{ fleetId: 'sfr-1', state: 'active', sources: [image] }],
      instanceRefreshes: [{ refreshId: 'r-1', groupName: 'web', status: 'InProgress', sources: [image] }],
      rootVolumeReplacements: [{ taskId: 't-1', instanceId: 'i-1', state: 'pending', imageId: 'ami-1' }],
    };
    assert.deepEqual(words(facts, 'ami-1'), [
      'web: instance refresh, InProgress',
      'fleet-1: EC2 Fleet, active',
      'sfr-1: Spot Fleet, active',
      'i-1: replacement of a root volume, pending',
    ]);
  });

  it('is said to be unresolved where it cannot be followed: nothing is dropped in silence', () => {
    const { unresolved } = collect({
      launchTemplates: [template(1, 'resolve:ssm:/gone', 'default latest')],
      autoScalingGroups: [
        { name: 'web', desired: 1, sources: [through('7')] },
        {
          name: 'old',
          desired: 1,
          sources: [{ part: 'launch', source: { kind: 'configuration', name: 'gone' } }],
        },
      ],
    });
    assert.deepEqual(unresolved, [
      { name: 'web', target: '/gone' },
      { name: 'web', target: 'web 7' },
      { name: 'old', target: 'gone' },
    ]);
  });

  it('cannot be a template that names a public parameter of AWS, which holds no image of anybody else', () => {
    const path = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const named = [
      path,
      `arn:aws:ssm:us-east-1::parameter${path}`,
      `arn:aws-cn:ssm:cn-north-1::parameter${path}`,
    ];
    const own = ['/team/aws/service/web', `arn:aws:ssm:us-east-1:111111111111:parameter/web${path}`];
    const { unresolved } = collect({
      launchTemplates: [...named, ...own].map((name, index) =>
        template(index + 1, `resolve:ssm:${name}`, ''),
      ),
    });
    assert.deepEqual(
      unresolved.map(({ target }) => target),
      own,
    );
  });

  it('is found, or unresolved, for every source of every group: none vanishes', () => {
    const source = fc.oneof(
      fc.record({
        kind: fc.constant('image' as const),
        imageId: fc.constantFrom('ami-1', 'resolve:ssm:/p', 'resolve:ssm:/q'),
      }),
      fc.record({ kind: fc.constant('configuration' as const), name: fc.constantFrom('known', 'gone') }),
      fc.record({
        kind: fc.constant('template' as const),
        templateId: fc.constantFrom('lt-1', 'lt-2', undefined),
        templateName: fc.constantFrom('web', 'gone'),
        version: fc.constantFrom('1', '2', '9', '$Latest', '$Default', undefined),
      }),
    );
    const placed = fc.record({ part: fc.constantFrom('launch' as const, 'override' as const), source });
    fc.assert(
      fc.property(fc.array(placed), (sources) => {
        const { byImage, unresolved } = collect({
          launchTemplates: [template(1, 'ami-1', 'default'), template(2, 'resolve:ssm:/p', 'latest')],
          launchConfigurations: [{ name: 'known', imageId: 'ami-3' }],
          parameters: [parameter('/p', 1, 'ami-4', { isCurrent: true })],
          autoScalingGroups: [{ name: 'group', desired: 1, sources }],
        });
        const found = [...byImage.values()]
          .flat()
          .filter(({ referrer }) => referrer.kind === 'autoScalingGroup');
        assert.equal(found.length + unresolved.filter(({ name }) => name === 'group').length, sources.length);
      }),
    );
  });
});
