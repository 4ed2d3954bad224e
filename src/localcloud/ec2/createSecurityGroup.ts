import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { securityGroupKind, vpcKind } from './networkKinds.ts';
import { insertSorted, newId } from './newResources.ts';
import { addRule } from './newRules.ts';
import { isWellFormed } from './resourceIds.ts';
import { defaultVpc } from './securityGroups.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** EC2 API Reference, CreateSecurityGroup, `GroupName` and `GroupDescription`. */
const textPattern = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/u;

/** Amazon VPC quotas: "VPC security groups per Region". */
const mostGroups = 2500;

/**
 * EC2 API Reference, CreateSecurityGroup: in the default VPC unless it names another. A new group lets nothing in and
 * everything out (VPC User Guide, "Security groups for your VPC").
 */
export function createSecurityGroup(
  input: CreateSecurityGroupRequest,
  call: Call,
): CreateSecurityGroupResult {
  endDryRun(input.DryRun);
  const { state } = call;
  const name = checkedText('groupName', input.GroupName);
  const description = checkedText('groupDescription', input.Description);
  const VpcId = vpcIdOf(state, input.VpcId);
  checkName(state, name, VpcId);
  const tagsOf = tagsToCreate(input.TagSpecifications, ['security-group']);
  const GroupId = newId(call, securityGroupKind.prefix);
  const group: SecurityGroup = {
    GroupId,
    GroupName: name,
    Description: description,
    OwnerId: call.caller.account,
    VpcId,
    SecurityGroupArn: `arn:aws:ec2:${call.region}:${call.caller.account}:security-group/${GroupId}`,
    Tags: tagsOf('security-group'),
  };
  insertSorted(state.securityGroups, group, securityGroupKind.idOf);
  const everything = { IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' };
  addRule(group, everything, 'egress', undefined, call);
  return { GroupId, Tags: group.Tags, SecurityGroupArn: group.SecurityGroupArn };
}

function checkedText(parameter: string, text: string | undefined): string {
  if (text === undefined) {
    throw new CloudError('MissingParameter', `The request must contain the parameter ${parameter}`);
  }
  if (textPattern.test(text)) return text;
  throw new CloudError(
    'InvalidParameterValue',
    `Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
  );
}

function vpcIdOf(state: RegionState, id: string | undefined): string {
  if (id === undefined) {
    const found = defaultVpc(state)?.VpcId;
    if (found === undefined) throw new CloudError('VPCIdNotSpecified', 'No default VPC for this user');
    return found;
  }
  if (!isWellFormed(id, vpcKind)) throw vpcKind.malformed(id);
  if (vpcKind.find(state, id) === undefined) throw vpcKind.notFound([id]);
  return id;
}

function checkName({ securityGroups }: RegionState, name: string, vpcId: string): void {
  if (name.toLowerCase().startsWith('sg-')) {
    throw new CloudError('InvalidParameterValue', 'Group names may not be in the format sg-*');
  }
  if (name.toLowerCase() === 'default') {
    throw new CloudError('InvalidGroup.Reserved', "The security group 'default' is reserved");
  }
  const isThere = securityGroups.some(
    ({ GroupName = '', VpcId }) => VpcId === vpcId && GroupName.toLowerCase() === name.toLowerCase(),
  );
  if (isThere) {
    throw new CloudError(
      'InvalidGroup.Duplicate',
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  }
  if (securityGroups.length >= mostGroups) {
    throw new CloudError(
      'SecurityGroupLimitExceeded',
      'The maximum number of security groups has been reached.',
    );
  }
}
