import assert from 'node:assert/strict';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { NodeSha256 } from '../../../src/localcloud/signature.ts';

/**
 * Sends EC2 a query request as it is written, signed with the keys of dev: what no SDK would write can be said so.
 * @param cloud - which is asked
 * @param body - parameters of the form
 * @param unsigned - headers that the signature does not cover
 */
export async function sendQuery(
  cloud: LocalCloud,
  body: string,
  unsigned: readonly string[] = [],
): Promise<Response> {
  const [profile] = cloud.profiles;
  assert.ok(profile);
  const { hostname, host, port } = new URL(cloud.endpoint);
  const signer = new SignatureV4({
    service: 'ec2',
    region: 'us-east-1',
    credentials: profile,
    sha256: NodeSha256,
  });
  const { headers } = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/',
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
    { unsignableHeaders: new Set(unsigned) },
  );
  return fetch(cloud.endpoint, { method: 'POST', headers, body });
}
