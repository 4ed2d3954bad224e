import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { createLazyAws } from '../../../src/aws/lazyAws.ts';
import { environment } from '../core/images/builders.ts';

describe('The AWS gateways of a window', () => {
  afterEach(() => {
    l10n.config({ contents: {} });
  });

  it('speak the language of the window, though they are a bundle of their own', async () => {
    const access = { mayRunPrograms: () => false, askMfaCode: () => Promise.resolve(undefined) };
    const aws = createLazyAws({}, access, { '{0} names no region.': 'A {0} falta región.' });
    const nowhere = { ...environment('dev'), regions: [] };
    try {
      await assert.rejects(
        aws.imageReader.readAccount(nowhere, new AbortController().signal),
        /^EnvironmentReadError: A dev falta región\.$/u,
      );
    } finally {
      aws.dispose();
    }
  });
});
