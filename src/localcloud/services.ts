import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { createAutoScalingGroup } from './autoscaling/createAutoScalingGroup.ts';
import { describeAutoScalingGroups } from './autoscaling/describeAutoScalingGroups.ts';
import { describeInstanceRefreshes } from './autoscaling/describeInstanceRefreshes.ts';
import { describeLaunchConfigurations } from './autoscaling/describeLaunchConfigurations.ts';
import { updateAutoScalingGroup } from './autoscaling/updateAutoScalingGroup.ts';
import { copyImage } from './ec2/copyImage.ts';
import { createImage } from './ec2/createImage.ts';
import { createLaunchTemplate } from './ec2/createLaunchTemplate.ts';
import { createLaunchTemplateVersion } from './ec2/createLaunchTemplateVersion.ts';
import { createTags } from './ec2/createTags.ts';
import { deleteTags } from './ec2/deleteTags.ts';
import { describeFleets } from './ec2/describeFleets.ts';
import { describeImageAttribute } from './ec2/describeImageAttribute.ts';
import { describeImages } from './ec2/describeImages.ts';
import { describeInstances } from './ec2/describeInstances.ts';
import { describeLaunchTemplates } from './ec2/describeLaunchTemplates.ts';
import { describeLaunchTemplateVersions } from './ec2/describeLaunchTemplateVersions.ts';
import { describeRegions } from './ec2/describeRegions.ts';
import { describeReplaceRootVolumeTasks } from './ec2/describeReplaceRootVolumeTasks.ts';
import { describeSnapshots } from './ec2/describeSnapshots.ts';
import { describeSpotFleetRequests } from './ec2/describeSpotFleetRequests.ts';
import { describeTags } from './ec2/describeTags.ts';
import { describeVolumes } from './ec2/describeVolumes.ts';
import { modifyImageAttribute } from './ec2/modifyImageAttribute.ts';
import { modifyLaunchTemplate } from './ec2/modifyLaunchTemplate.ts';
import { registerImage } from './ec2/registerImage.ts';
import { runInstances } from './ec2/runInstances.ts';
import { startInstances } from './ec2/startInstances.ts';
import { stopInstances } from './ec2/stopInstances.ts';
import { terminateInstances } from './ec2/terminateInstances.ts';
import { describeParameters } from './ssm/describeParameters.ts';
import { getParameter } from './ssm/getParameter.ts';
import { getParameterHistory } from './ssm/getParameterHistory.ts';
import { getParameters } from './ssm/getParameters.ts';
import { getParametersByPath } from './ssm/getParametersByPath.ts';
import { labelParameterVersion } from './ssm/labelParameterVersion.ts';
import { putParameter } from './ssm/putParameter.ts';
import { assumeRole } from './sts/assumeRole.ts';
import { getCallerIdentity } from './sts/getCallerIdentity.ts';
import { awsJson } from './wire/jsonProtocol.ts';
import { type Operation, operationsOf } from './wire/operations.ts';
import type { Protocol, WireRequest } from './wire/protocol.ts';
import { awsQuery, ec2Query } from './wire/queryProtocol.ts';
import type { Call } from './world.ts';

/**
 * Carries out one call over the world. Written as a method, so that a handler may ask for the input of its own operation:
 * the wire has made it of the shape that the model gives that operation.
 */
type Handler = { carryOut(input: object, call: Call): object }['carryOut'];

/** A service of AWS as far as this cloud has it. */
export interface Service {
  /** Name in the credential scope of a signature. */
  readonly name: string;
  readonly protocol: Protocol;
  /** Every operation that the service has, whether it is carried out here or not. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly handlers: ReadonlyMap<string, Handler>;
}

/** Where a new call is added: its file in the folder of its service, and a line here. */
const ec2Handlers = {
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeFleets: describeFleets,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImages: describeImages,
  DescribeInstances: describeInstances,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeRegions: describeRegions,
  DescribeReplaceRootVolumeTasks: describeReplaceRootVolumeTasks,
  DescribeSnapshots: describeSnapshots,
  DescribeSpotFleetRequests: describeSpotFleetRequests,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  ModifyImageAttribute: modifyImageAttribute,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  RegisterImage: registerImage,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
};

const stsHandlers = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};

const autoScalingHandlers = {
  CreateAutoScalingGroup: createAutoScalingGroup,
  DescribeAutoScalingGroups: describeAutoScalingGroups,
  DescribeInstanceRefreshes: describeInstanceRefreshes,
  DescribeLaunchConfigurations: describeLaunchConfigurations,
  UpdateAutoScalingGroup: updateAutoScalingGroup,
};

const ssmHandlers = {
  DescribeParameters: describeParameters,
  GetParameter: getParameter,
  GetParameterHistory: getParameterHistory,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  LabelParameterVersion: labelParameterVersion,
  PutParameter: putParameter,
};

/** EC2, which also answers what does not say which service it is for. */
const ec2Service: Service = {
  name: 'ec2',
  protocol: ec2Query({ version: '2016-11-15', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
  operations: operationsOf(ec2),
  handlers: new Map(Object.entries<Handler>(ec2Handlers)),
};

const stsService: Service = {
  name: 'sts',
  protocol: awsQuery({ version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
  operations: operationsOf(sts),
  handlers: new Map(Object.entries<Handler>(stsHandlers)),
};

const autoScalingService: Service = {
  name: 'autoscaling',
  protocol: awsQuery({
    version: '2011-01-01',
    namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  }),
  operations: operationsOf(autoScaling),
  handlers: new Map(Object.entries<Handler>(autoScalingHandlers)),
};

const ssmService: Service = {
  name: 'ssm',
  protocol: awsJson('AmazonSSM'),
  operations: operationsOf(ssm),
  handlers: new Map(Object.entries<Handler>(ssmHandlers)),
};

/** The services of this cloud. */
export const services: readonly Service[] = [ec2Service, stsService, autoScalingService, ssmService];

/**
 * The service that a request is for. Every service of AWS has an address of its own; here all have one.
 * @param request - as it came
 * @param signedFor - the service that it is signed for, if it carries a signature
 */
export function serviceFor(request: WireRequest, signedFor: string | undefined): Service {
  return (
    services.find(({ name }) => name === signedFor) ??
    services.find(({ protocol }) => protocol.isFor(request)) ??
    ec2Service
  );
}
