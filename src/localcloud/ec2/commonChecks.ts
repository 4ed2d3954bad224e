import { CloudError } from '../wire/cloudError.ts';

/**
 * Ends a call that only asks whether it would be allowed, which here it always is.
 * Source: EC2 API Reference, "Common parameters", `DryRun`.
 * @param dryRun - of the request
 * @throws CloudError `DryRunOperation` when it is true
 */
export function endDryRun(dryRun: boolean | undefined): void {
  if (dryRun !== true) return;
  throw new CloudError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/**
 * Refuses paging together with ids, which these calls do not allow (EC2 API Reference, `MaxResults` of each call).
 * @param ids - ids of the request
 * @param maxResults - of the request
 * @param idsName - name of the ids' parameter, for the message
 * @throws CloudError `InvalidParameterCombination`
 */
export function refuseIdsWithPaging(
  ids: readonly string[] | undefined,
  maxResults: number | undefined,
  idsName: string,
): void {
  if (ids === undefined || ids.length === 0 || maxResults === undefined) return;
  throw new CloudError(
    'InvalidParameterCombination',
    `The parameter ${idsName} cannot be used with the parameter maxResults`,
  );
}
