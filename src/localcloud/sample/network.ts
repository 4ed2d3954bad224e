import type { Tag } from '@aws-sdk/client-ec2';
import {
  defaultNetwork,
  digestOf,
  idFrom,
  type Network,
  type NetworkPlace,
  sorted,
  subnetOfDefaultVpc,
} from '../ec2/defaultNetwork.ts';
import { fingerprintOf } from '../ec2/publicKeys.ts';
import type { RegionState } from '../world.ts';

/**
 * The network of a place of the sample world: the default one, a subnet more whose instances get no public address, and
 * two key pairs whose private keys nobody has.
 * @param place - account and region
 * @param environment - dev, staging or prod
 * @param now - milliseconds since 1970
 */
export function sampleNetwork(place: NetworkPlace, environment: string, now: number): Network {
  const network = defaultNetwork(place);
  const tags = [{ Key: 'Name', Value: `private-${environment}` }];
  return {
    ...network,
    subnets: sorted(
      [
        ...network.subnets,
        subnetOfDefaultVpc(place, 'private', 'b', 48, { MapPublicIpOnLaunch: false, Tags: tags }),
      ],
      ({ SubnetId }) => SubnetId,
    ),
    keyPairs: sorted(
      ['deploy', 'operations'].map((name) => keyPair(place, `${name}-${environment}`, now)),
      ({ KeyPairId }) => KeyPairId,
    ),
  };
}

function keyPair(place: NetworkPlace, name: string, now: number): RegionState['keyPairs'][number] {
  const publicKey = `ssh-ed25519 ${inventedKey(place, name)} ${name}`;
  const tags: Tag[] = [{ Key: 'Owner', Value: 'infra' }];
  return {
    KeyPairId: idFrom(place, 'key-', name),
    KeyName: name,
    KeyType: 'ed25519',
    KeyFingerprint: fingerprintOf(publicKey),
    PublicKey: publicKey,
    CreateTime: new Date(now - 400 * 24 * 60 * 60 * 1000),
    Tags: tags,
  };
}

/** RFC 8709, section 4: the name and 32 bytes, each after its length. */
function inventedKey(place: NetworkPlace, name: string): string {
  const type = Buffer.from('ssh-ed25519');
  const length = (bytes: number): Buffer => Buffer.from([0, 0, 0, bytes]);
  return Buffer.concat([length(type.length), type, length(32), digestOf(place, 'public', name)]).toString(
    'base64',
  );
}
