import type { DescribeVpcsRequest, DescribeVpcsResult, Vpc } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { vpcKind } from './networkKinds.ts';
import { namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeVpcs, `MaxResults`: "Minimum value of 5. Maximum value of 1000." */
const bounds = { least: 5, most: 1000 };

const filterValues: FilterValues<Vpc> = {
  cidr: ({ CidrBlock }) => [CidrBlock],
  'cidr-block-association.association-id': ({ CidrBlockAssociationSet = [] }) =>
    CidrBlockAssociationSet.map(({ AssociationId }) => AssociationId),
  'cidr-block-association.cidr-block': ({ CidrBlockAssociationSet = [] }) =>
    CidrBlockAssociationSet.map(({ CidrBlock }) => CidrBlock),
  'cidr-block-association.state': ({ CidrBlockAssociationSet = [] }) =>
    CidrBlockAssociationSet.map(({ CidrBlockState }) => CidrBlockState?.State),
  'dhcp-options-id': ({ DhcpOptionsId }) => [DhcpOptionsId],
  'ipv6-cidr-block-association.association-id': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ AssociationId }) => AssociationId),
  'ipv6-cidr-block-association.ipv6-cidr-block': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  'ipv6-cidr-block-association.ipv6-pool': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ Ipv6Pool }) => Ipv6Pool),
  'ipv6-cidr-block-association.state': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State),
  'is-default': ({ IsDefault }) => [textOf(IsDefault)],
  'owner-id': ({ OwnerId }) => [OwnerId],
  state: ({ State }) => [State],
  'vpc-id': ({ VpcId }) => [VpcId],
};

/** EC2 API Reference, DescribeVpcs. */
export function describeVpcs(input: DescribeVpcsRequest, call: Call): DescribeVpcsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.VpcIds, input.MaxResults, 'vpcSet');
  const matches = matcherOf(input.Filters, filterValues);
  const named = namedResources(state, vpcKind, input.VpcIds);
  const page = pageOf(named ?? state.vpcs, vpcKind.idOf, matches, pageRequest(input, call), bounds);
  return { Vpcs: page.items, NextToken: page.nextToken };
}
