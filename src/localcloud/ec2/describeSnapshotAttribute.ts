import type { DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { snapshotKind } from './resourceIds.ts';
import { snapshotOf } from './snapshots.ts';
import { volumePermissionsOf } from './volumePermissions.ts';

/** EC2 API Reference, DescribeSnapshotAttribute: one attribute of a snapshot that the caller owns. */
export function describeSnapshotAttribute(
  input: DescribeSnapshotAttributeRequest,
  { state }: Call,
): DescribeSnapshotAttributeResult {
  endDryRun(input.DryRun);
  const { Attribute: attribute } = input;
  if (attribute === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter attribute');
  }
  const SnapshotId = snapshotKind.idOf(snapshotOf(state, input.SnapshotId));
  switch (attribute) {
    case 'createVolumePermission':
      return { SnapshotId, CreateVolumePermissions: [...volumePermissionsOf(state, SnapshotId)] };
    case 'productCodes':
      return { SnapshotId, ProductCodes: [] };
    default:
      throw new CloudError(
        'InvalidParameterValue',
        `Value (${String(attribute)}) for parameter attribute is invalid. Unknown attribute.`,
      );
  }
}
