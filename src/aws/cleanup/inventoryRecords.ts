import { GetParameterCommand, ParameterNotFound, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { InventoryRecord } from '../../core/cleanup/inventoryRecord.ts';
import { readInventoryRecord, writeInventoryRecord } from '../../core/cleanup/inventoryRecordText.ts';
import { type Known, known, unknown } from '../../core/cleanup/known.ts';
import type { InventoryRecords } from '../../core/cleanup/runInventory.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';
import type { ParameterPlace } from './parameterPlace.ts';

/** The record of the inventory in a parameter of SSM. */
export class AwsInventoryRecords implements InventoryRecords {
  readonly #calls: RegionCalls;
  readonly #place: ParameterPlace;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param place - where the record is
   */
  constructor(clients: AwsClients, place: ParameterPlace) {
    this.#calls = new RegionCalls(clients);
    this.#place = place;
  }

  async read(signal: AbortSignal): Promise<Known<InventoryRecord | undefined>> {
    const { environment, region, name } = this.#place;
    try {
      return await this.#calls.read(environment, region, signal, async ({ ssm }) => {
        const text = await ssm.send(new GetParameterCommand({ Name: name }), { abortSignal: signal }).then(
          ({ Parameter }) => Parameter?.Value ?? '',
          (thrown: unknown) => {
            if (thrown instanceof ParameterNotFound) return undefined;
            throw thrown;
          },
        );
        return text === undefined ? known(undefined) : readInventoryRecord(text);
      });
    } catch (thrown) {
      signal.throwIfAborted();
      return unknown(messageOf(thrown));
    }
  }

  /** Large records, of some seventy places and more, need the advanced tier, which AWS then chooses (SSM User Guide). */
  write(record: InventoryRecord, signal: AbortSignal): Promise<void> {
    const { environment, region, name } = this.#place;
    return this.#calls.change(environment, region, signal, async ({ ssm }) => {
      const parameter = {
        Name: name,
        Value: writeInventoryRecord(record),
        Type: 'String',
        Tier: 'Intelligent-Tiering',
        Overwrite: true,
      } as const;
      await ssm.send(new PutParameterCommand(parameter), { abortSignal: signal });
    });
  }
}
