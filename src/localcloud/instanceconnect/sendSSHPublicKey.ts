import type { SendSSHPublicKeyRequest, SendSSHPublicKeyResponse } from '@aws-sdk/client-ec2-instance-connect';
import { ofForm, ofLength, present, refuseViolations } from '../constraints.ts';
import { readPublicKey } from '../ec2/publicKeys.ts';
import { instanceKind } from '../ec2/resourceIds.ts';
import { authorize } from '../sshHosts/authorizedKeys.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';

/** EC2 Instance Connect API Reference, SendSSHPublicKey: the key remains for 60 seconds. */
const validity = 60_000;

/**
 * EC2 Instance Connect API Reference, SendSSHPublicKey. For which user of the instance makes no difference here: a host has
 * one file of keys.
 */
export function sendSSHPublicKey(input: SendSSHPublicKeyRequest, call: Call): SendSSHPublicKeyResponse {
  checkForm(input);
  const { AvailabilityZone: zone, InstanceId: id = '', SSHPublicKey: text = '' } = input;
  const key = readPublicKey(text);
  if (key === undefined) {
    throw new CloudError(
      'InvalidArgsException',
      'Invalid input parameter received: the SSH public key is invalid',
    );
  }
  const instance = instanceKind.find(call.state, id);
  if (
    instance === undefined ||
    (zone ?? instance.Placement?.AvailabilityZone) !== instance.Placement?.AvailabilityZone
  ) {
    throw new CloudError('EC2InstanceNotFoundException', 'Instance not found');
  }
  if (instance.State?.Name !== 'running') {
    throw new CloudError(
      'EC2InstanceStateInvalidException',
      `Unable to connect because the instance is in the state ${instance.State?.Name ?? ''}`,
    );
  }
  authorize({ instanceId: id, publicKey: key.line, until: new Date(call.now + validity) }, call);
  return { RequestId: uuidFrom(call.newSecret()), Success: true };
}

/** EC2 Instance Connect API Reference, SendSSHPublicKey, "Request Parameters". */
function checkForm({
  AvailabilityZone,
  InstanceId,
  InstanceOSUser,
  SSHPublicKey,
}: SendSSHPublicKeyRequest): void {
  refuseViolations('InvalidArgsException', [
    present('instanceId', InstanceId),
    ofLength('instanceId', InstanceId, { least: 10, most: 32 }),
    ofForm('instanceId', InstanceId, 'i-[a-f0-9]+'),
    present('instanceOSUser', InstanceOSUser),
    ofLength('instanceOSUser', InstanceOSUser, { least: 1, most: 32 }),
    ofForm('instanceOSUser', InstanceOSUser, String.raw`[A-Za-z_][A-Za-z0-9@\._\-]{0,30}[A-Za-z0-9\$_\-]?`),
    present('sSHPublicKey', SSHPublicKey),
    ofLength('sSHPublicKey', SSHPublicKey, { least: 80, most: 4096 }),
    ofLength('availabilityZone', AvailabilityZone, { least: 6, most: 32 }),
    ofForm('availabilityZone', AvailabilityZone, String.raw`(\w+-){2,3}\d+\w+`),
  ]);
}

function uuidFrom(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
}
