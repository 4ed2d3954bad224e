import assert from 'node:assert/strict';
import type { EnvironmentImages } from '../../../src/core/images/environmentImages.ts';
import type { ImageTarget } from '../../../src/core/images/imageTarget.ts';
import { cancelled, done, type Outcome } from '../../../src/core/outcome/outcome.ts';
import type { ImageQuestion } from '../../../src/host/imagePick.ts';
import { ImageTargets } from '../../../src/host/imageTargets.ts';
import { environment, image, imagesOfRegions } from '../core/images/builders.ts';

const question: ImageQuestion = { title: 'Copy Image Id', many: true };
const dev = environment('dev');
const [first, second] = [image('ami-00000001'), image('ami-00000002')];
const known = imagesOfRegions(dev, { 'us-east-1': [first, second] });
const row = (of: ImageTarget): object => ({ kind: 'image', environmentId: of.environment.id, ...of });
const rowOfFirst = row({ environment: dev, image: first });
const rowOfSecond = row({ environment: dev, image: second });

/** Image targets, and the questions that a person was asked. */
function targetsWith(
  answer: Outcome<readonly ImageTarget[]>,
  selection: readonly unknown[] = [],
): { targets: ImageTargets; asked: ImageQuestion[] } {
  const asked: ImageQuestion[] = [];
  const targets = new ImageTargets({
    images: { get: (id): EnvironmentImages | undefined => (id === dev.id ? known : undefined) },
    pick: (asking) => {
      asked.push(asking);
      return Promise.resolve(answer);
    },
  });
  targets.followSelection(() => selection);
  return { targets, asked };
}

function idsOf(outcome: Outcome<readonly ImageTarget[]>): string[] | string {
  return outcome.kind === 'done' ? outcome.value.map((target) => target.image.id) : outcome.kind;
}

describe('The images of a command', () => {
  it('are the clicked and the selected rows, about which nobody is asked', async () => {
    const { targets, asked } = targetsWith(cancelled, [rowOfSecond]);
    const choose = async (...values: readonly [unknown, unknown]): Promise<string[] | string> =>
      idsOf(await targets.choose(...values, question));
    assert.deepEqual(await choose(rowOfFirst, undefined), [first.id]);
    assert.deepEqual(await choose(rowOfFirst, [rowOfFirst, { kind: 'service' }, rowOfSecond]), [
      first.id,
      second.id,
    ]);
    assert.deepEqual(await choose(undefined, undefined), [second.id]);
    assert.deepEqual(asked, []);
  });

  it('are the one that a link names', async () => {
    const { targets, asked } = targetsWith(cancelled, [rowOfFirst]);
    const reference = { environmentId: dev.id, region: 'us-east-1', imageId: second.id };
    assert.deepEqual(idsOf(await targets.choose(reference, undefined, question)), [second.id]);
    assert.deepEqual(asked, []);
  });

  it('are asked for where nothing names any', async () => {
    const answer = done([{ environment: dev, image: second }]);
    const nothing: readonly (readonly [unknown, unknown])[] = [
      [undefined, undefined],
      [{ kind: 'service', environmentId: dev.id }, undefined],
      [{ environmentId: dev.id, region: 'us-east-1', imageId: 'ami-00000003' }, undefined],
      [{ environmentId: 'gone', region: 'us-east-1', imageId: second.id }, undefined],
      [{ environmentId: dev.id, region: 'us-east-1', imageId: second.id, more: true }, undefined],
      ['ami-00000001', []],
    ];
    for (const values of nothing) {
      const { targets, asked } = targetsWith(answer, [{ kind: 'environment', environmentId: dev.id }]);
      assert.deepEqual(idsOf(await targets.choose(...values, question)), [second.id]);
      assert.deepEqual(asked, [question]);
    }
  });

  it('are none when the person cancels', async () => {
    const { targets } = targetsWith(cancelled);
    assert.equal(idsOf(await targets.choose(undefined, undefined, question)), 'cancelled');
  });
});
