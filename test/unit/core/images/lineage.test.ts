import assert from 'node:assert/strict';
import type { EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import { lineageOf } from '../../../../src/core/images/lineage.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';
import { environment, image } from './builders.ts';

function known(name: string, region: string, ...images: readonly Image[]): EnvironmentImages {
  const ofRegion = new RegionImages(region);
  ofRegion.add({ images, unreadable: [] });
  return {
    environment: environment(name),
    status: { kind: 'read', at: 0 },
    knownSince: 0,
    regions: [ofRegion],
    refreshing: [],
  };
}

describe('The lineage of an image', () => {
  const from = (imageId: string, region?: string): Pick<Image, 'source'> => ({
    source: { imageId, region, instanceId: undefined },
  });
  const base = image('ami-base', { region: 'us-east-1' });
  const baked = image('ami-baked', { region: 'us-east-1', createdAt: 1, ...from('ami-base') });
  const copy = image('ami-copy', { region: 'eu-west-1', createdAt: 2, ...from('ami-base', 'us-east-1') });
  const sameIdElsewhere = image('ami-other', { region: 'eu-west-1', ...from('ami-base') });
  const all = [known('dev', 'us-east-1', base, baked), known('prod', 'eu-west-1', copy, sameIdElsewhere)];

  it('names what it was made of, known or not', () => {
    const { source } = lineageOf(baked, all);
    assert.equal(source?.known?.image, base);
    assert.equal(source.known.environment.name, 'dev');
    const { source: unknown } = lineageOf(image('ami-x', from('ami-gone', 'ap-south-1')), all);
    assert.deepEqual(unknown, { imageId: 'ami-gone', region: 'ap-south-1', known: undefined });
  });

  it('names what was made of it, newest first, in every environment, but not what another region calls so', () => {
    const ids = lineageOf(base, all).descendants.map(
      ({ environment: { name }, image: { id } }) => `${name} ${id}`,
    );
    assert.deepEqual(ids, ['prod ami-copy', 'dev ami-baked']);
  });

  it('takes commit, template, playbook and base image from the tags that bakes commonly have', () => {
    const tagged = image('ami-tagged', {
      tags: {
        git_commit: 'abc123',
        PackerTemplate: 'web.pkr.hcl',
        Playbook: 'web.yml',
        'base-ami': 'ami-b',
        Owner: 'me',
      },
    });
    assert.deepEqual(
      lineageOf(tagged, []).bakeFacts.map(({ kind, value }) => `${kind} ${value}`),
      ['commit abc123', 'template web.pkr.hcl', 'playbook web.yml', 'baseImage ami-b'],
    );
  });
});
