import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DisableImageCommand,
  EC2ServiceException,
  type EC2Client,
  EnableImageCommand,
  type LaunchPermission,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { CleanupWriter, PlannedPlace } from '../../core/cleanup/applyPlan.ts';
import type { KeptPermissions, SnapshotResult } from '../../core/cleanup/cleanupJournal.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';

/** What the SDK adds to an answer. */
interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** Disables, enables and deregisters images of one environment, and deletes their snapshots. */
export class AwsCleanupWriter implements CleanupWriter {
  readonly #calls: RegionCalls;
  readonly #environment: Environment;
  readonly #signal: AbortSignal;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param environment - who calls
   * @param signal - stops the calls
   */
  constructor(clients: AwsClients, environment: Environment, signal: AbortSignal) {
    this.#calls = new RegionCalls(clients);
    this.#environment = environment;
    this.#signal = signal;
  }

  disable({ imageId, region }: PlannedPlace): Promise<string> {
    return this.#change(region, async (ec2) =>
      requestIdOf(await ec2.send(new DisableImageCommand({ ImageId: imageId }))),
    );
  }

  enable({ imageId, region }: PlannedPlace, permissions: KeptPermissions): Promise<string | undefined> {
    return this.#change(region, async (ec2) => {
      const { Images: [image] = [] } = await ec2.send(
        new DescribeImagesCommand({
          Owners: ['self'],
          IncludeDisabled: true,
          Filters: [{ Name: 'image-id', Values: [imageId] }],
        }),
      );
      if (image === undefined) return undefined;
      const requestId =
        image.State === 'disabled'
          ? requestIdOf(await ec2.send(new EnableImageCommand({ ImageId: imageId })))
          : '';
      return (await giveBack(ec2, imageId, permissions)) ?? requestId;
    });
  }

  deregister({ imageId, region }: PlannedPlace): ReturnType<CleanupWriter['deregister']> {
    return this.#change(region, async (ec2) => {
      const answer = await ec2.send(
        new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true }),
      );
      const snapshots = (answer.DeleteSnapshotResults ?? []).map(
        ({ SnapshotId = '', ReturnCode = 'unknown' }): SnapshotResult => ({
          snapshotId: SnapshotId,
          code: ReturnCode,
        }),
      );
      return { requestId: requestIdOf(answer), snapshots };
    });
  }

  /** EC2 refuses to delete one that an image uses. */
  deleteSnapshots(
    { region }: PlannedPlace,
    snapshotIds: readonly string[],
  ): Promise<readonly SnapshotResult[]> {
    return this.#change(region, async (ec2) => {
      const results: SnapshotResult[] = [];
      for (const snapshotId of snapshotIds) {
        results.push({ snapshotId, code: await codeOfDeleting(ec2, snapshotId) });
      }
      return results;
    });
  }

  #change<T>(region: string, work: (ec2: EC2Client) => Promise<T>): Promise<T> {
    return this.#calls.change(this.#environment, region, this.#signal, ({ ec2 }) => work(ec2));
  }
}

function requestIdOf({ $metadata }: Answered): string {
  return $metadata.requestId ?? '';
}

/** Only those that are missing: who was added since keeps what they have. */
async function giveBack(
  ec2: EC2Client,
  imageId: string,
  permissions: KeptPermissions,
): Promise<string | undefined> {
  const wanted: LaunchPermission[] = [
    ...(permissions.isPublic ? [{ Group: 'all' } as const] : []),
    ...permissions.accounts.map((UserId) => ({ UserId })),
    ...permissions.organizations.map((OrganizationArn) => ({ OrganizationArn })),
    ...permissions.organizationalUnits.map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
  ];
  if (wanted.length === 0) return undefined;
  const { LaunchPermissions = [] } = await ec2.send(
    new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
  );
  const there = new Set(LaunchPermissions.map(keyOf));
  const Add = wanted.filter((permission) => !there.has(keyOf(permission)));
  if (Add.length === 0) return undefined;
  return requestIdOf(
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, LaunchPermission: { Add } })),
  );
}

function keyOf({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): string {
  return JSON.stringify([Group, UserId, OrganizationArn, OrganizationalUnitArn]);
}

async function codeOfDeleting(ec2: EC2Client, snapshotId: string): Promise<string> {
  try {
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
    return 'success';
  } catch (thrown) {
    if (!(thrown instanceof EC2ServiceException)) throw thrown;
    if (thrown.name === 'InvalidSnapshot.NotFound') return 'success';
    if (thrown.name === 'InvalidSnapshot.InUse') return thrown.name;
    throw new EnvironmentReadError('other', `${snapshotId}: ${thrown.message} (${thrown.name})`, {
      cause: thrown,
    });
  }
}
