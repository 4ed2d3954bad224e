import assert from 'node:assert/strict';
import { ensureDebianPackages, MissingToolError } from '../../harness/toolchain.ts';

describe('Debian packages on a machine that is not Debian', () => {
  it('are named, with what each is for and the command that installs them', async () => {
    const none = { dpkgQuery: '/nowhere/dpkg-query', aptGet: '/nowhere/apt-get' };
    await assert.rejects(ensureDebianPackages(['lxc', 'awscli'], none), (thrown) => {
      assert.ok(thrown instanceof MissingToolError);
      assert.match(thrown.message, /^Missing: lxc \(runs the machines .*\), awscli \(the AWS CLI .*\)/u);
      assert.match(thrown.message, /apt-get install --yes --no-install-recommends lxc awscli/u);
      return true;
    });
  });
});
