/**
 * Whether an action only reads. AWS names them so (EC2 Developer Guide, "Request throttling for the Amazon EC2 API",
 * category "Non-mutating actions"); Auto Scaling and Systems Manager follow the same convention.
 * @param action - `DescribeImages` for instance
 */
export function isNonMutating(action: string): boolean {
  return /^(?:Describe|Get|List|Search)/u.test(action);
}
