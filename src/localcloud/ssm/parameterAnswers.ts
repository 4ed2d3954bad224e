import { createHash } from 'node:crypto';
import type { Parameter, ParameterHistory } from '@aws-sdk/client-ssm';
import type { Call, RegionState } from '../world.ts';
import { readReference, resolveParameter } from './resolveParameter.ts';

/**
 * The ARN of a parameter of the caller.
 * @param call - for its account and region
 * @param name - of the parameter
 */
export function arnOf({ caller, region }: Pick<Call, 'caller' | 'region'>, name: string): string {
  return `arn:aws:ssm:${region}:${caller.account}:parameter/${name.replace(/^\//u, '')}`;
}

/**
 * Whether a reference may mean a parameter of the caller's region and account; those of others are not shared here.
 * @param call - for its account and region
 * @param reference - name or ARN
 * @throws CloudError `ValidationException` when the reference cannot be read
 */
export function isOfCaller({ caller, region }: Call, reference: string): boolean {
  const { place } = readReference(reference);
  return place === undefined || (place.region === region && place.account === caller.account);
}

/**
 * The parameter of the caller that a reference means.
 * @param call - for its account and region
 * @param reference - name or ARN, with `:version` or `:label` or without
 * @throws CloudError `ValidationException` when the reference cannot be read
 */
export function parameterFor(call: Call, reference: string): ParameterHistory | undefined {
  return isOfCaller(call, reference) ? resolveParameter(call.state, reference) : undefined;
}

/**
 * The latest version of every parameter, by name.
 * @param state - the region
 */
export function latestVersions({ parameters }: RegionState): ParameterHistory[] {
  return parameters.filter(({ Name }, index) => parameters[index + 1]?.Name !== Name);
}

/**
 * A version of a parameter as the calls that read values answer it.
 * @param call - for the ARN
 * @param version - as it is kept
 * @param withDecryption - whether a SecureString is wanted in the clear
 * @param reference - what it was asked for with
 */
export function toParameter(
  call: Call,
  version: ParameterHistory,
  withDecryption: boolean | undefined,
  reference = '',
): Parameter {
  const { DataType, LastModifiedDate, Name = '', Type, Version } = version;
  const { selector } = readReference(reference);
  return {
    Name,
    Type,
    Value: valueOf(version, withDecryption),
    Version,
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate,
    ARN: arnOf(call, Name),
    DataType,
  };
}

/**
 * The value of a version; a SecureString is as unreadable without decryption as what KMS makes of it.
 * @param version - as it is kept
 * @param withDecryption - whether a SecureString is wanted in the clear
 */
export function valueOf(version: ParameterHistory, withDecryption: boolean | undefined): string | undefined {
  const { Name, Type, Value, Version } = version;
  if (Type !== 'SecureString' || withDecryption === true) return Value;
  const secret = createHash('sha512').update(JSON.stringify([Name, Version, Value]));
  return `AQICAH${secret.digest('base64')}`;
}
