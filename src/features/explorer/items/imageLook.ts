import type { ShownState } from '../../../core/images/imageWords.ts';

/** How one state of an image looks. */
export interface StateLook {
  readonly icon: string;
  readonly color?: string;
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
