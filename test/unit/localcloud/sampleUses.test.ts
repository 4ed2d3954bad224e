import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '@aws-sdk/client-ec2';
import { secretValue } from '../../../src/localcloud/sample/parameters.ts';
import { type SampleOptions, sampleWorld } from '../../../src/localcloud/sample/sampleWorld.ts';
import { readState, writeState } from '../../../src/localcloud/stateFile.ts';
import type { RegionState } from '../../../src/localcloud/world.ts';
import { sampleRegionsOf } from './sampleRegions.ts';

const now = Date.UTC(2026, 10, 24);
const usual: SampleOptions = { images: 450, seed: 1, now, concentrate: false };

function regions(options: SampleOptions = usual): RegionState[] {
  return sampleRegionsOf(options);
}

function tag({ Tags = [] }: Image, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

describe('What uses the images of the sample world', () => {
  it('is the same for the same seed, and there in a world of one image, or of none', () => {
    assert.deepEqual(regions(), regions());
    for (const images of [0, 1, 12]) {
      for (const state of regions({ ...usual, images })) {
        assert.equal(state.launchTemplates.length > 0, state.images.length > 0);
      }
    }
  });

  it('is sorted, so that pages can start anywhere', () => {
    for (const state of regions()) {
      const lists: readonly (readonly (string | undefined)[])[] = [
        state.images.map(({ ImageId }) => ImageId),
        state.launchPermissions.map(({ ImageId }) => ImageId),
        state.instances.map(({ InstanceId }) => InstanceId),
        state.snapshots.map(({ SnapshotId }) => SnapshotId),
        state.volumes.map(({ VolumeId }) => VolumeId),
        state.launchTemplates.map(({ LaunchTemplateId }) => LaunchTemplateId),
        state.launchTemplateVersions.map(
          ({ LaunchTemplateId, VersionNumber = 0 }) =>
            `${LaunchTemplateId} ${String(VersionNumber).padStart(4, '0')}`,
        ),
        state.fleets.map(({ FleetId }) => FleetId),
        state.spotFleetRequests.map(({ SpotFleetRequestId }) => SpotFleetRequestId),
        state.autoScalingGroups.map(({ AutoScalingGroupName }) => AutoScalingGroupName),
        state.launchConfigurations.map(({ LaunchConfigurationName }) => LaunchConfigurationName),
        state.parameters.map(({ Name, Version = 0 }) => `${Name} ${String(Version).padStart(4, '0')}`),
      ];
      for (const list of lists) assert.deepEqual(list, [...new Set(list)].sort());
    }
  });

  it('launched no image that was never available', () => {
    for (const state of regions()) {
      const stateOf = new Map(state.images.map(({ ImageId, State }) => [ImageId, State]));
      const launched = state.instances.map(({ ImageId }) => stateOf.get(ImageId));
      assert.ok(launched.includes('available'));
      assert.ok(!launched.some((each) => each === 'pending' || each === 'failed'));
    }
  });

  it('finds its images in every way that there is', () => {
    for (const state of regions()) {
      const ids = new Set(state.images.map(({ ImageId }) => ImageId));
      const groups = state.autoScalingGroups;
      assert.ok(groups.some(({ LaunchTemplate }) => LaunchTemplate?.Version === '2'));
      assert.ok(groups.some(({ LaunchTemplate }) => LaunchTemplate?.Version === '$Latest'));
      assert.ok(groups.some(({ DesiredCapacity }) => DesiredCapacity === 0));
      const names = new Set(groups.map(({ LaunchConfigurationName }) => LaunchConfigurationName));
      assert.ok(state.launchConfigurations.some((each) => names.has(each.LaunchConfigurationName)));
      assert.ok(state.launchConfigurations.some((each) => !names.has(each.LaunchConfigurationName)));
      const overrides = groups.flatMap((each) => each.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []);
      assert.ok(
        overrides.some(({ LaunchTemplateSpecification }) => LaunchTemplateSpecification !== undefined),
      );
      const named = [
        ...overrides.map(({ ImageId }) => ImageId),
        ...state.launchConfigurations.map(({ ImageId }) => ImageId),
        ...state.fleets.flatMap(({ LaunchTemplateConfigs: configs = [] }) =>
          configs.flatMap(({ Overrides = [] }) => Overrides.map(({ ImageId }) => ImageId)),
        ),
        ...state.spotFleetRequests.flatMap(({ SpotFleetRequestConfig: config }) =>
          (config?.LaunchSpecifications ?? []).map(({ ImageId }) => ImageId),
        ),
        ...state.launchTemplateVersions.map(({ LaunchTemplateData }) => LaunchTemplateData?.ImageId),
        ...state.parameters.filter(({ DataType }) => DataType === 'aws:ec2:image').map(({ Value }) => Value),
      ].filter((id) => id !== undefined && !id.startsWith('resolve:'));
      assert.deepEqual(
        named.filter((id) => !ids.has(id)),
        [],
      );
      assert.ok(named.length > 15);
    }
  });

  it('names templates and instances that are there', () => {
    for (const state of regions()) {
      const templates = new Set(state.launchTemplates.map(({ LaunchTemplateId }) => LaunchTemplateId));
      const instances = new Set(state.instances.map(({ InstanceId }) => InstanceId));
      for (const group of state.autoScalingGroups) {
        const { LaunchTemplate: one, MixedInstancesPolicy: mixed } = group;
        const specifications = [
          one,
          mixed?.LaunchTemplate?.LaunchTemplateSpecification,
          ...(mixed?.LaunchTemplate?.Overrides ?? []).map((each) => each.LaunchTemplateSpecification),
        ].filter((each) => each !== undefined);
        for (const { LaunchTemplateId } of specifications) assert.ok(templates.has(LaunchTemplateId));
        for (const { InstanceId } of group.Instances ?? []) assert.ok(instances.has(InstanceId));
      }
    }
  });

  it('has parameters with versions and labels, one that is mere text, and one secret', () => {
    for (const { parameters } of regions()) {
      const web = parameters.filter(({ Name }) => Name === '/images/web/current');
      assert.deepEqual(
        web.map(({ Version, Labels }) => [Version, Labels]),
        [
          [1, ['stable']],
          [2, ['previous']],
          [3, ['current']],
        ],
      );
      assert.ok(
        parameters.some(({ DataType, Value = '' }) => DataType === 'text' && Value.startsWith('ami-')),
      );
      const secrets = parameters.filter(({ Type }) => Type === 'SecureString');
      assert.deepEqual(
        secrets.map(({ Value }) => Value),
        [secretValue],
      );
    }
  });

  it('has hostile names as far as AWS allows them', () => {
    const groups = regions().flatMap(({ autoScalingGroups }) =>
      autoScalingGroups.map(({ AutoScalingGroupName = '' }) => AutoScalingGroupName),
    );
    assert.ok(groups.some((name) => name.includes('<img')) && groups.some((name) => name.includes('](')));
    for (const name of groups) assert.match(name, /^[!-9;-~]{1,255}$/u);
    const templates = regions().flatMap(({ launchTemplates }) =>
      launchTemplates.map(({ LaunchTemplateName = '' }) => LaunchTemplateName),
    );
    assert.ok(templates.includes('../../etc/passwd'));
    for (const name of templates) assert.match(name, /^[\w()./-]{3,128}$/u);
  });
});

describe('Images of the sample world', () => {
  it('say where they are from: base image, commit, template, playbook', () => {
    for (const { images } of regions()) {
      const byId = new Map(images.map((image) => [image.ImageId, image]));
      const children = images.filter(({ SourceImageRegion, SourceImageId }) => {
        return SourceImageRegion !== undefined && byId.has(SourceImageId);
      });
      assert.ok(children.length > 30);
      for (const { SourceImageId } of children) {
        assert.match(byId.get(SourceImageId)?.Name ?? '', /^golden-base-\d{4}-\d\d-\d\d-\d+$/u);
      }
      for (const key of ['GitCommit', 'Template', 'PackerTemplate', 'Playbook', 'BaseAMI', 'SourceAMI']) {
        assert.ok(
          images.some((image) => tag(image, key) !== undefined),
          key,
        );
      }
    }
  });

  it('are copied from one region to the other', () => {
    const { accounts, profiles } = sampleWorld(usual);
    for (const { account } of profiles) {
      const regionsOf = accounts.get(account);
      const home = new Map(regionsOf?.get('us-east-1')?.images.map((image) => [image.ImageId, image]));
      const copies = (regionsOf?.get('eu-west-1')?.images ?? []).filter(
        ({ SourceImageRegion }) => SourceImageRegion === 'us-east-1',
      );
      assert.ok(copies.length >= 2);
      for (const copy of copies) {
        const source = home.get(copy.SourceImageId ?? '');
        assert.equal(copy.Name, source?.Name);
        assert.ok((copy.CreationDate ?? '') > (source?.CreationDate ?? ''));
      }
    }
  });

  it('without tags fall into families by their names', () => {
    for (const { images } of regions()) {
      const families = new Map<string, number>();
      for (const { Name = '' } of images.filter(({ Tags }) => Tags === undefined)) {
        const family = /^[a-z]+-[a-z0-9]+/u.exec(Name)?.[0] ?? Name;
        families.set(family, (families.get(family) ?? 0) + 1);
      }
      assert.ok(families.size <= 4 && (families.get('golden-base') ?? 0) >= 2, [...families].join(' '));
    }
  });

  it('are protected, were launched, and are shared, some of them', () => {
    const all = regions();
    const images = all.flatMap((state) => state.images);
    const protections = new Set(images.map(({ DeregistrationProtection }) => DeregistrationProtection));
    assert.deepEqual([...protections].sort(), [
      'disabled',
      'enabled-with-cooldown',
      'enabled-without-cooldown',
    ]);
    const launched = images.filter(({ LastLaunchedTime }) => LastLaunchedTime !== undefined);
    assert.ok(launched.length > 100 && launched.length < images.length);
    for (const { LastLaunchedTime = '' } of launched) assert.ok(Date.parse(LastLaunchedTime) < now);
    const shared = all.flatMap(({ launchPermissions }) => launchPermissions);
    assert.ok(
      shared.some(({ LaunchPermissions = [] }) =>
        LaunchPermissions.some(({ UserId }) => UserId !== undefined),
      ),
    );
    assert.equal(images.filter(({ Public }) => Public === true).length, 1);
  });

  it('have different names in one region', () => {
    for (const { images } of regions()) {
      const names = images.map(({ Name }) => Name);
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('and everything that uses them, are the same after a state file is written and read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-state-'));
    try {
      const { accounts } = sampleWorld(usual);
      const [first] = [...(accounts.get('111111111111')?.values() ?? [])];
      first?.dueChanges.push({ at: new Date(now), resourceId: 'ami-0', change: 'imageAvailable' });
      await writeState(join(folder, 'state.json'), accounts);
      const again = await readState(join(folder, 'state.json'));
      assert.equal(
        JSON.stringify([...(again ?? [])].map(([, each]) => [...each])),
        JSON.stringify([...accounts].map(([, each]) => [...each])),
      );
      assert.ok(again?.get('111111111111')?.get('us-east-1')?.dueChanges[0]?.at instanceof Date);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
