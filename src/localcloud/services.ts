import * as ec2 from '@aws-sdk/client-ec2';
import * as sts from '@aws-sdk/client-sts';
import { createTags } from './ec2/createTags.ts';
import { deleteTags } from './ec2/deleteTags.ts';
import { describeImages } from './ec2/describeImages.ts';
import { describeInstances } from './ec2/describeInstances.ts';
import { describeRegions } from './ec2/describeRegions.ts';
import { describeSnapshots } from './ec2/describeSnapshots.ts';
import { describeTags } from './ec2/describeTags.ts';
import { assumeRole } from './sts/assumeRole.ts';
import { getCallerIdentity } from './sts/getCallerIdentity.ts';
import type { AnswerStyle } from './wire/answer.ts';
import { type Operation, operationsOf } from './wire/operations.ts';
import type { Call } from './world.ts';

/**
 * Carries out one call over the world. Written as a method, so that a handler may ask for the input of its own operation:
 * the wire has made it of the shape that the model gives that operation.
 */
type Handler = { carryOut(input: object, call: Call): object }['carryOut'];

/** A service of AWS as far as this cloud has it. */
export interface Service extends AnswerStyle {
  /** Name in the credential scope of a signature. */
  readonly name: string;
  /** Every operation that the service has, whether it is carried out here or not. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly handlers: ReadonlyMap<string, Handler>;
}

/** Where a new call is added: its file in `ec2/`, and a line here. */
const ec2Handlers = {
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeImages: describeImages,
  DescribeInstances: describeInstances,
  DescribeRegions: describeRegions,
  DescribeSnapshots: describeSnapshots,
  DescribeTags: describeTags,
};

const stsHandlers = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};

/** The services of this cloud by the name that signatures use. */
export const services: ReadonlyMap<string, Service> = new Map(
  [
    {
      name: 'ec2',
      dialect: 'ec2' as const,
      namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      operations: operationsOf(ec2),
      handlers: new Map(Object.entries<Handler>(ec2Handlers)),
    },
    {
      name: 'sts',
      dialect: 'awsQuery' as const,
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      operations: operationsOf(sts),
      handlers: new Map(Object.entries<Handler>(stsHandlers)),
    },
  ].map((service) => [service.name, service]),
);
