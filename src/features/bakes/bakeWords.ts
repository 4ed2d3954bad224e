import * as vscode from 'vscode';
import { singleLine } from '../../core/text/plainText.ts';
import type { Bake } from './bakeList.ts';

/**
 * What a person knows a bake by: its template and where it is baked.
 * @param bake - any
 */
export function titleOf({ order }: Pick<Bake, 'order'>): string {
  const template = order.template === '.' ? order.folder : order.template;
  return vscode.l10n.t('{0} in {1}', singleLine(template), singleLine(order.environment.name));
}
