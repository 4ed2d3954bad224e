import assert from 'node:assert/strict';
import { imageFacts } from '../../../../src/core/images/imageFacts.ts';
import { environment, image } from './builders.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 24);
const options = { now, locale: 'en', use: 'in use by 2' };
const dev = environment('dev');

describe('The facts of an image', () => {
  it('say where it is, how old it is, in which state, and what it is for', () => {
    const target = {
      environment: dev,
      image: image('ami-1', {
        name: 'web-1.4.2',
        createdAt: now - 3 * day,
        state: 'failed',
        stateReason: 'No such key.',
        tags: { Service: 'web', Version: '1.4.2' },
      }),
    };
    assert.deepEqual(
      imageFacts(target, options).map(({ name, value }) => `${name}: ${value}`),
      [
        'Name: web-1.4.2',
        'Created: 3 days ago (2026-11-21)',
        'Environment: dev (111111111111)',
        'Region: us-east-1',
        'State: failed: No such key.',
        'Service: web',
        'Version: 1.4.2',
        'Use: in use by 2',
      ],
    );
  });

  it('say their age where they are known from an earlier window only', () => {
    const target = { environment: dev, image: image('ami-1') };
    const facts = imageFacts(target, { ...options, restoredFrom: now - 2 * day });
    assert.deepEqual(facts.at(-1), { name: 'As of', value: '2 days ago' });
  });

  it('leave out what is not known', () => {
    const target = {
      environment: dev,
      image: image('ami-1', { ownerId: undefined, tags: { Version: ' ' } }),
    };
    assert.deepEqual(
      imageFacts(target, options).map(({ name, value }) => `${name}: ${value}`),
      [
        'Created: age unknown',
        'Environment: dev',
        'Region: us-east-1',
        'State: available',
        'Use: in use by 2',
      ],
    );
  });

  it('name the account that the environment asks for', () => {
    const target = { environment: { ...dev, accountId: '222222222222' }, image: image('ami-1') };
    const account = imageFacts(target, options).find(({ name }) => name === 'Environment');
    assert.equal(account?.value, 'dev (222222222222)');
  });
});
