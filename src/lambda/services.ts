import { createHash, randomUUID } from 'node:crypto';
import { AwsImageReferenceReader } from '../aws/cleanup/imageReferenceReader.ts';
import { AwsInventoryRecords } from '../aws/cleanup/inventoryRecords.ts';
import { AwsCleanupWriter } from '../aws/cleanup/cleanupWriter.ts';
import { JournalParameters } from '../aws/cleanup/journalParameters.ts';
import { LockParameter } from '../aws/cleanup/lockParameter.ts';
import type { ParameterPlace } from '../aws/cleanup/parameterPlace.ts';
import { AwsRecycleBinReader } from '../aws/cleanup/recycleBinReader.ts';
import { AwsSnapshotReader } from '../aws/cleanup/snapshotReader.ts';
import { AwsClients } from '../aws/clients.ts';
import { functionCredentials } from '../aws/functionCredentials.ts';
import { AwsImageReader } from '../aws/imageReader.ts';
import { AwsLaunchPermissionReader } from '../aws/launchPermissionReader.ts';
import { AwsReferenceReader } from '../aws/referenceReader.ts';
import { sharedFiles } from '../aws/sharedFiles.ts';
import { AwsTagWriter } from '../aws/tagWriter.ts';
import type { CleanupRunServices } from '../core/cleanup/runCleanup.ts';
import type { InventoryServices } from '../core/cleanup/runInventory.ts';
import type { LambdaSettings } from './settings.ts';

/** What the functions use, over one set of clients that is kept from run to run. */
export interface LambdaServices {
  readonly inventory: InventoryServices;
  readonly cleanup: (signal: AbortSignal) => CleanupRunServices;
}

/**
 * What the functions use.
 * @param settings - how they work
 */
export function createServices(settings: LambdaSettings): LambdaServices {
  const clients = new AwsClients(sharedFiles({}), functionCredentials);
  const clock = (): number => Date.now();
  const newId = (): string => randomUUID();
  const place = (name: string): ParameterPlace => ({
    ...settings.home,
    name: `${settings.parameters}/${name}`,
  });
  const imageReader = new AwsImageReader(clients);
  const referenceReader = new AwsReferenceReader(clients);
  const records = new AwsInventoryRecords(clients, place('inventory'));
  const journals = new Map<string, JournalParameters>();
  const journalOf = (account: string): JournalParameters => {
    const journal = journals.get(account) ?? new JournalParameters(clients, place(`cleanup/${account}`));
    journals.set(account, journal);
    return journal;
  };
  return {
    inventory: {
      imageReader,
      referenceReader,
      tagWriter: new AwsTagWriter(clients),
      records,
      clock,
      newId,
    },
    cleanup: (signal) => ({
      imageReader,
      referenceReader,
      records,
      permissionReader: new AwsLaunchPermissionReader(clients),
      binReader: new AwsRecycleBinReader(clients),
      snapshotReader: new AwsSnapshotReader(clients),
      imageReferenceReader: new AwsImageReferenceReader(clients),
      lock: new LockParameter(clients, place('cleanup-lock'), clock),
      journalOf,
      writerOf: (environment) => new AwsCleanupWriter(clients, environment, signal),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      clock,
      newId,
    }),
  };
}
