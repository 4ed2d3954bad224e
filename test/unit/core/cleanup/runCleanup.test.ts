import assert from 'node:assert/strict';
import { day, hour } from './evidence.ts';
import { worldWithCandidate } from './randomWorlds.ts';

describe('A run of the cleanup', () => {
  it('does nothing while another one is at it, and goes on once that is over', async () => {
    const world = worldWithCandidate();
    let second: unknown;
    world.onCall = (what, isAfter) => {
      if (what === 'disable ami-1' && !isAfter) second ??= world.run();
    };
    assert.equal((await world.run()).kind, 'done');
    assert.deepEqual(await second, { kind: 'busy' });
    world.onCall = () => undefined;
    world.pass(day + hour);
    assert.equal((await world.run()).kind, 'done');
    assert.deepEqual(world.deregistered, ['ami-1']);
  });

  it('says of each account what there is, what may go, and what it has done', async () => {
    const world = worldWithCandidate();
    const end = await world.run();
    assert.ok(end.kind === 'done');
    const [dev, prod] = end.accounts;
    assert.deepEqual([dev?.count, dev?.managed, dev?.candidates, prod?.count], [2, 2, 1, 0]);
    assert.deepEqual(
      dev?.plan.images.map(({ imageId }) => imageId),
      ['ami-1'],
    );
    assert.ok(dev.end?.kind === 'applied');
    assert.deepEqual(
      dev.end.images.map(({ end: { kind } }) => kind),
      ['waiting'],
    );
  });

  it('keeps nothing in the journal of what it is done with', async () => {
    const world = worldWithCandidate();
    await world.run();
    assert.ok(world.entriesOf('ami-1').length > 0);
    world.pass(day + hour);
    await world.run();
    assert.deepEqual(world.entriesOf('ami-1'), []);
  });
});
