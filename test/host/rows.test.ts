import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Environment } from '../../src/core/environments/environment.ts';
import { environmentItem } from '../../src/features/explorer/items/environmentItem.ts';
import { groupItem } from '../../src/features/explorer/items/groupItem.ts';
import { failureItem, noteItem } from '../../src/features/explorer/items/noteItems.ts';
import { gapItem, referenceItem } from '../../src/features/explorer/items/subjectItems.ts';
import { environment, image, imagesOfRegions } from '../unit/core/images/builders.ts';

const hostile = 'a\nb\u202Ec\u200Bd';
const harmless = 'a\uFFFDb\uFFFDc\uFFFDd';
const hostileEnvironment: Environment = {
  ...environment(hostile),
  roleArn: hostile,
  accountId: hostile,
  endpoint: hostile,
  regions: [hostile],
};

/** Every line that a row shows or a screen reader reads. */
function linesOf(item: vscode.TreeItem): string[] {
  const { label, description, tooltip, accessibilityInformation } = item;
  const texts = z
    .array(z.string())
    .parse([label, description ?? '', tooltip, accessibilityInformation?.label ?? '']);
  const [tooltipText = ''] = texts.splice(2, 1);
  return [...texts, ...tooltipText.split('\n')];
}

describe('The rows of an environment', () => {
  it('keep names, roles, addresses and regions of ami-bakery.json and of profiles on their line, and in order', () => {
    const facts = { isExpanded: false, matching: undefined, now: 0 };
    const unread = imagesOfRegions(hostileEnvironment, {}, { kind: 'unread' });
    const failure = { title: 'Failed', message: 'No.', cause: undefined, nextSteps: [] };
    const gap = { region: hostile, source: undefined, status: { kind: 'unread' as const } };
    const note = { kind: 'note' as const, environmentId: 'dev' };
    const items = {
      environment: environmentItem(unread, facts),
      empty: noteItem({ ...note, note: 'empty', regions: [hostile], details: [] }),
      unreadElsewhere: noteItem({ ...note, note: 'unreadElsewhere', regions: [], details: [hostile] }),
      failure: failureItem({ kind: 'failure', environmentId: 'dev', failure, regions: [hostile] }),
      gap: gapItem({ kind: 'gap', environmentId: 'dev', image: image('ami-1'), gap }),
      reference: referenceItem({
        kind: 'reference',
        environmentId: 'dev',
        image: image('ami-1'),
        found: {
          environment: hostileEnvironment,
          reference: {
            region: 'us-east-1',
            imageId: 'ami-1',
            referrer: { kind: 'instance', instanceId: 'i-1', name: hostile, state: 'running' },
          },
        },
      }),
    };
    for (const [name, item] of Object.entries(items)) {
      const lines = linesOf(item);
      assert.ok(
        lines.some((line) => line.includes(harmless)),
        name,
      );
      for (const line of lines) assert.doesNotMatch(line, /[\n\u202E\u200B]/u, name);
    }
    assert.deepEqual(linesOf(items.environment).slice(3), [
      harmless,
      `Profile: ${harmless}`,
      `Role: ${harmless}`,
      `Account: ${harmless}`,
      `Endpoint: ${harmless}`,
      `Regions: ${harmless}`,
    ]);
  });
});

describe('The row of a group', () => {
  it('says to a screen reader how many images there are, in digits as everywhere else', () => {
    const spoken = (count: number): string | undefined =>
      groupItem({
        kind: 'group',
        environmentId: 'dev',
        path: [{ kind: 'service', service: 'web' }],
        count,
      }).accessibilityInformation?.label;
    assert.equal(spoken(1), 'web, 1 image');
    assert.equal(spoken(12_345), 'web, 12,345 images');
  });
});
