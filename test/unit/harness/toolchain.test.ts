import assert from 'node:assert/strict';
import { ensureDebianPackages, MissingToolError } from '../../harness/toolchain.ts';

describe('Debian packages on a machine that is not Debian', () => {
  it('are named, with what each is for and the command that installs them', async () => {
    const none = { dpkgQuery: '/nowhere/dpkg-query', aptGet: '/nowhere/apt-get' };
    await assert.rejects(ensureDebianPackages(['chromium', 'awscli'], none), (thrown) => {
      assert.ok(thrown instanceof MissingToolError);
      assert.match(thrown.message, /^Missing: chromium \(the browser .*\), awscli \(the AWS CLI .*\)/u);
      assert.match(thrown.message, /apt-get install --yes --no-install-recommends chromium awscli/u);
      return true;
    });
  });
});
