/** What a person is asked for when a role needs multi-factor authentication. */
export interface MfaQuestion {
  /** Name of the profile that is signed in to. */
  readonly profile: string;
  /** `mfa_serial` of the role: serial number, or ARN, of the device. */
  readonly serial: string;
  /** Aborted when nobody waits for the code any more. */
  readonly signal: AbortSignal;
}

/** What getting credentials may need of the window that asks for them. */
export interface CredentialAccess {
  /** Whether the program of a `credential_process` may be run: not in Restricted Mode. */
  readonly mayRunPrograms: () => boolean;
  /** Asks the person for the code that their MFA device shows; undefined when they would not say. */
  readonly askMfaCode: (question: MfaQuestion) => Promise<string | undefined>;
}
