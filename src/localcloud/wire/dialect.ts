import type { NormalizedSchema } from '@smithy/core/schema';

/** Which of AWS's two query protocols a service speaks: EC2's own, or the one of STS and Auto Scaling. */
export type Dialect = 'ec2' | 'awsQuery';

/**
 * The name of a member in a request.
 * Source: Smithy 2.0 specification, "AWS EC2 query protocol" and "AWS query protocol".
 * @param dialect - protocol of the service
 * @param memberName - name in the model
 * @param member - schema of the member
 */
export function requestName(dialect: Dialect, memberName: string, member: NormalizedSchema): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  const named = textOr(xmlName, memberName);
  return dialect === 'awsQuery' ? named : textOr(ec2QueryName, upperFirst(named));
}

/** The model's traits are untyped data. */
function textOr(trait: unknown, otherwise: string): string {
  return typeof trait === 'string' ? trait : otherwise;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
