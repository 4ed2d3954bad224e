/**
 * Whether VS Code ran the command of a tree row without saying which row. It forgets the rows below one that is redrawn
 * until it has fetched them again (1.139, extHostTreeViews.ts), and what is pressed in between arrives without them.
 * @param values - what the command was run with: the row and the selected rows from a menu or a button of a row, nothing
 * from the palette or the keyboard
 */
export function isRowLost(values: readonly unknown[]): boolean {
  const [row, selection] = values;
  const selected: readonly unknown[] = Array.isArray(selection) ? selection : [];
  return values.length > 1 && [row, ...selected].some((value) => value === undefined);
}
