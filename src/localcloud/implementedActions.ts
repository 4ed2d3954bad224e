import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as instanceConnect from '@aws-sdk/client-ec2-instance-connect';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { createAutoScalingGroup } from './autoscaling/createAutoScalingGroup.ts';
import { describeAutoScalingGroups } from './autoscaling/describeAutoScalingGroups.ts';
import { describeInstanceRefreshes } from './autoscaling/describeInstanceRefreshes.ts';
import { describeLaunchConfigurations } from './autoscaling/describeLaunchConfigurations.ts';
import { updateAutoScalingGroup } from './autoscaling/updateAutoScalingGroup.ts';
import { authorizeSecurityGroupIngress } from './ec2/authorizeSecurityGroupIngress.ts';
import { copyImage } from './ec2/copyImage.ts';
import { createImage } from './ec2/createImage.ts';
import { createKeyPair } from './ec2/createKeyPair.ts';
import { createLaunchTemplate } from './ec2/createLaunchTemplate.ts';
import { createLaunchTemplateVersion } from './ec2/createLaunchTemplateVersion.ts';
import { createSecurityGroup } from './ec2/createSecurityGroup.ts';
import { createTags } from './ec2/createTags.ts';
import { deleteKeyPair } from './ec2/deleteKeyPair.ts';
import { deleteSecurityGroup } from './ec2/deleteSecurityGroup.ts';
import { deleteSnapshot } from './ec2/deleteSnapshot.ts';
import { deleteTags } from './ec2/deleteTags.ts';
import { deleteVolume } from './ec2/deleteVolume.ts';
import { deregisterImage } from './ec2/deregisterImage.ts';
import { describeFleets } from './ec2/describeFleets.ts';
import { describeImageAttribute } from './ec2/describeImageAttribute.ts';
import { describeImageReferences } from './ec2/describeImageReferences.ts';
import { describeImages } from './ec2/describeImages.ts';
import { describeInstanceAttribute } from './ec2/describeInstanceAttribute.ts';
import { describeInstances } from './ec2/describeInstances.ts';
import { describeInstanceStatus } from './ec2/describeInstanceStatus.ts';
import { describeInstanceTypeOfferings } from './ec2/describeInstanceTypeOfferings.ts';
import { describeKeyPairs } from './ec2/describeKeyPairs.ts';
import { describeLaunchTemplates } from './ec2/describeLaunchTemplates.ts';
import { describeLaunchTemplateVersions } from './ec2/describeLaunchTemplateVersions.ts';
import { describeRegions } from './ec2/describeRegions.ts';
import { describeReplaceRootVolumeTasks } from './ec2/describeReplaceRootVolumeTasks.ts';
import { describeSecurityGroupRules } from './ec2/describeSecurityGroupRules.ts';
import { describeSecurityGroups } from './ec2/describeSecurityGroups.ts';
import { describeSnapshotAttribute } from './ec2/describeSnapshotAttribute.ts';
import { describeSnapshots } from './ec2/describeSnapshots.ts';
import { describeSpotFleetRequests } from './ec2/describeSpotFleetRequests.ts';
import { describeSubnets } from './ec2/describeSubnets.ts';
import { describeTags } from './ec2/describeTags.ts';
import { describeVolumes } from './ec2/describeVolumes.ts';
import { describeVpcs } from './ec2/describeVpcs.ts';
import { disableImage } from './ec2/disableImage.ts';
import { disableImageDeprecation } from './ec2/disableImageDeprecation.ts';
import { disableImageDeregistrationProtection } from './ec2/disableImageDeregistrationProtection.ts';
import { enableImage } from './ec2/enableImage.ts';
import { enableImageDeprecation } from './ec2/enableImageDeprecation.ts';
import { enableImageDeregistrationProtection } from './ec2/enableImageDeregistrationProtection.ts';
import { getConsoleOutput } from './ec2/getConsoleOutput.ts';
import { importKeyPair } from './ec2/importKeyPair.ts';
import { listImagesInRecycleBin } from './ec2/listImagesInRecycleBin.ts';
import { listSnapshotsInRecycleBin } from './ec2/listSnapshotsInRecycleBin.ts';
import { modifyImageAttribute } from './ec2/modifyImageAttribute.ts';
import { modifyInstanceAttribute } from './ec2/modifyInstanceAttribute.ts';
import { modifyLaunchTemplate } from './ec2/modifyLaunchTemplate.ts';
import { modifySnapshotAttribute } from './ec2/modifySnapshotAttribute.ts';
import { registerImage } from './ec2/registerImage.ts';
import { restoreImageFromRecycleBin } from './ec2/restoreImageFromRecycleBin.ts';
import { restoreSnapshotFromRecycleBin } from './ec2/restoreSnapshotFromRecycleBin.ts';
import { revokeSecurityGroupIngress } from './ec2/revokeSecurityGroupIngress.ts';
import { runInstances } from './ec2/runInstances.ts';
import { startInstances } from './ec2/startInstances.ts';
import { stopInstances } from './ec2/stopInstances.ts';
import { terminateInstances } from './ec2/terminateInstances.ts';
import { sendSSHPublicKey } from './instanceconnect/sendSSHPublicKey.ts';
import { createRule } from './recyclebin/createRule.ts';
import { deleteRule } from './recyclebin/deleteRule.ts';
import { getRule } from './recyclebin/getRule.ts';
import { listRules } from './recyclebin/listRules.ts';
import { model as recycleBin } from './recyclebin/model.ts';
import { deleteParameter } from './ssm/deleteParameter.ts';
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
import { type Operation, operationsOf } from './wire/operationSchemas.ts';
import type { Protocol, WireRequest } from './wire/protocol.ts';
import { awsQuery, ec2Query } from './wire/queryProtocol.ts';
import { restJson } from './wire/restJsonProtocol.ts';
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
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateKeyPair: createKeyPair,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateSecurityGroup: createSecurityGroup,
  CreateTags: createTags,
  DeleteKeyPair: deleteKeyPair,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteTags: deleteTags,
  DeleteVolume: deleteVolume,
  DeregisterImage: deregisterImage,
  DescribeFleets: describeFleets,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImageReferences: describeImageReferences,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeKeyPairs: describeKeyPairs,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeRegions: describeRegions,
  DescribeReplaceRootVolumeTasks: describeReplaceRootVolumeTasks,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSnapshotAttribute: describeSnapshotAttribute,
  DescribeSnapshots: describeSnapshots,
  DescribeSpotFleetRequests: describeSpotFleetRequests,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  DescribeVpcs: describeVpcs,
  DisableImage: disableImage,
  DisableImageDeprecation: disableImageDeprecation,
  DisableImageDeregistrationProtection: disableImageDeregistrationProtection,
  EnableImage: enableImage,
  EnableImageDeprecation: enableImageDeprecation,
  EnableImageDeregistrationProtection: enableImageDeregistrationProtection,
  GetConsoleOutput: getConsoleOutput,
  ImportKeyPair: importKeyPair,
  ListImagesInRecycleBin: listImagesInRecycleBin,
  ListSnapshotsInRecycleBin: listSnapshotsInRecycleBin,
  ModifyImageAttribute: modifyImageAttribute,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  ModifySnapshotAttribute: modifySnapshotAttribute,
  RegisterImage: registerImage,
  RestoreImageFromRecycleBin: restoreImageFromRecycleBin,
  RestoreSnapshotFromRecycleBin: restoreSnapshotFromRecycleBin,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
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
  DeleteParameter: deleteParameter,
  DescribeParameters: describeParameters,
  GetParameter: getParameter,
  GetParameterHistory: getParameterHistory,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  LabelParameterVersion: labelParameterVersion,
  PutParameter: putParameter,
};

const instanceConnectHandlers = {
  SendSSHPublicKey: sendSSHPublicKey,
};

const recycleBinHandlers = {
  CreateRule: createRule,
  DeleteRule: deleteRule,
  GetRule: getRule,
  ListRules: listRules,
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

const instanceConnectService: Service = {
  name: 'ec2-instance-connect',
  protocol: awsJson('AWSEC2InstanceConnectService'),
  operations: operationsOf(instanceConnect),
  handlers: new Map(Object.entries<Handler>(instanceConnectHandlers)),
};

const recycleBinOperations = operationsOf(recycleBin);

const recycleBinService: Service = {
  name: 'rbin',
  protocol: restJson(recycleBinOperations),
  operations: recycleBinOperations,
  handlers: new Map(Object.entries<Handler>(recycleBinHandlers)),
};

/** The services of this cloud. */
export const services: readonly Service[] = [
  ec2Service,
  stsService,
  autoScalingService,
  ssmService,
  instanceConnectService,
  recycleBinService,
];

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
