import type { ImportKeyPairRequest, ImportKeyPairResult } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { addKeyPair, checkedKeyName } from './keyPairs.ts';
import { fingerprintOf, readPublicKey } from './publicKeys.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** EC2 API Reference, ImportKeyPair. Of the forms that EC2 takes only that of OpenSSH is known here. */
export function importKeyPair(input: ImportKeyPairRequest, call: Call): ImportKeyPairResult {
  endDryRun(input.DryRun);
  const name = checkedKeyName(call.state, input.KeyName);
  const text = new TextDecoder().decode(input.PublicKeyMaterial).trim();
  const key = readPublicKey(text);
  if (key === undefined) {
    throw new CloudError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
  }
  const tagsOf = tagsToCreate(input.TagSpecifications, ['key-pair']);
  const pair = addKeyPair(
    {
      name,
      type: key.type,
      publicKey: `${key.line} ${name}`,
      fingerprint: fingerprintOf(text),
      tags: tagsOf('key-pair'),
    },
    call,
  );
  const { KeyFingerprint, KeyPairId, Tags } = pair;
  return { KeyPairId, KeyName: name, KeyFingerprint, Tags };
}
