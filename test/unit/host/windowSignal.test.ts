import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WindowSignal } from '../../../src/host/windowSignal.ts';
import { eventually } from '../../host/eventually.ts';

describe('A signal to the other windows', () => {
  let parent: string;
  let signals: WindowSignal[];
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ami-bakery-signal-'));
    signals = [];
  });
  afterEach(async () => {
    for (const signal of signals) signal.dispose();
    await rm(parent, { recursive: true });
  });

  const window = (): { signal: WindowSignal; count: () => number } => {
    const signal = new WindowSignal(join(parent, 'bakes'));
    signals.push(signal);
    let count = 0;
    signal.onDidSignal(() => (count += 1));
    return { signal, count: () => count };
  };

  it('is heard by all of them that listen, each time', async () => {
    const [one, other, deaf] = [window(), window(), window()];
    await one.signal.start();
    await other.signal.start();
    await other.signal.start();
    await one.signal.give();
    await eventually('the first', () => one.count() > 0 && other.count() > 0);
    const before = other.count();
    await one.signal.give();
    await eventually('the second', () => other.count() > before);
    assert.equal(deaf.count(), 0);
  });

  it('is none where something else has changed', async () => {
    const { signal, count } = window();
    await signal.start();
    await writeFile(join(parent, 'bakes', 'other'), '');
    await signal.give();
    await eventually('the signal', () => count() > 0);
    assert.ok(count() <= 2, 'writing a file is two changes at most');
  });

  it('is not heard any more by a window that has closed, which may be while it begins', async () => {
    const { signal, count } = window();
    const starting = signal.start();
    signal.dispose();
    await starting;
    await signal.give();
    await window().signal.start();
    assert.equal(count(), 0);
  });
});
