import assert from 'node:assert/strict';
import type { TagChange } from '../../../../src/core/tags/tagChange.ts';
import { TagHistory, type TagStep } from '../../../../src/core/tags/tagHistory.ts';
import { dev } from './builders.ts';

const change = (imageId: string, key = 'Owner'): TagChange => ({
  environment: dev,
  region: 'us-east-1',
  imageId,
  imageName: undefined,
  key,
  before: undefined,
  after: 'x',
});

/** A call, so that one assertion about it says nothing to TypeScript about the next. */
const latestOf = (history: TagHistory): TagStep | undefined => history.latest;

describe('The history of tag edits', () => {
  it('offers the latest edit, and the one before it when that is undone', () => {
    const history = new TagHistory();
    assert.equal(latestOf(history), undefined);
    const [first, second] = [history.newId(), history.newId()];
    history.add({ id: first, title: 'first', changes: [change('ami-1')] });
    history.add({ id: second, title: 'second', changes: [change('ami-1'), change('ami-2')] });
    assert.equal(latestOf(history)?.title, 'second');
    history.forget(second, [change('ami-1')]);
    assert.deepEqual(latestOf(history)?.changes, [change('ami-2')]);
    history.forget(second, [change('ami-2')]);
    assert.equal(latestOf(history)?.title, 'first');
    history.forget(first, [change('ami-1')]);
    assert.equal(latestOf(history), undefined);
  });

  it('holds an edit that took two tries as one', () => {
    const history = new TagHistory();
    const id = history.newId();
    history.add({ id, title: 'edit', changes: [change('ami-1')] });
    history.add({ id, title: 'edit', changes: [change('ami-1'), change('ami-2')] });
    assert.deepEqual(latestOf(history)?.changes, [change('ami-1'), change('ami-2')]);
    history.forget(id, [change('ami-1'), change('ami-2')]);
    assert.equal(latestOf(history), undefined);
  });

  it('has nothing of an edit that changed nothing, and tells changes of keys apart', () => {
    const history = new TagHistory();
    history.add({ id: history.newId(), title: 'nothing', changes: [] });
    assert.equal(latestOf(history), undefined);
    const id = history.newId();
    history.add({ id, title: 'edit', changes: [change('ami-1', 'Owner'), change('ami-1', 'Team')] });
    history.forget(id, [change('ami-1', 'Team')]);
    assert.deepEqual(latestOf(history)?.changes, [change('ami-1', 'Owner')]);
  });

  it('keeps the latest twenty', () => {
    const history = new TagHistory();
    for (let count = 0; count < 30; count += 1) {
      history.add({ id: history.newId(), title: `edit ${count}`, changes: [change('ami-1')] });
    }
    const titles: string[] = [];
    for (let { latest } = history; latest !== undefined; { latest } = history) {
      titles.push(latest.title);
      history.forget(latest.id, latest.changes);
    }
    assert.equal(titles.length, 20);
    assert.deepEqual([titles[0], titles.at(-1)], ['edit 29', 'edit 10']);
  });

  it('tells when there is something to undo, or no more', () => {
    const history = new TagHistory();
    const heard: (string | undefined)[] = [];
    history.onDidChange(() => heard.push(latestOf(history)?.title));
    const id = history.newId();
    history.add({ id, title: 'edit', changes: [change('ami-1')] });
    history.forget(id, [change('ami-1')]);
    assert.deepEqual(heard, ['edit', undefined]);
  });
});
