import type { DeleteKeyPairRequest, DeleteKeyPairResult } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { keyPairKind } from './networkKinds.ts';
import { removeFrom } from './newResources.ts';

/** EC2 API Reference, DeleteKeyPair: it succeeds as well when there is no such key pair. Instances keep its public key. */
export function deleteKeyPair(input: DeleteKeyPairRequest, { state }: Call): DeleteKeyPairResult {
  endDryRun(input.DryRun);
  const { KeyName: name, KeyPairId: id } = input;
  if (name === undefined && id === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter KeyName or KeyPairId');
  }
  const found = state.keyPairs.find((pair) =>
    id === undefined ? pair.KeyName === name : keyPairKind.idOf(pair) === id,
  );
  if (found !== undefined) removeFrom(state.keyPairs, keyPairKind.idOf(found), keyPairKind.idOf);
  return { Return: true, ...(found === undefined ? {} : { KeyPairId: found.KeyPairId }) };
}
