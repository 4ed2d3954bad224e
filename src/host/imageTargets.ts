import type { ImageTarget } from '../core/images/imageTarget.ts';

/**
 * Says which images a command is for. Every command on images asks here, so that the context menu, the inline buttons,
 * the keyboard and the palette all work alike.
 */
export class ImageTargets {
  #selection: () => readonly unknown[] = () => [];

  /**
   * Names the view whose selected rows count when a command is run without any.
   * @param selection - its selected rows
   */
  followSelection(selection: () => readonly unknown[]): void {
    this.#selection = selection;
  }

  /**
   * The images among what VS Code passes to the command of a tree: the clicked row with the rest of the selection when
   * it is part of it, else the selection alone. Rows of other things are left out.
   * @param target - first argument of the command
   * @param targets - second argument of the command
   */
  of(target: unknown, targets: unknown): ImageTarget[] {
    if (Array.isArray(targets)) return targets.filter(isImageTarget);
    if (target !== undefined) return isImageTarget(target) ? [target] : [];
    return this.#selection().filter(isImageTarget);
  }
}

function isImageTarget(value: unknown): value is ImageTarget {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'image' &&
    'environment' in value &&
    'image' in value
  );
}
