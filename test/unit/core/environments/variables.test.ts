import assert from 'node:assert/strict';
import { identityOf } from '../../../../src/core/environments/variables.ts';

describe('Environment variables', () => {
  it('that are set to nothing count as not set', () => {
    assert.deepEqual(
      identityOf({
        AWS_REGION: '',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'A',
        AWS_SECRET_ACCESS_KEY: '',
      }),
      { hasCredentialVariables: false, defaultRegion: 'eu-west-1' },
    );
    assert.equal(identityOf({ AWS_REGION: '', AWS_DEFAULT_REGION: '' }).defaultRegion, undefined);
  });

  it('name credentials only when both halves of a key are there, and AWS_REGION first', () => {
    assert.deepEqual(
      identityOf({
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'A',
        AWS_SECRET_ACCESS_KEY: 'B',
      }),
      { hasCredentialVariables: true, defaultRegion: 'us-east-1' },
    );
    assert.deepEqual(identityOf({ AWS_ACCESS_KEY_ID: 'A' }), {
      hasCredentialVariables: false,
      defaultRegion: undefined,
    });
  });
});
