import type { Services } from '../../host/services.ts';
import type { BakeChanges } from './bakeChanges.ts';
import type { BakeComparisons } from './bakeComparisons.ts';
import type { BakeList } from './bakeList.ts';
import type { BakeLogDocuments } from './bakeLogDocuments.ts';
import type { BakesView } from './bakesView.ts';
import type { KeptServices } from './kept/keptChoice.ts';
import type { LaunchServices } from './launchBake.ts';
import type { TemplateList } from './templates/templateList.ts';

/** What the commands of bakes use. */
export type BakeServices = LaunchServices & KeptServices & Pick<Services, 'images' | 'work'>;

/** What the commands work on. */
export interface BakeParts {
  readonly list: BakeList;
  readonly changes: BakeChanges;
  readonly view: BakesView;
  readonly templates: TemplateList;
  readonly logs: BakeLogDocuments;
  readonly comparisons: BakeComparisons;
}
