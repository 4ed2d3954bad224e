import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expiryInUserData } from '../../../../src/core/testInstances/expiryUserData.ts';
import { launchRequest } from '../../../../src/core/testInstances/launchRequest.ts';
import { readTestInstanceTags } from '../../../../src/core/testInstances/testInstanceTags.ts';
import { anyChoices, anyTime, choices } from './builders.ts';

const hour = 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 26, 10, 0, 0, 250);

describe('The request for a test instance', () => {
  it('is for an instance that ends by itself, with IMDSv2 alone and SSH from one address', () => {
    const { userData, ...request } = launchRequest(choices(), () => now);
    assert.ok(userData.startsWith('#cloud-config\n'));
    assert.deepEqual(request, {
      imageId: 'ami-00000001',
      instanceType: 't3.small',
      subnetId: 'subnet-00000001',
      keyName: undefined,
      metadata: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      shutdownBehavior: 'terminate',
      tags: [
        { key: 'ami-bakery:purpose', value: 'test-instance' },
        { key: 'ami-bakery:owner', value: 'alice' },
        { key: 'ami-bakery:expires', value: '2026-11-26T14:00:00Z' },
        { key: 'ami-bakery:session', value: 'machine-1/session-1' },
      ],
      securityGroup: {
        vpcId: 'vpc-00000001',
        name: 'ami-bakery-test-token-1',
        description: 'AMI Bakery test instances: SSH from 192.0.2.7/32',
        tags: [
          { key: 'ami-bakery:purpose', value: 'test-instance' },
          { key: 'ami-bakery:owner', value: 'alice' },
        ],
        rule: { protocol: 'tcp', port: 22, cidr: '192.0.2.7/32' },
      },
      expiresAt: Date.UTC(2026, 10, 26, 14),
      token: 'token-1',
    });
  });

  it('takes a key pair where one is chosen, and an instance type of the image’s architecture', () => {
    const clock = (): number => now;
    const request = launchRequest(choices({ access: { kind: 'key-pair', name: 'mine' } }), clock);
    assert.deepEqual([request.keyName, request.instanceType], ['mine', 't3.small']);
    const arm = choices({ image: { id: 'ami-00000002', architecture: 'arm64' } });
    assert.equal(launchRequest(arm, clock).instanceType, 't4g.small');
  });

  it('always says the same expiry in tags and user data, at most 24 hours from now', () => {
    fc.assert(
      fc.property(anyChoices, anyTime, (chosen, time) => {
        const { expiresAt, tags, userData } = launchRequest(chosen, () => time);
        const read = readTestInstanceTags(new Map(tags.map(({ key, value }) => [key, value])));
        assert.equal(read?.expiresAt, expiresAt);
        assert.equal(read.owner, chosen.owner);
        assert.equal(expiryInUserData(userData), expiresAt);
        assert.ok(expiresAt > time && expiresAt <= time + 24 * hour);
      }),
    );
  });

  it('always ends its instance at shutdown, hides its metadata from other hosts, and lets in one address', () => {
    fc.assert(
      fc.property(anyChoices, anyTime, (chosen, time) => {
        const { metadata, securityGroup, shutdownBehavior, userData } = launchRequest(chosen, () => time);
        assert.equal(shutdownBehavior, 'terminate');
        assert.deepEqual(metadata, { httpTokens: 'required', httpPutResponseHopLimit: 1 });
        const { cidr, ...rest } = securityGroup.rule;
        assert.deepEqual(rest, { protocol: 'tcp', port: 22 });
        assert.ok(cidr.endsWith(cidr.includes(':') ? '/128' : '/32'), cidr);
        assert.ok(Buffer.byteLength(userData) < 16 * 1024);
        assert.ok(/^[ -;=?-~]{1,255}$/u.test(securityGroup.description));
      }),
    );
  });

  it('is never made for hours outside of the bounds', () => {
    fc.assert(
      fc.property(
        fc
          .oneof(fc.integer({ max: 0 }), fc.integer({ min: 25 }), fc.double())
          .filter((hours) => !(Number.isInteger(hours) && hours >= 1 && hours <= 24)),
        (hours) => {
          assert.throws(() => launchRequest(choices({ hours }), () => now), RangeError);
        },
      ),
    );
  });

  for (const [what, differences] of [
    ['a block of addresses', { address: '192.0.2.0/24' }],
    ['a host name', { address: 'example.com' }],
    ['no address', { address: '' }],
    ['the address of everybody', { address: '0.0.0.0' }],
    ['the IPv6 address of everybody', { address: '::' }],
    ['an owner without a name', { owner: ' ' }],
    ['an owner whose name is no tag', { owner: 'x'.repeat(257) }],
    ['a session with a slash', { session: { machine: 'a/b', id: 'c' } }],
    ['a token that EC2 refuses', { token: 'a b' }],
  ] as const) {
    it(`is never made for ${what}`, () => {
      assert.throws(() => launchRequest(choices(differences), () => now), RangeError);
    });
  }
});
