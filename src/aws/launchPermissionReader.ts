import * as l10n from '@vscode/l10n';
import { DescribeImageAttributeCommand, type LaunchPermission } from '@aws-sdk/client-ec2';
import type { Environment } from '../core/environments/environment.ts';
import { compareText } from '../core/images/image.ts';
import type { LaunchPermissionReader, LaunchPermissions } from '../core/images/launchPermissions.ts';
import { assertList } from './allPages.ts';
import type { AwsClients } from './clients.ts';

/** Reads launch permissions with DescribeImageAttribute, which tells one attribute of one image at a time. */
export class AwsLaunchPermissionReader implements LaunchPermissionReader {
  readonly #clients: AwsClients;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  async readLaunchPermissions(
    environment: Environment,
    region: string,
    imageId: string,
    signal: AbortSignal,
  ): Promise<LaunchPermissions> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { ec2 } = await calls.clients();
      const answer = await ec2.send(
        new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
        { abortSignal: signal },
      );
      assertList(answer);
      const { LaunchPermissions = [] } = answer;
      return toLaunchPermissions(LaunchPermissions);
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}

/**
 * The launch permissions of one answer; what EC2 documents as none of their kinds is reported, never dropped in silence.
 * @param described - `LaunchPermissions` of the answer
 */
export function toLaunchPermissions(described: readonly LaunchPermission[]): LaunchPermissions {
  const textsOf = (pick: (permission: LaunchPermission) => string | undefined): string[] =>
    described
      .map(pick)
      .filter((text) => text !== undefined)
      .sort(compareText);
  return {
    isPublic: described.some(({ Group }) => Group === 'all'),
    accounts: textsOf(({ UserId }) => UserId),
    organizations: textsOf(({ OrganizationArn }) => OrganizationArn),
    organizationalUnits: textsOf(({ OrganizationalUnitArn }) => OrganizationalUnitArn),
    unreadable: described
      .filter((permission) => !isKnown(permission))
      .map((permission) => l10n.t('A launch permission of an unknown kind: {0}', JSON.stringify(permission))),
  };
}

/** EC2 API Reference, `LaunchPermission`: the only group is `all`. */
function isKnown({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): boolean {
  return (
    Group === 'all' ||
    UserId !== undefined ||
    OrganizationArn !== undefined ||
    OrganizationalUnitArn !== undefined
  );
}
