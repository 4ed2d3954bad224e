import { CloudError } from './cloudError.ts';

/** What a service refuses before it looks at an operation: each service family has codes and words of its own. */
export interface Refusals {
  readonly noSignature: () => CloudError;
  readonly incompleteSignature: () => CloudError;
  readonly unknownKey: () => CloudError;
  readonly wrongSignature: () => CloudError;
  readonly expiredSignature: () => CloudError;
  readonly expiredSession: () => CloudError;
  /** For an action that the service has not; empty when the request names none. */
  readonly unknownAction: (action: string) => CloudError;
  /** For an action that the service has and this cloud has not. */
  readonly notImplemented: (action: string) => CloudError;
}

const incomplete = 'Request must contain an AWS Signature Version 4 Authorization header.';
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';

function notImplemented(action: string): string {
  return `The local cloud does not implement ${action} yet.`;
}

const notValidated = (): CloudError =>
  new CloudError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
const requestExpired = (): CloudError => new CloudError('RequestExpired', 'Request has expired.');

/** Source: EC2 API Reference, "Error codes for the Amazon EC2 API". */
export const ec2Refusals: Refusals = {
  noSignature: () =>
    new CloudError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  incompleteSignature: () => new CloudError('IncompleteSignature', incomplete),
  unknownKey: notValidated,
  wrongSignature: notValidated,
  expiredSignature: requestExpired,
  expiredSession: requestExpired,
  unknownAction: (action) =>
    action === ''
      ? new CloudError('MissingAction', 'The request must contain the parameter Action')
      : new CloudError('InvalidAction', `The action ${action} is not valid for this web service.`),
  notImplemented: (action) => new CloudError('UnsupportedOperation', notImplemented(action)),
};

/** Source: "Common errors" of the API References of STS and Auto Scaling. */
export const queryRefusals: Refusals = {
  ...ec2Refusals,
  unknownKey: () => new CloudError('InvalidClientTokenId', invalidToken, 403),
  wrongSignature: () => new CloudError('SignatureDoesNotMatch', mismatch, 403),
  expiredSignature: () => new CloudError('SignatureDoesNotMatch', 'Signature expired', 403),
  expiredSession: () => new CloudError('ExpiredToken', expiredToken, 403),
};

/**
 * The JSON services answer 400 to all of these, and say nothing but the code where the operation is unknown (measured
 * by others on Athena, which is served by the same framework).
 */
export const jsonRefusals: Refusals = {
  noSignature: () => new CloudError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
  incompleteSignature: () => new CloudError('IncompleteSignatureException', incomplete),
  unknownKey: () => new CloudError('UnrecognizedClientException', invalidToken),
  wrongSignature: () => new CloudError('InvalidSignatureException', mismatch),
  expiredSignature: () => new CloudError('InvalidSignatureException', 'Signature expired'),
  expiredSession: () => new CloudError('ExpiredTokenException', expiredToken),
  unknownAction: () => new CloudError('UnknownOperationException', ''),
  notImplemented: (action) => new CloudError('UnsupportedOperationException', notImplemented(action)),
};
