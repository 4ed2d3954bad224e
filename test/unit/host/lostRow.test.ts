import assert from 'node:assert/strict';
import { isRowLost } from '../../../src/host/lostRow.ts';

describe('A row that a command is run for', () => {
  const row = { kind: 'image' };
  const other = { kind: 'image' };

  it('is lost where VS Code passes a menu or button press without it, or without one of the selection', () => {
    for (const values of [
      [undefined, undefined],
      [undefined, [row, other]],
      [row, [row, undefined]],
      [undefined, [undefined, undefined]],
    ]) {
      assert.equal(isRowLost(values), true, JSON.stringify(values));
    }
  });

  it('is not lost where it was passed, or where the palette, the keyboard or a next step ran the command', () => {
    for (const values of [
      [],
      [undefined],
      [row],
      ['an id'],
      [row, undefined],
      [row, null],
      [row, [row, other]],
    ]) {
      assert.equal(isRowLost(values), false, JSON.stringify(values));
    }
  });
});
