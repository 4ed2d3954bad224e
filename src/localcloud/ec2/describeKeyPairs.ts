import type { DescribeKeyPairsRequest, DescribeKeyPairsResult, KeyPairInfo } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { keyPairOf } from './keyPairs.ts';
import { keyPairKind } from './networkKinds.ts';
import { namedResources } from './resourceIds.ts';

const filterValues: FilterValues<KeyPairInfo> = {
  fingerprint: ({ KeyFingerprint }) => [KeyFingerprint],
  'key-name': ({ KeyName }) => [KeyName],
  'key-pair-id': ({ KeyPairId }) => [KeyPairId],
};

/** EC2 API Reference, DescribeKeyPairs: all at once, with the public key where it is asked for. */
export function describeKeyPairs(input: DescribeKeyPairsRequest, { state }: Call): DescribeKeyPairsResult {
  endDryRun(input.DryRun);
  const matches = matcherOf(input.Filters, filterValues);
  const byName = (input.KeyNames ?? []).map((name) => keyPairOf(state, name));
  const byId = namedResources(state, keyPairKind, input.KeyPairIds);
  const named = byName.length === 0 ? byId : [...new Set([...(byId ?? []), ...byName])];
  return {
    KeyPairs: (named ?? state.keyPairs)
      .filter(matches)
      .map((pair) => (input.IncludePublicKey === true ? pair : { ...pair, PublicKey: undefined })),
  };
}
