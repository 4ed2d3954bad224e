import assert from 'node:assert/strict';
import type { ImageUse } from '../../../../src/core/references/referenceStore.ts';
import type { ImageGroup } from '../../../../src/core/images/imageArrangement.ts';
import type {
  ImageNode,
  OlderNode,
  SectionNode,
  TreeNode,
} from '../../../../src/features/explorer/imageTree.ts';
import { listOfGroup, listOfSection, LongLists } from '../../../../src/features/explorer/longLists.ts';
import { rowsOfImages, rowsOfLineage, rowsOfUse } from '../../../../src/features/explorer/treeRows.ts';
import { environment, image, imagesOfRegions } from '../../core/images/builders.ts';

const dev = environment('dev');
const all = Array.from({ length: 130 }, (_, index) =>
  image(`ami-${index}`, {
    createdAt: 1000 - index,
    ...(index === 0 ? {} : { source: { imageId: 'ami-0', region: 'us-east-1', instanceId: undefined } }),
  }),
);
const known = imagesOfRegions(dev, { 'us-east-1': all });
const path = [{ kind: 'all' }] as const;
const group: ImageGroup = { key: path[0], images: all, count: all.length };

function idsOf(rows: readonly TreeNode[]): string[] {
  return rows.flatMap((row) => (row.kind === 'image' ? [row.image.id] : []));
}

function olderOf(rows: readonly TreeNode[]): OlderNode | undefined {
  return rows.find((row) => row.kind === 'older');
}

describe('A long list of the tree', () => {
  it('shows fifty images at first, and fifty more each time', () => {
    const lists = new LongLists();
    const rows = (): TreeNode[] =>
      rowsOfImages(known, path, group, lists.shownOf(listOfGroup('dev', path)), true);
    assert.equal(idsOf(rows()).length, 50);
    assert.equal(olderOf(rows())?.count, 80);
    lists.showMore(olderOf(rows())?.list ?? '');
    assert.equal(idsOf(rows()).length, 100);
    lists.showMore(olderOf(rows())?.list ?? '');
    assert.equal(idsOf(rows()).length, 130);
    assert.equal(olderOf(rows()), undefined);
  });

  it('shows an image that somebody was led to without all those before it, and once', () => {
    const lists = new LongLists();
    const list = listOfGroup('dev', path);
    const revealed = all[120] ?? image('ami-none');
    lists.reveal(list, revealed);
    const rows = rowsOfImages(known, path, group, lists.shownOf(list), true);
    assert.deepEqual(idsOf(rows).slice(-2), ['ami-49', 'ami-120']);
    assert.equal(olderOf(rows)?.count, 79);
    lists.showMore(list);
    lists.showMore(list);
    assert.deepEqual(
      idsOf(rowsOfImages(known, path, group, lists.shownOf(list), true)),
      all.map(({ id }) => id),
    );
    lists.clear();
    assert.equal(idsOf(rowsOfImages(known, path, group, lists.shownOf(list), true)).length, 50);
  });

  it('shows fifty descendants, the newest, and fifty uses, and each list grows alone', () => {
    const lists = new LongLists();
    const base = all[0] ?? image('ami-none');
    const parent: ImageNode = { kind: 'image', environmentId: 'dev', environment: dev, image: base, path };
    const lineage: SectionNode = { kind: 'section', section: 'lineage', environmentId: 'dev', parent };
    const descendants = (): TreeNode[] =>
      rowsOfLineage(lineage, [known], lists.shownOf(listOfSection(lineage)));
    const [newest] = descendants();
    assert.ok(newest?.kind === 'lineage' && newest.step.kind === 'descendant');
    assert.equal(newest.step.descendant.image.id, 'ami-1');
    assert.equal(olderOf(descendants())?.count, 79);
    lists.showMore(olderOf(descendants())?.list ?? '');
    assert.equal(olderOf(descendants())?.count, 29);

    const usedBy: SectionNode = { ...lineage, section: 'usedBy' };
    const use: ImageUse = {
      found: Array.from({ length: 60 }, (_, index) => ({
        environment: dev,
        reference: {
          region: 'us-east-1',
          imageId: base.id,
          referrer: { kind: 'instance', instanceId: `i-${index}`, name: undefined, state: 'running' },
        },
      })),
      gaps: [],
      unresolved: [],
      unreadable: [],
      unknownElsewhere: [],
      isPublic: false,
    };
    const uses = rowsOfUse(usedBy, use, false, lists.shownOf(listOfSection(usedBy)));
    assert.equal(uses.filter(({ kind }) => kind === 'reference').length, 50);
    assert.deepEqual([olderOf(uses)?.count, olderOf(uses)?.isByAge], [10, false]);
  });
});
