import type { BakeGateway } from '../core/bakes/bakeGateway.ts';
import type { Disposable } from '../core/events/listeners.ts';
import type { CredentialAccess } from '../core/environments/credentialAccess.ts';
import type { ProfileReading } from '../core/environments/environment.ts';
import type { IdentityReader } from '../core/environments/identity.ts';
import type { Variables } from '../core/environments/variables.ts';
import type { ImageReader } from '../core/images/imageReader.ts';
import type { LaunchPermissionReader } from '../core/images/launchPermissions.ts';
import type { ReferenceReader } from '../core/references/referenceReader.ts';
import type { TagWriter } from '../core/tags/tagWriter.ts';
import type { TestInstances } from '../core/testInstances/testInstances.ts';
import type * as AwsBundle from './index.ts';
import type { Gateways } from './index.ts';
import { sharedFiles, type SharedFiles } from './sharedFiles.ts';

/** Translations by the English text. */
type Texts = Readonly<Record<string, string>>;

/** What the extension asks of AWS, before the SDK is loaded. */
export interface Aws extends Disposable {
  readonly bakes: BakeGateway;
  readonly identityReader: IdentityReader;
  readonly imageReader: ImageReader;
  readonly launchPermissionReader: LaunchPermissionReader;
  readonly referenceReader: ReferenceReader;
  readonly tagWriter: TagWriter;
  readonly testInstances: TestInstances;
  /** Where the profiles are, to be watched. */
  readonly sharedFiles: SharedFiles;
  /** The AWS profiles of this machine by name; none when it has no config and credentials files. */
  readProfiles(): Promise<ProfileReading>;
  /** Asks for all credentials anew from the next call on: the files that hold them have changed. */
  forgetCredentials(): void;
}

/**
 * The AWS gateways of one window. Nothing of the SDK is loaded before the first call (docs/architecture.md, "The bundles": it costs
 * some 200 ms), and for profiles only the little that reads them (some 4 ms). The build makes each import below a bundle of its own.
 * @param variables - environment variables of this process, which say where the shared files are
 * @param access - what getting credentials may need of the window
 * @param texts - the translations of this window's language; English when left out
 */
export function createLazyAws(variables: Variables, access: CredentialAccess, texts?: Texts): Aws {
  const files = sharedFiles(variables);
  // A bundle of its own has a translator of its own.
  const translated = <T extends Pick<typeof AwsBundle, 'translateWith'>>(bundle: T): T => {
    if (texts !== undefined) bundle.translateWith({ contents: texts });
    return bundle;
  };
  let loading: Promise<Gateways> | undefined;
  let loaded: Gateways | undefined;
  const load = (): Promise<Gateways> => {
    loading ??= import('./index.ts').then((bundle) => {
      loaded = translated(bundle).createGateways(files, access);
      return loaded;
    });
    return loading;
  };
  return {
    bakes: {
      readSession: async (...call) => (await load()).bakes.readSession(...call),
      importKey: async (...call) => (await load()).bakes.importKey(...call),
      readInstanceTags: async (...call) => (await load()).bakes.readInstanceTags(...call),
      tagInstance: async (...call) => (await load()).bakes.tagInstance(...call),
      makeImage: async (...call) => (await load()).bakes.makeImage(...call),
      findResources: async (...call) => (await load()).bakes.findResources(...call),
      removeResources: async (...call) => (await load()).bakes.removeResources(...call),
    },
    identityReader: {
      readIdentity: async (...call) => (await load()).identityReader.readIdentity(...call),
    },
    imageReader: {
      readAccount: async (...call) => (await load()).imageReader.readAccount(...call),
      readImages: (...call) => lazily(async () => (await load()).imageReader.readImages(...call)),
      readSharedIds: async (...call) => (await load()).imageReader.readSharedIds(...call),
      readImagesById: async (...call) => (await load()).imageReader.readImagesById(...call),
    },
    launchPermissionReader: {
      readLaunchPermissions: async (...call) =>
        (await load()).launchPermissionReader.readLaunchPermissions(...call),
    },
    referenceReader: {
      readFacts: (...call) => lazily(async () => (await load()).referenceReader.readFacts(...call)),
    },
    tagWriter: {
      createTags: async (...call) => (await load()).tagWriter.createTags(...call),
      deleteTags: async (...call) => (await load()).tagWriter.deleteTags(...call),
    },
    testInstances: {
      readSubnets: async (...call) => (await load()).testInstances.readSubnets(...call),
      readKeyPairs: async (...call) => (await load()).testInstances.readKeyPairs(...call),
      launch: async (...call) => (await load()).testInstances.launch(...call),
      waitUntilRunning: async (...call) => (await load()).testInstances.waitUntilRunning(...call),
      sendSshKey: async (...call) => (await load()).testInstances.sendSshKey(...call),
      readConsoleOutput: async (...call) => (await load()).testInstances.readConsoleOutput(...call),
      readTestInstances: async (...call) => (await load()).testInstances.readTestInstances(...call),
      terminate: async (...call) => (await load()).testInstances.terminate(...call),
      deleteUnusedGroups: async (...call) => (await load()).testInstances.deleteUnusedGroups(...call),
    },
    sharedFiles: files,
    readProfiles: async () => translated(await import('./profiles.ts')).readProfiles(files),
    forgetCredentials: () => {
      loaded?.clients.forgetCredentials();
    },
    dispose: () => {
      loading?.then(
        ({ clients }) => {
          clients.dispose();
        },
        () => undefined,
      );
    },
  };
}

/** An iterable that is made when it is first asked for something. */
async function* lazily<T>(make: () => Promise<AsyncIterable<T>>): AsyncGenerator<T, void, undefined> {
  yield* await make();
}
