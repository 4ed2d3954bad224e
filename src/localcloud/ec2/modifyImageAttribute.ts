import type {
  Image,
  LaunchPermission,
  ModifyImageAttributeRequest,
  PermissionGroup,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { permissionsOf, setPermissions } from './launchPermissions.ts';
import { type PermissionChange, permissionChange, permissionsAfter } from './permissionChanges.ts';
import { imageKind } from './resourceIds.ts';
import { available, ownImage } from './visibleImages.ts';

/** What a request changes; exactly one of it is there. */
interface Modification {
  readonly description: string | undefined;
  readonly imdsSupport: string | undefined;
  readonly permissions: PermissionChange<LaunchPermission> | undefined;
}

/** How the values of permissions must look (AWS Organizations API Reference: ARNs of organizations and units). */
const permissionPatterns: Readonly<Record<string, RegExp>> = {
  userId: /^\d{12}$/u,
  group: /^all$/u,
  organizationArn: /^arn:aws[\w-]*:organizations::\d{12}:organization\/o-[a-z0-9]{10,32}$/u,
  organizationalUnitArn:
    /^arn:aws[\w-]*:organizations::\d{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/u,
};

/** EC2 API Reference, ModifyImageAttribute: one attribute of an image that the caller owns. */
export function modifyImageAttribute(input: ModifyImageAttributeRequest, call: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const image = ownImage(call, input.ImageId ?? '');
  const { description, imdsSupport, permissions } = modificationOf(input);
  if (description !== undefined) image.Description = description;
  if (imdsSupport !== undefined) setImdsSupport(image, imdsSupport);
  if (permissions !== undefined) changePermissions(call, image, permissions);
  return {};
}

/** An attribute can be given by a structure of its own, or by its name and values beside it. */
function modificationOf(input: ModifyImageAttributeRequest): Modification {
  const { Attribute: name, Value: value } = input;
  const modification = {
    description: input.Description?.Value ?? (name === 'description' ? value : undefined),
    imdsSupport: input.ImdsSupport?.Value ?? (name === 'imdsSupport' ? value : undefined),
    permissions: permissionChange(input.LaunchPermission, namedIn(input), input.OperationType),
  };
  const given = Object.values(modification).filter((each) => each !== undefined).length;
  if (given === 0) throw new CloudError('InvalidParameterCombination', 'No attributes specified.');
  if (given > 1) {
    throw new CloudError('InvalidParameterCombination', 'Fields for multiple attribute types specified');
  }
  return modification;
}

function namedIn(input: ModifyImageAttributeRequest): LaunchPermission[] {
  return [
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
    ...(input.UserGroups ?? []).map((name) => ({ Group: groupNamed(name) })),
    ...(input.OrganizationArns ?? []).map((OrganizationArn) => ({ OrganizationArn })),
    ...(input.OrganizationalUnitArns ?? []).map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
  ];
}

/** EC2 API Reference, `ImdsSupport`: it can be set to `v2.0` and never be undone. */
function setImdsSupport(image: Image, value: string): void {
  if (value !== 'v2.0') {
    throw new CloudError('InvalidParameterValue', `Value (${value}) for parameter imdsSupport is invalid.`);
  }
  image.ImdsSupport = value;
}

function changePermissions(call: Call, image: Image, change: PermissionChange<LaunchPermission>): void {
  available(image);
  [...change.add, ...change.remove].forEach(checkPermission);
  const before = permissionsOf(call.state, imageKind.idOf(image));
  setPermissions(call.state, image, permissionsAfter(before, change, keyOf));
}

function checkPermission(permission: LaunchPermission): void {
  const { UserId, Group, OrganizationArn, OrganizationalUnitArn } = permission;
  const given = Object.entries({
    userId: UserId,
    group: Group,
    organizationArn: OrganizationArn,
    organizationalUnitArn: OrganizationalUnitArn,
  }).flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value }]));
  const [only] = given;
  if (only === undefined || given.length > 1) {
    throw new CloudError('InvalidParameterCombination', 'A launch permission must name exactly one entity.');
  }
  if (permissionPatterns[only.kind]?.test(only.value) !== true) throw invalidItem(only.value, only.kind);
}

function groupNamed(name: string): PermissionGroup {
  if (name !== 'all') throw invalidItem(name, 'group');
  return name;
}

function invalidItem(value: string, kind: string): CloudError {
  return new CloudError(
    'InvalidAMIAttributeItemValue',
    `Invalid attribute item value "${value}" for ${kind} item type.`,
  );
}

function keyOf({ UserId, Group, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): string {
  return JSON.stringify([UserId, Group, OrganizationArn, OrganizationalUnitArn]);
}
