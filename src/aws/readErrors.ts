import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { ReadErrorReason } from '../core/environments/readError.ts';
import { EnvironmentReadError } from '../core/environments/readError.ts';
import { type CancelledError, isCancellation } from '../core/outcome/outcome.ts';
import { redactSecrets } from '../core/text/redact.ts';

/**
 * Error codes by what a person can do about them. Sources: EC2 API Reference "Error codes for the Amazon EC2 API",
 * STS API Reference "Common errors", and the error names of SDK v3's credential providers.
 */
const reasonsByCode: Readonly<Record<string, ReadErrorReason>> = {
  CredentialsProviderError: 'no-credentials',
  ProviderError: 'no-credentials',
  TokenProviderError: 'expired-credentials',
  ExpiredToken: 'expired-credentials',
  ExpiredTokenException: 'expired-credentials',
  // EC2's word for an expired session; the SDK mends a wrong clock, the other cause of it, by itself.
  RequestExpired: 'expired-credentials',
  AuthFailure: 'invalid-credentials',
  IncompleteSignature: 'invalid-credentials',
  InvalidAccessKeyId: 'invalid-credentials',
  InvalidClientTokenId: 'invalid-credentials',
  MissingAuthenticationToken: 'invalid-credentials',
  SignatureDoesNotMatch: 'invalid-credentials',
  UnrecognizedClientException: 'invalid-credentials',
  AccessDenied: 'access-denied',
  AuthException: 'access-denied',
  AccessDeniedException: 'access-denied',
  Blocked: 'access-denied',
  OptInRequired: 'access-denied',
  PendingVerification: 'access-denied',
  UnauthorizedOperation: 'access-denied',
  EC2InstanceNotFoundException: 'not-found',
  'InvalidAMIID.NotFound': 'not-found',
  'InvalidAMIID.Unavailable': 'not-found',
  'InvalidGroup.NotFound': 'not-found',
  'InvalidInstanceID.NotFound': 'not-found',
  'InvalidKeyPair.NotFound': 'not-found',
  'InvalidSubnetID.NotFound': 'not-found',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ServiceUnavailable: 'unreachable',
  TimeoutError: 'unreachable',
};

/** Codes of Node's system and TLS errors (Node documentation, "Common system errors"; OpenSSL's verify results). */
const networkCodes = String.raw`(?:E(?:AI_AGAIN|CONN(?:REFUSED|RESET|ABORTED)|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|PROTO|TIMEDOUT)|ERR_(?:TLS|SSL)_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)`;
const networkCode = new RegExp(`^${networkCodes}$`, 'u');

/**
 * What the credential providers say of the call they failed in: they keep its words and not its code (3.1173.0:
 * credential-provider-sso puts the whole error into the message, -login after "Failed to refresh token"). In this
 * order, for "expired" stands in advice as well.
 */
const reasonsByWords: readonly (readonly [RegExp, ReadErrorReason])[] = [
  [
    new RegExp(
      String.raw`\b${networkCodes}\b|\bAggregateError\b|\bTimeoutError\b|socket hang up|certificate`,
      'u',
    ),
    'unreachable',
  ],
  // IAM Identity Center Portal API Reference, GetRoleCredentials: the role is not assigned to the person any more.
  [/\bForbiddenException\b|\bNo access\b/u, 'access-denied'],
  [/\bexpired\b/iu, 'expired-credentials'],
];

/**
 * What an SDK call threw, as a read error with AWS's own words.
 * @param thrown - anything the SDK throws
 * @returns the same error where it is a read error already, or says that a person would not go on
 */
export function toReadError(thrown: unknown): EnvironmentReadError | CancelledError {
  if (thrown instanceof EnvironmentReadError || isCancellation(thrown)) return thrown;
  const code = codeOf(thrown);
  const status = statusOfStranger(thrown);
  if (status !== undefined) {
    const words = l10n.t('What answered is not AWS: HTTP status {0}, without a code of AWS.', status);
    return new EnvironmentReadError('unreachable', words, { cause: thrown });
  }
  return new EnvironmentReadError(reasonFor(code, thrown), wordsOf(thrown, code), { cause: thrown });
}

const failedAnswer = z.looseObject({ $metadata: z.looseObject({ httpStatusCode: z.number() }) });

/** The SDK has no words for what answers with a failure that is not one of AWS, such as a proxy (3.1169.0). */
function statusOfStranger(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !/^Unknown(?:Error)?$/u.test(thrown.message)) return undefined;
  const { data } = failedAnswer.safeParse(thrown);
  return data?.$metadata.httpStatusCode;
}

function reasonFor(code: string, thrown: unknown): ReadErrorReason {
  if (networkCode.test(code)) return 'unreachable';
  const reason = reasonsByCode[code] ?? 'other';
  if (!(thrown instanceof Error) || !isOfProvider(code)) return reason;
  return reasonsByWords.find(([words]) => words.test(thrown.message))?.[1] ?? reason;
}

function isOfProvider(code: string): boolean {
  return ['CredentialsProviderError', 'ProviderError', 'TokenProviderError'].includes(code);
}

/** AWS errors carry their code as the name; errors of Node carry it as `code`. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown.name;
}

function wordsOf(thrown: unknown, code: string): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // An authorization failure ends in some 2 kB that only `aws sts decode-authorization-message` can read.
  const words = redactSecrets(text.split(/\r?\n| Encoded authorization failure message/u, 1)[0] ?? '').trim();
  if (words === '') return code === '' ? l10n.t('Unknown error') : code;
  return code === '' || code === 'Error' || words.includes(code) ? words : `${words} (${code})`;
}
