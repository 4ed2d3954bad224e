import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultNetwork } from '../../../src/localcloud/ec2/defaultNetwork.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { writeState } from '../../../src/localcloud/stateFile.ts';
import { emptyRegion, type RegionState } from '../../../src/localcloud/world.ts';

/** A local cloud, at noon of 24 November 2026, whose dev account has just this and the default network in us-east-1. */
export async function cloudWith(state: Partial<RegionState>): Promise<LocalCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-cloud-'));
  const stateFile = join(folder, 'state.json');
  const place = { account: '111111111111', region: 'us-east-1' };
  const region = { ...emptyRegion(), ...defaultNetwork(place), ...state };
  await writeState(stateFile, new Map([[place.account, new Map([[place.region, region]])]]));
  const cloud = await startLocalCloud({ now: Date.UTC(2026, 10, 24, 12), stateFile });
  return {
    ...cloud,
    close: async () => {
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A template with a version for each of some images, by number. */
export function launchTemplate(
  LaunchTemplateId: string,
  LaunchTemplateName: string,
  ...imageIds: string[]
): Required<Pick<RegionState, 'launchTemplates' | 'launchTemplateVersions'>> {
  const named = { LaunchTemplateId, LaunchTemplateName };
  return {
    launchTemplates: [{ ...named, DefaultVersionNumber: 1, LatestVersionNumber: imageIds.length }],
    launchTemplateVersions: imageIds.map((ImageId, index) => ({
      ...named,
      VersionNumber: index + 1,
      LaunchTemplateData: { ImageId, InstanceType: 't3.micro' },
    })),
  };
}
