import assert from 'node:assert/strict';
import {
  imageNameProblem,
  imageTagsOf,
  keepingProblem,
  keepingVariables,
  keyPairNameOf,
} from '../../../../src/core/bakes/keptInstance.ts';

describe('An instance that a failed bake keeps', () => {
  const variable = (name: string): Parameters<typeof keepingProblem>[0]['variables'][number] => ({
    name,
    type: 'string',
    description: undefined,
    default: '',
    isSensitive: false,
    place: { file: 'image.pkr.hcl', line: 1 },
  });

  it('lets nobody in where its template passes no key on', () => {
    const both = Object.values(keepingVariables).map(variable);
    const all = [...both, variable('bake_id')];
    assert.equal(keepingProblem({ title: 'packer/web', variables: all }), undefined);
    assert.match(
      keepingProblem({ title: 'packer/web', variables: all.slice(0, 1) }) ?? '',
      /packer\/web: it declares no variable ssh_private_key_file, bake_id/u,
    );
  });

  it('has a key pair that is known as one of a bake by its name alone', () => {
    assert.match(keyPairNameOf('5f2b1c1e-0000-4000-8000-1234567890ab'), /^packer_[0-9a-f-]+$/u);
  });

  it('gives its image the tags that the template has put on it for that, and none of its own', () => {
    const tags = new Map([
      ['Name', 'bake web'],
      ['ami-bakery:bake', '1'],
      ['image:Service', 'web'],
      ['image:Version', ''],
      ['image:aws:reserved', 'x'],
      ['image:', 'x'],
    ]);
    assert.deepEqual(imageTagsOf(tags), [
      { key: 'Service', value: 'web' },
      { key: 'Version', value: '' },
    ]);
  });

  it('makes images with names that EC2 takes', () => {
    for (const name of ['web-20261127-031500', "a (b) [c] ./-'@_"]) {
      assert.equal(imageNameProblem(name), undefined, name);
    }
    for (const name of ['', 'ab', 'a'.repeat(129), 'web:1', 'wéb', 'web\n1']) {
      assert.notEqual(imageNameProblem(name), undefined, name);
    }
  });
});
