/**
 * Members of EC2's inputs that count as left out when nothing stands behind their equal sign, by the name of their
 * structure. Packer sends them so wherever its template names no VPC, subnet, zone, key or profile, and EC2 bakes for it;
 * any other empty text is what it is: the value of a tag may be empty, and an id may not. AWS documents neither.
 * Source: hashicorp/packer-plugin-amazon, `common/step_run_source_instance.go`, `step_run_spot_instance.go`,
 * `step_security_group.go` and `step_ami_region_copy.go`; Packer 1.6.6 sends the same.
 */
const members: ReadonlyMap<string, readonly string[]> = new Map([
  ['CopyImageRequest', ['KmsKeyId']],
  ['CreateSecurityGroupRequest', ['VpcId']],
  ['IamInstanceProfileSpecification', ['Name']],
  ['InstanceNetworkInterfaceSpecification', ['SubnetId']],
  ['LaunchTemplateIamInstanceProfileSpecificationRequest', ['Name']],
  ['LaunchTemplateInstanceNetworkInterfaceSpecificationRequest', ['SubnetId']],
  ['LaunchTemplatePlacementRequest', ['AvailabilityZone']],
  ['Placement', ['AvailabilityZone']],
  ['RequestLaunchTemplateData', ['UserData']],
  ['RunInstancesRequest', ['SubnetId', 'UserData']],
]);

/**
 * Whether EC2 takes a member without a text for one that was left out.
 * @param structure - name of the structure that it is in
 * @param member - its name there
 */
export function isLeftOutWhenEmpty(structure: string | undefined, member: string): boolean {
  return members.get(structure ?? '')?.includes(member) === true;
}
