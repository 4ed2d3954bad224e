import type { NotApplied, TagReport } from '../../core/tags/applyTagChanges.ts';
import { inverseOf, type TagChange } from '../../core/tags/tagChange.ts';

/** What an operation is about. */
export interface TagOperationOptions {
  readonly kind: 'edit' | 'undo';
  /** Of the edit in the history. */
  readonly id: number;
  /** What the edit does, in a few words, translated. */
  readonly title: string;
  /** What is to be done. */
  readonly changes: readonly TagChange[];
}

/** An edit or an undo that is carried out, and what became of it. The next steps of its messages pass it on. */
export class TagOperation {
  readonly kind: TagOperationOptions['kind'];
  readonly id: number;
  readonly title: string;
  readonly changes: readonly TagChange[];
  report: TagReport = { applied: [], notApplied: [] };

  /**
   * Carries out nothing yet.
   * @param options - what it is about
   */
  constructor({ kind, id, title, changes }: TagOperationOptions) {
    this.kind = kind;
    this.id = id;
    this.title = title;
    this.changes = changes;
  }

  /** What the edit has changed or is to change, also where this is the undo of it. */
  get edit(): readonly TagChange[] {
    return this.kind === 'edit' ? this.changes : inverseOf(this.changes);
  }

  /** What was not done and may still succeed when it is tried again. */
  get unfinished(): NotApplied[] {
    return this.report.notApplied.filter((each) => !isLeftAlone(each));
  }

  /** What was not done because the image is gone or somebody else has changed the tag. */
  get leftAlone(): NotApplied[] {
    return this.report.notApplied.filter(isLeftAlone);
  }
}

function isLeftAlone({ reason }: NotApplied): boolean {
  return reason.kind === 'gone' || reason.kind === 'different';
}
