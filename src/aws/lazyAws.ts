import type { Disposable } from '../core/events/listeners.ts';
import type { AwsProfile, Environment } from '../core/environments/environment.ts';
import type { ImagePage, ImageReader } from '../core/images/imageReader.ts';
import type { AwsClients, AwsImageReader } from './index.ts';
import { sharedFiles, type SharedFiles } from './sharedFiles.ts';

/** What the extension asks of AWS, before the SDK is loaded. */
export interface Aws extends Disposable {
  readonly imageReader: ImageReader;
  /** Where the profiles are, to be watched. */
  readonly sharedFiles: SharedFiles;
  /** The AWS profiles of this machine by name; none when it has no config and credentials files. */
  readProfiles(): Promise<AwsProfile[]>;
}

/**
 * The AWS gateways of one window. Nothing of the SDK is loaded before the first call (design.md section 8: it costs
 * some 200 ms). The build makes the import below a bundle of its own.
 * @param variables - environment variables of this process, which say where the shared files are
 */
export function createLazyAws(variables: Readonly<Record<string, string | undefined>>): Aws {
  const files = sharedFiles(variables);
  let loading: Promise<{ clients: AwsClients; reader: AwsImageReader }> | undefined;
  const load = (): Promise<{ clients: AwsClients; reader: AwsImageReader }> => {
    loading ??= import('./index.ts').then((aws) => {
      const clients = new aws.AwsClients(files);
      return { clients, reader: new aws.AwsImageReader(clients) };
    });
    return loading;
  };
  return {
    imageReader: {
      readAccount: async (environment, signal) => (await load()).reader.readAccount(environment, signal),
      async *readImages(
        environment: Environment,
        region: string,
        signal: AbortSignal,
      ): AsyncGenerator<ImagePage, void, undefined> {
        yield* (await load()).reader.readImages(environment, region, signal);
      },
    },
    sharedFiles: files,
    readProfiles: async () => (await import('./index.ts')).readProfiles(files),
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
