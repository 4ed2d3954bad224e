/**
 * Everything that needs the AWS SDK, as one bundle that is loaded at the first call and never at activation.
 * Other layers reach it through lazyAws.ts.
 */
export { AwsClients } from './clients.ts';
export { AwsImageReader } from './imageReader.ts';
export { readProfiles } from './profiles.ts';
