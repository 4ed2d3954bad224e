import assert from 'node:assert/strict';
import { toReadError } from '../../../src/aws/readErrors.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';

/** An error as the SDK's credential providers throw it (3.1173.0). */
function providerError(message: string, name = 'CredentialsProviderError'): Error {
  return Object.assign(new Error(message), { name });
}

describe('Why there are no credentials', () => {
  const cases: readonly [what: string, thrown: Error, reason: string][] = [
    [
      'a profile without any',
      providerError(
        'Could not resolve credentials using profile: [dev] in configuration/credentials file(s).',
      ),
      'no-credentials',
    ],
    [
      'an ended session',
      providerError(
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.',
      ),
      'expired-credentials',
    ],
    [
      'an ended token',
      providerError(
        "Token is expired. To refresh this SSO session run 'aws sso login'.",
        'TokenProviderError',
      ),
      'expired-credentials',
    ],
    [
      'no network on the way to IAM Identity Center',
      providerError('Error: getaddrinfo ENOTFOUND portal.sso.eu-west-1.amazonaws.com'),
      'unreachable',
    ],
    ['no network at any address of it', providerError('AggregateError'), 'unreachable'],
    ['a connection that is cut', providerError('Error: socket hang up'), 'unreachable'],
    ['an answer that does not come', providerError('TimeoutError: no answer within 60000 ms'), 'unreachable'],
    [
      'a proxy with a certificate of its own',
      providerError('Error: self-signed certificate in certificate chain'),
      'unreachable',
    ],
    [
      'no network on the way to the sign-in of the console, in words that advise to sign in',
      providerError(
        'Failed to refresh token: Error: connect ETIMEDOUT 10.0.0.1:443. The session has expired. Please re-authenticate using aws login',
      ),
      'unreachable',
    ],
    ['a role that is not assigned any more', providerError('ForbiddenException: No access'), 'access-denied'],
  ];
  for (const [what, thrown, reason] of cases) {
    it(what, () => {
      const error = toReadError(thrown);
      assert.equal(reasonOf(error), reason);
      assert.ok(error.message.startsWith(thrown.message), error.message);
      assert.equal(error.cause, thrown);
    });
  }

  it('is not guessed from the words of other errors', () => {
    assert.equal(reasonOf(toReadError(new Error('No access: ENOTFOUND expired'))), 'other');
  });
});
