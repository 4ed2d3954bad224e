import * as l10n from '@vscode/l10n';
import {
  DeleteParameterCommand,
  paginateGetParametersByPath,
  ParameterNotFound,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { entriesIn, type JournalEntry, textOfEntries } from '../../core/cleanup/cleanupJournal.ts';
import type { JournalStore } from '../../core/cleanup/cleanupStores.ts';
import { type Known, known, unknown } from '../../core/cleanup/known.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { allPages } from '../allPages.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';
import type { ParameterPlace } from './parameterPlace.ts';

/** GetParametersByPath gives up to 10 in an answer (SSM API Reference). */
const pageSize = 10;

/**
 * The journal of the function in parameters of SSM, one for each image that it is at. The id of the image is in its name alone:
 * a value with it would be taken for a use of the image.
 */
export class JournalParameters implements JournalStore {
  readonly #calls: RegionCalls;
  readonly #place: ParameterPlace;
  /** By name of the parameter, what it holds. */
  readonly #entries = new Map<string, JournalEntry[]>();

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param place - under which name the parameters are
   */
  constructor(clients: AwsClients, place: ParameterPlace) {
    this.#calls = new RegionCalls(clients);
    this.#place = place;
  }

  async read(signal: AbortSignal): Promise<Known<readonly JournalEntry[]>> {
    const { environment, region, name: path } = this.#place;
    try {
      return await this.#calls.read(environment, region, signal, async ({ ssm }) => {
        this.#entries.clear();
        const pages = allPages(
          paginateGetParametersByPath(
            { client: ssm, pageSize },
            { Path: path, Recursive: true },
            { abortSignal: signal },
          ),
        );
        for await (const { Parameters = [] } of pages) {
          for (const { Name = '', Value = '' } of Parameters) {
            const image = imageIn(Name, path);
            const entries = image === undefined ? undefined : entriesIn(Value, image);
            if (entries === undefined) {
              return unknown(l10n.t('The parameter {0} is none of a cleanup, or is not understood.', Name));
            }
            this.#entries.set(Name, entries);
          }
        }
        return known([...this.#entries.values()].flat());
      });
    } catch (thrown) {
      signal.throwIfAborted();
      return unknown(messageOf(thrown));
    }
  }

  async note(entry: JournalEntry): Promise<void> {
    const name = this.#nameOf(entry);
    const entries = [...(this.#entries.get(name) ?? []), entry];
    await this.#change(async ({ ssm }) => {
      await ssm.send(
        new PutParameterCommand({
          Name: name,
          Value: textOfEntries(entries),
          Type: 'String',
          Tier: 'Intelligent-Tiering',
          Overwrite: true,
        }),
      );
    });
    this.#entries.set(name, entries);
  }

  async forget(image: Pick<JournalEntry, 'imageId' | 'region'>): Promise<void> {
    const name = this.#nameOf(image);
    await this.#change(async ({ ssm }) => {
      try {
        await ssm.send(new DeleteParameterCommand({ Name: name }));
      } catch (thrown) {
        if (!(thrown instanceof ParameterNotFound)) throw thrown;
      }
    });
    this.#entries.delete(name);
  }

  #nameOf({ imageId, region }: Pick<JournalEntry, 'imageId' | 'region'>): string {
    return `${this.#place.name}/${region}/${imageId}`;
  }

  /** Whatever stops the run: what has begun is noted. */
  #change(work: Parameters<RegionCalls['change']>[3]): Promise<unknown> {
    const { environment, region } = this.#place;
    return this.#calls.change(environment, region, new AbortController().signal, work);
  }
}

function imageIn(name: string, path: string): Pick<JournalEntry, 'imageId' | 'region'> | undefined {
  const [region, imageId, ...others] = name.slice(path.length + 1).split('/');
  if (region === undefined || imageId === undefined || others.length > 0) return undefined;
  return { region, imageId };
}
