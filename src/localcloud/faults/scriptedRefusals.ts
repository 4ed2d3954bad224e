import { isNonMutating } from '../nonMutating.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { FaultedCall } from './faultedCall.ts';

/** Code, message and HTTP status. */
type Words = readonly [code: string, message: string, status: number];

/** How a service words what any of its calls may answer. */
interface ServiceWords {
  readonly throttled: Words;
  /** By HTTP status. */
  readonly serverErrors: Readonly<Record<500 | 503, Words>>;
  readonly denied: readonly [code: string, status: number];
}

/** EC2 API Reference, "Error codes for the Amazon EC2 API". */
const ec2: ServiceWords = {
  throttled: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  serverErrors: {
    500: ['InternalError', 'An internal error has occurred', 500],
    503: ['Unavailable', 'The service is unavailable. Please try again shortly.', 503],
  },
  denied: ['UnauthorizedOperation', 403],
};

/** STS and Auto Scaling, whose XML answers use the codes of the older "Common errors". */
const query: ServiceWords = {
  throttled: ['Throttling', 'Rate exceeded', 400],
  serverErrors: {
    500: ['InternalFailure', 'The request processing has failed.', 500],
    503: ['ServiceUnavailable', 'Service is unavailable', 503],
  },
  denied: ['AccessDenied', 403],
};

/** Systems Manager API Reference, "Common errors" and the errors of each call. */
const json: ServiceWords = {
  throttled: ['ThrottlingException', 'Rate exceeded', 400],
  serverErrors: {
    500: ['InternalServerError', 'An error occurred on the server side.', 500],
    503: ['ServiceUnavailable', 'Service is unavailable', 503],
  },
  denied: ['AccessDeniedException', 400],
};

/** EC2 Instance Connect API Reference, SendSSHPublicKey, "Errors". */
const instanceConnect: ServiceWords = {
  throttled: [
    'ThrottlingException',
    'The requests were made too frequently and have been throttled. Wait a while and try again.',
    400,
  ],
  serverErrors: {
    500: ['ServiceException', 'The service encountered an error.', 500],
    503: ['ServiceUnavailable', 'Service is unavailable', 503],
  },
  denied: ['AccessDeniedException', 400],
};

const wordsByService: ReadonlyMap<string, ServiceWords> = new Map([
  ['ec2', ec2],
  ['ec2-instance-connect', instanceConnect],
  ['ssm', json],
]);

function wordsOf(service: string): ServiceWords {
  return wordsByService.get(service) ?? query;
}

/**
 * The refusal of a call for which there is no token left.
 * @param service - its name in signatures
 */
export function throttled(service: string): CloudError {
  return new CloudError(...wordsOf(service).throttled);
}

/**
 * What a service answers when it fails by itself.
 * @param service - its name in signatures
 * @param status - 500 when it does not know why, 503 when it is overloaded
 */
export function serverError(service: string, status: 500 | 503): CloudError {
  return new CloudError(...wordsOf(service).serverErrors[status]);
}

/**
 * The refusal of a call that no policy of the caller allows. Sources: IAM User Guide, "Troubleshoot access denied error
 * messages"; STS API Reference, DecodeAuthorizationMessage: of EC2, calls that change something add an encoded message.
 * Which resource it was about is left open.
 * @param call - what is refused
 */
export function accessDenied(call: FaultedCall): CloudError {
  const [code, status] = wordsOf(call.service).denied;
  return new CloudError(code, deniedMessage(call), status);
}

function deniedMessage({ service, action, account, region, caller }: FaultedCall): string {
  const permission = `${service}:${action}`;
  // Actions that only read cannot be limited to a resource, except those of Systems Manager.
  const resource =
    isNonMutating(action) && service !== 'ssm'
      ? ''
      : ` on resource: arn:aws:${service}:${region}:${account}:*`;
  const reason = `User: ${caller} is not authorized to perform: ${permission}${resource} because no identity-based policy allows the ${permission} action`;
  if (service !== 'ec2') return reason;
  const sentence = `You are not authorized to perform this operation. ${reason}`;
  if (isNonMutating(action)) return sentence;
  const encoded = Buffer.from(JSON.stringify({ allowed: false, action: permission, caller }));
  return `${sentence}. Encoded authorization failure message: ${encoded.toString('base64url')}`;
}
