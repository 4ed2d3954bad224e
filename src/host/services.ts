import type { Memento, Uri } from 'vscode';
import type { Environment } from '../core/environments/environment.ts';
import type { IdentityReader } from '../core/environments/identity.ts';
import type { ImageReader } from '../core/images/imageReader.ts';
import type { ImageStore } from '../core/images/imageStore.ts';
import type { LaunchPermissionStore } from '../core/images/launchPermissionStore.ts';
import type { Failure } from '../core/outcome/failure.ts';
import type { ReferenceStore } from '../core/references/referenceStore.ts';
import type { TagWriter } from '../core/tags/tagWriter.ts';
import type { TestInstances } from '../core/testInstances/testInstances.ts';
import type { BakeGateway } from '../core/bakes/bakeGateway.ts';
import type { Clock } from '../core/time/age.ts';
import type { ContextKeys } from './contextKeys.ts';
import type { EnvironmentCatalog } from './environmentCatalog.ts';
import type { ImageCache } from './imageCache.ts';
import type { ImageTargets } from './imageTargets.ts';
import type { Log } from './log.ts';
import type { PlaybookRuns } from './playbookRuns.ts';
import type { TestInstanceList } from './testInstanceList.ts';
import type { WorkRunner } from './work.ts';

/**
 * Everything a feature may be given. src/extension.ts makes the one set of a window; a feature asks for the part it
 * uses: `registerExplorer(services: Pick<Services, 'images' | 'log'>)`.
 */
export interface Services {
  readonly bakes: BakeGateway;
  readonly clock: Clock;
  readonly contextKeys: ContextKeys;
  readonly environments: EnvironmentCatalog;
  /** Where the files are that are shipped with the extension. */
  readonly extensionFolder: Uri;
  /** Turns what a read threw into words and next steps for a person; what was thrown goes to the log. */
  readonly explainReadError: (thrown: unknown, environment: Environment) => Promise<Failure>;
  readonly identities: IdentityReader;
  readonly imageCache: Pick<ImageCache, 'restored'>;
  readonly imageReader: ImageReader;
  readonly images: ImageStore;
  readonly imageTargets: ImageTargets;
  readonly launchPermissions: LaunchPermissionStore;
  readonly log: Log;
  readonly playbookRuns: PlaybookRuns;
  readonly references: ReferenceStore;
  /** Path of the folder for files of all windows; it may have to be made. */
  readonly sharedStorageFolder: string;
  /** Path of the folder for files of this workspace, or of windows without one; it may have to be made. */
  readonly storageFolder: string;
  readonly tagWriter: TagWriter;
  readonly testInstanceList: TestInstanceList;
  readonly testInstances: TestInstances;
  readonly work: WorkRunner;
  /** What is kept for this workspace from one window to the next. */
  readonly workspaceState: Memento;
}
