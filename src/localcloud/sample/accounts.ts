import type { Profile } from '../world.ts';

/** Regions of the sample world. */
export const sampleRegions = ['us-east-1', 'eu-west-1'] as const;

/** Services that images of the sample world are built for. */
export const sampleServices = [
  'api-gateway',
  'auth',
  'batch',
  'ingest',
  'payments',
  'reports',
  'search',
  'web',
  'worker',
] as const;

/**
 * The environments of the sample world, each in an account of its own. The keys are invented: they are valid nowhere
 * but here, and look like nothing that AWS gives out.
 */
export const sampleProfiles: readonly Profile[] = [
  ['dev', '111111111111'],
  ['staging', '222222222222'],
  ['prod', '333333333333'],
].map(([name = '', account = '']) => ({
  name,
  account,
  region: sampleRegions[0],
  accessKeyId: `LOCALCLOUD${name.toUpperCase()}`.padEnd(20, '0'),
  secretAccessKey: `local-cloud-${name}-not-a-secret`,
}));
