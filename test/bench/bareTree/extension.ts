import * as vscode from 'vscode';

/**
 * An extension that does nothing but show a row with a row in it, which tells when activation ended: what no tree can
 * be faster than in the same VS Code.
 */
export function activate(): void {
  let activatedAt = 0;
  vscode.window.createTreeView('bareTree.rows', {
    treeDataProvider: {
      getChildren: (row?: string) => {
        if (row === undefined) return ['outer'];
        return row === 'outer' ? [`activated ${activatedAt}`] : [];
      },
      getTreeItem: (row) =>
        new vscode.TreeItem(
          row,
          row === 'outer' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
        ),
    },
  });
  activatedAt = Date.now();
}
