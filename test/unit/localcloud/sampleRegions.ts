import { sampleWorld, type SampleOptions } from '../../../src/localcloud/sample/sampleWorld.ts';
import type { RegionState, World } from '../../../src/localcloud/world.ts';

/** What the accounts of the profiles have, region by region: not what others share with everybody. */
function regionsOfProfiles({ profiles, accounts }: World): RegionState[] {
  return profiles.flatMap(({ account }) => [...(accounts.get(account)?.values() ?? [])]);
}

/** The same of a sample world. */
export function sampleRegionsOf(options: SampleOptions): RegionState[] {
  return regionsOfProfiles(sampleWorld(options));
}
