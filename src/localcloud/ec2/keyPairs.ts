import type { KeyPairInfo, KeyType, Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { keyPairKind } from './networkKinds.ts';
import { insertSorted, newId } from './newResources.ts';

/** EC2 API Reference, CreateKeyPair, `KeyName`: up to 255 ASCII characters. */
const namePattern = /^[\u0020-\u007E]{1,255}$/u;

/** EC2 endpoints and quotas: "Key pairs". */
const mostKeyPairs = 5000;

/**
 * The key pair of a name.
 * @param state - the region
 * @param name - of the request
 * @throws CloudError `InvalidKeyPair.NotFound`
 */
export function keyPairOf({ keyPairs }: RegionState, name: string): KeyPairInfo {
  const found = keyPairs.find(({ KeyName }) => KeyName === name);
  if (found !== undefined) return found;
  throw new CloudError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
}

/**
 * The name of a key pair that shall be made.
 * @param state - the region
 * @param name - of the request
 * @throws CloudError `MissingParameter`, `InvalidParameterValue`, `InvalidKeyPair.Duplicate`, `KeyPairLimitExceeded`
 */
export function checkedKeyName({ keyPairs }: RegionState, name: string | undefined): string {
  if (name === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter KeyName');
  }
  if (!namePattern.test(name)) {
    throw new CloudError('InvalidParameterValue', `Value (${name}) for parameter KeyName is invalid.`);
  }
  if (keyPairs.some(({ KeyName }) => KeyName === name)) {
    throw new CloudError('InvalidKeyPair.Duplicate', `The keypair already exists`);
  }
  if (keyPairs.length >= mostKeyPairs) {
    throw new CloudError('KeyPairLimitExceeded', 'The maximum number of key pairs has been reached.');
  }
  return name;
}

/** A key pair that is made or imported. */
interface NewPair {
  readonly name: string;
  readonly type: KeyType;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly tags: Tag[] | undefined;
}

/**
 * Keeps a key pair.
 * @param pair - what it is
 * @param call - who makes it, and where
 */
export function addKeyPair(pair: NewPair, call: Call): KeyPairInfo {
  const made: KeyPairInfo = {
    KeyPairId: newId(call, keyPairKind.prefix),
    KeyName: pair.name,
    KeyType: pair.type,
    KeyFingerprint: pair.fingerprint,
    PublicKey: pair.publicKey,
    CreateTime: new Date(call.now),
    Tags: pair.tags,
  };
  insertSorted(call.state.keyPairs, made, keyPairKind.idOf);
  return made;
}
