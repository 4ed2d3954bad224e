import * as vscode from 'vscode';

/**
 * One of VS Code's own icons.
 * @param name - of a codicon
 * @param color - id of a theme colour; never the only thing that tells one row from another
 */
export function themeIcon(name: string, color?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
