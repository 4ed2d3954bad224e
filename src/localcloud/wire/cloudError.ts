/** A refusal in AWS's own terms: what a handler throws, and what the client shows its user. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  /**
   * A refusal with a code of AWS.
   * @param code - as AWS documents it, `InvalidAMIID.NotFound` for instance
   * @param message - as AWS words it
   * @param status - HTTP status; 400 unless AWS uses another one
   */
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
