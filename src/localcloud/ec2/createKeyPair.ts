import type { CreateKeyPairRequest, KeyPair } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { addKeyPair, checkedKeyName } from './keyPairs.ts';
import { newKeyPair } from './newKeyPair.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** The wire takes any text. */
const types: readonly string[] = ['rsa', 'ed25519'];

/** EC2 API Reference, CreateKeyPair: the private key is in the answer, and nowhere else. */
export function createKeyPair(input: CreateKeyPairRequest, call: Call): KeyPair {
  endDryRun(input.DryRun);
  const name = checkedKeyName(call.state, input.KeyName);
  const { KeyFormat: format = 'pem', KeyType: type = 'rsa' } = input;
  if (!types.includes(type)) {
    throw new CloudError('InvalidParameterValue', `Value (${type}) for parameter KeyType is invalid.`);
  }
  if (format !== 'pem') {
    throw new CloudError(
      'UnsupportedOperation',
      `The local cloud does not make keys of the form ${format} yet.`,
    );
  }
  const tagsOf = tagsToCreate(input.TagSpecifications, ['key-pair']);
  const { fingerprint, privateKey, publicKey } = newKeyPair(type, name);
  const { KeyPairId, Tags } = addKeyPair(
    { name, type, publicKey, fingerprint, tags: tagsOf('key-pair') },
    call,
  );
  return { KeyPairId, KeyName: name, KeyFingerprint: fingerprint, KeyMaterial: privateKey, Tags };
}
