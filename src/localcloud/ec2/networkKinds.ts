import { CloudError } from '../wire/cloudError.ts';
import { kind } from './resourceKind.ts';

// Codes and words: EC2 API Reference, "Error codes for the Amazon EC2 API".

/** VPCs. */
export const vpcKind = kind({
  type: 'vpc',
  prefix: 'vpc-',
  listOf: ({ vpcs }) => vpcs,
  idOf: ({ VpcId = '' }) => VpcId,
  malformed: (id) => new CloudError('InvalidVpcID.Malformed', `Invalid id: "${id}" (expecting "vpc-...")`),
  notFound: (ids) => new CloudError('InvalidVpcID.NotFound', `The vpc ID '${ids.join(', ')}' does not exist`),
});

/** Subnets. */
export const subnetKind = kind({
  type: 'subnet',
  prefix: 'subnet-',
  listOf: ({ subnets }) => subnets,
  idOf: ({ SubnetId = '' }) => SubnetId,
  malformed: (id) =>
    new CloudError('InvalidSubnetID.Malformed', `Invalid id: "${id}" (expecting "subnet-...")`),
  notFound: (ids) =>
    new CloudError('InvalidSubnetID.NotFound', `The subnet ID '${ids.join(', ')}' does not exist`),
});

/** Security groups. */
export const securityGroupKind = kind({
  type: 'security-group',
  prefix: 'sg-',
  listOf: ({ securityGroups }) => securityGroups,
  idOf: ({ GroupId = '' }) => GroupId,
  malformed: (id) => new CloudError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`),
  notFound: (ids) =>
    new CloudError('InvalidGroup.NotFound', `The security group '${ids.join(', ')}' does not exist`),
});

/** Rules of security groups, each with one source or destination. */
export const securityGroupRuleKind = kind({
  type: 'security-group-rule',
  prefix: 'sgr-',
  listOf: ({ securityGroupRules }) => securityGroupRules,
  idOf: ({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId,
  malformed: (id) =>
    new CloudError('InvalidSecurityGroupRuleId.Malformed', `Invalid id: "${id}" (expecting "sgr-...")`),
  notFound: (ids) =>
    new CloudError(
      'InvalidSecurityGroupRuleId.NotFound',
      `The security group rule ID '${ids.join(', ')}' does not exist`,
    ),
});

/** Key pairs. */
export const keyPairKind = kind({
  type: 'key-pair',
  prefix: 'key-',
  listOf: ({ keyPairs }) => keyPairs,
  idOf: ({ KeyPairId = '' }) => KeyPairId,
  malformed: (id) => new CloudError('InvalidParameterValue', `Invalid id: "${id}" (expecting "key-...")`),
  notFound: (ids) =>
    new CloudError('InvalidKeyPair.NotFound', `The key pair ID '${ids.join(', ')}' does not exist`),
});
