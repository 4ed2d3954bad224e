import type { EnableImageDeprecationRequest, EnableImageDeprecationResult, Image } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { ownImage } from './visibleImages.ts';

const minute = 60_000;

/**
 * EC2 API Reference, EnableImageDeprecation, `DeprecateAt`: to the nearest minute, not in the past, at most 10 years from
 * now, or 2 years from the creation of an image that is public.
 */
export function enableImageDeprecation(
  input: EnableImageDeprecationRequest,
  call: Call,
): EnableImageDeprecationResult {
  endDryRun(input.DryRun);
  const image = ownImage(call, input.ImageId ?? '');
  const { DeprecateAt: at } = input;
  if (at === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter deprecateAt');
  }
  if (at.getTime() < call.now) throw outOfBounds(at, 'It is in the past.');
  if (at.getTime() > latestFor(image, call.now).getTime())
    throw outOfBounds(at, 'It is too far in the future.');
  image.DeprecationTime = new Date(Math.round(at.getTime() / minute) * minute).toISOString();
  return { Return: true };
}

function latestFor({ Public, CreationDate = '' }: Image, now: number): Date {
  const [start, years] = Public === true ? [new Date(CreationDate), 2] : [new Date(now), 10];
  start.setUTCFullYear(start.getUTCFullYear() + years);
  return start;
}

function outOfBounds(at: Date, reason: string): CloudError {
  return new CloudError(
    'InvalidParameterValue',
    `Value (${at.toISOString()}) for parameter deprecateAt is invalid. ${reason}`,
  );
}
