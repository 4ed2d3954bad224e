import assert from 'node:assert/strict';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { NodeSha256 } from '../../../src/localcloud/signature.ts';

describe('A signature', () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 0 });
  });
  after(() => cloud.close());

  /** Status of a call of DescribeRegions whose signature covers all headers but some. */
  const statusWithout = async (...headers: readonly string[]): Promise<number> => {
    const body = 'Action=DescribeRegions&Version=2016-11-15';
    const [profile] = cloud.profiles;
    assert.ok(profile);
    const { hostname, host, port } = new URL(cloud.endpoint);
    const signer = new SignatureV4({
      service: 'ec2',
      region: 'us-east-1',
      credentials: profile,
      sha256: NodeSha256,
    });
    const { headers: signed } = await signer.sign(
      new HttpRequest({
        method: 'POST',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/',
        headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      }),
      { unsignableHeaders: new Set(headers) },
    );
    const answer = await fetch(cloud.endpoint, { method: 'POST', headers: signed, body });
    return answer.status;
  };

  it('covers the host, without which it is refused', async () => {
    assert.equal(await statusWithout(), 200);
    assert.equal(await statusWithout('content-type'), 200);
    assert.equal(await statusWithout('host'), 400);
  });
});
