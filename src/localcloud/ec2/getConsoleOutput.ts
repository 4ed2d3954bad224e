import type { GetConsoleOutputRequest, GetConsoleOutputResult, Instance } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { instanceKind, namedResources } from './resourceIds.ts';
import { durations } from './transitions.ts';

/**
 * EC2 API Reference, GetConsoleOutput: what an instance has written while it booted, in base64. There is nothing while it
 * is pending. The text is invented: nothing boots here.
 */
export function getConsoleOutput(input: GetConsoleOutputRequest, call: Call): GetConsoleOutputResult {
  endDryRun(input.DryRun);
  const { InstanceId: id } = input;
  const [instance] = namedResources(call.state, instanceKind, id === undefined ? [] : [id]) ?? [];
  if (instance === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter instanceId');
  }
  const bootedAt = (instance.LaunchTime?.getTime() ?? call.now) + durations.instancePending;
  if (call.now < bootedAt) return { InstanceId: id, Timestamp: new Date(call.now), Output: '' };
  const text = bootMessages(instance).join('\r\n');
  return {
    InstanceId: id,
    Timestamp: new Date(bootedAt),
    Output: Buffer.from(`${text}\r\n`).toString('base64'),
  };
}

function bootMessages({ InstanceId = '', InstanceType: type, PrivateIpAddress = '' }: Instance): string[] {
  const host = `ip-${PrivateIpAddress.replaceAll('.', '-')}`;
  return [
    '[    0.000000] Linux version 6.1.0-cloud-amd64 (local cloud)',
    `[    0.000000] DMI: Amazon EC2 ${type ?? ''}`,
    `[    1.000000] cloud-init[400]: Cloud-init running 'init', instance-id=${InstanceId}`,
    `[    2.000000] cloud-init[500]: Cloud-init finished, datasource DataSourceEc2Local`,
    `${host} login: `,
  ];
}
