import type { InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import { freeSshHost } from '../sshHosts/sshHost.ts';
import type { Call } from '../world.ts';
import { addressIn } from './cidr.ts';
import type { LaunchNetwork } from './launchNetwork.ts';
import { newId } from './newResources.ts';

/** The addresses of an instance. */
export interface Addresses {
  readonly privateAddress: string;
  readonly publicAddress: string | undefined;
}

/** RFC 2544: addresses for measurements, which nobody has on the Internet. */
const inventedBlock = '198.18.0.0/15';

/**
 * Gives an instance its addresses: those of a host that it can be reached at, while one is free, else invented ones.
 * @param network - where it is launched
 * @param call - who launches, and when
 */
export function addressesFor(network: LaunchNetwork, call: Call): Addresses {
  const host = freeSshHost(call.world);
  if (host !== undefined) return { privateAddress: host.address, publicAddress: host.address };
  const { privateAddress, subnet } = network;
  return {
    privateAddress: privateAddress ?? freeAddress(subnet.CidrBlock ?? '', call),
    publicAddress: network.isPublic ? addressIn(inventedBlock, chanceFrom(call)) : undefined,
  };
}

function freeAddress(block: string, call: Call): string {
  const taken = new Set(call.state.instances.map(({ PrivateIpAddress }) => PrivateIpAddress));
  let offset = chanceFrom(call);
  while (taken.has(addressIn(block, offset))) offset += 1;
  return addressIn(block, offset);
}

function chanceFrom({ newSecret }: Call): number {
  return Number.parseInt(newSecret().slice(0, 8), 16);
}

/**
 * The network interface of an instance (EC2 API Reference, InstanceNetworkInterface).
 * @param network - where it is launched
 * @param addresses - that it has
 * @param call - who launches, and when
 */
export function networkInterface(
  { groups, subnet }: LaunchNetwork,
  { privateAddress, publicAddress }: Addresses,
  call: Call,
): InstanceNetworkInterface {
  const association =
    publicAddress === undefined ? undefined : { IpOwnerId: 'amazon', PublicIp: publicAddress };
  return {
    NetworkInterfaceId: newId(call, 'eni-'),
    OwnerId: call.caller.account,
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    Groups: groups,
    PrivateIpAddress: privateAddress,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateAddress, Association: association }],
    Association: association,
    InterfaceType: 'interface',
    SourceDestCheck: true,
    Status: 'in-use',
    Attachment: {
      AttachTime: new Date(call.now),
      AttachmentId: newId(call, 'eni-attach-'),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
  };
}
