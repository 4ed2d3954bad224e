import * as vscode from 'vscode';
import type { ImageState } from '../../../core/images/image.ts';

/** A state as a person tells them apart: those of EC2, and `deprecated`. */
export type ShownState = ImageState | 'deprecated';

/** How one state of an image looks. */
export interface StateLook {
  readonly icon: string;
  readonly color?: string;
}

/**
 * The word for a state.
 * @param state - of an image
 */
export function stateWord(state: ShownState): string {
  switch (state) {
    case 'available':
      return vscode.l10n.t('available');
    case 'deprecated':
      return vscode.l10n.t('deprecated');
    case 'pending':
    case 'transient':
      return vscode.l10n.t('pending');
    case 'disabled':
      return vscode.l10n.t('disabled');
    case 'deregistered':
      return vscode.l10n.t('deregistered');
    case 'failed':
    case 'error':
    case 'invalid':
      return vscode.l10n.t('failed');
    case 'unknown':
      return vscode.l10n.t('state unknown');
  }
}

/**
 * The icon for a state; the word always stands beside it or is spoken.
 * @param state - of an image
 */
export function stateLook(state: ShownState): StateLook {
  switch (state) {
    case 'available':
      return { icon: 'vm', color: 'charts.green' };
    case 'deprecated':
      return { icon: 'archive', color: 'list.warningForeground' };
    case 'pending':
    case 'transient':
      return { icon: 'sync' };
    case 'disabled':
      return { icon: 'circle-slash', color: 'disabledForeground' };
    case 'deregistered':
      return { icon: 'trash', color: 'disabledForeground' };
    case 'failed':
    case 'error':
    case 'invalid':
      return { icon: 'error', color: 'list.errorForeground' };
    case 'unknown':
      return { icon: 'question' };
  }
}
