/** Environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The value of an environment variable. One that is set to no text counts as not set, as AWS's own tools have it.
 * @param variables - of this process
 * @param name - which one
 */
export function variable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  return value === '' ? undefined : value;
}

/** What the environment variables say of credentials and region. */
export interface VariableIdentity {
  /** True when there are credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  readonly hasCredentialVariables: boolean;
  /** Region of AWS_REGION, else of AWS_DEFAULT_REGION. */
  readonly defaultRegion: string | undefined;
}

/**
 * What the environment variables say of credentials and region (AWS SDKs and Tools Reference Guide, "AWS access keys"
 * and "AWS Region").
 * @param variables - of this process
 */
export function identityOf(variables: Variables): VariableIdentity {
  return {
    hasCredentialVariables:
      variable(variables, 'AWS_ACCESS_KEY_ID') !== undefined &&
      variable(variables, 'AWS_SECRET_ACCESS_KEY') !== undefined,
    defaultRegion: variable(variables, 'AWS_REGION') ?? variable(variables, 'AWS_DEFAULT_REGION'),
  };
}
