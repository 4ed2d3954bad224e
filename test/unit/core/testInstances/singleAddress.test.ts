import assert from 'node:assert/strict';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { singleAddressCidr } from '../../../../src/core/testInstances/singleAddress.ts';
import { isAsRequested, sshAccessRequest } from '../../../../src/core/testInstances/sshAccess.ts';

describe('The block of one address', () => {
  it('has EC2’s form, also for an IPv4 address in the form of IPv6', () => {
    assert.equal(singleAddressCidr(' 192.0.2.7\n'), '192.0.2.7/32');
    assert.equal(singleAddressCidr('2001:DB8:0:0:0:0:0:7'), '2001:db8::7/128');
    assert.equal(singleAddressCidr('::ffff:192.0.2.7'), '192.0.2.7/32');
  });

  it('is made of addresses only', () => {
    for (const text of [
      '',
      '1.2.3',
      '256.1.1.1',
      '01.2.3.4',
      '1.2.3.4/32',
      '1.2.3.4 1.2.3.5',
      'fe80::1%eth0',
      ':::',
    ]) {
      assert.equal(singleAddressCidr(text), undefined, text);
    }
  });

  it('holds the address and none beside it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const cidr = singleAddressCidr(address);
        if (cidr === undefined) {
          assert.match(address, /^[0:.]+$/u);
          return;
        }
        const [text = '', length = ''] = cidr.split('/');
        assert.equal(length, isIPv4(text) ? '32' : '128');
        const list = new BlockList();
        list.addAddress(text, isIPv4(text) ? 'ipv4' : 'ipv6');
        assert.ok(list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6'));
      }),
    );
  });

  it('is never made of other texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (isIPv4(text.trim()) || isIPv6(text.trim())) return;
        assert.equal(singleAddressCidr(text), undefined);
      }),
    );
  });
});

describe('A security group that is there', () => {
  const request = sshAccessRequest('alice', '192.0.2.7', 'vpc-1', 'token');
  const rule = { protocol: 'tcp', fromPort: 22, toPort: 22, cidr: '192.0.2.7/32' };
  const asRequested = {
    groupId: 'sg-1',
    vpcId: 'vpc-1',
    tags: new Map(request.tags.map(({ key, value }) => [key, value])),
    ingress: [rule],
  };

  it('is used again when it is exactly what is asked for', () => {
    assert.ok(isAsRequested(asRequested, request));
  });

  for (const [what, differences] of [
    ['it lets in anybody besides', { ingress: [rule, { ...rule, cidr: '0.0.0.0/0' }] }],
    ['it lets in a whole block', { ingress: [{ ...rule, cidr: '192.0.2.0/24' }] }],
    ['it lets in another group', { ingress: [rule, { ...rule, cidr: undefined }] }],
    ['it opens more ports', { ingress: [{ ...rule, toPort: 65_535 }] }],
    ['it opens every protocol', { ingress: [{ ...rule, protocol: '-1' }] }],
    ['it lets nobody in', { ingress: [] }],
    ['it is of another VPC', { vpcId: 'vpc-2' }],
    ['it is somebody else’s', { tags: new Map([...asRequested.tags, ['ami-bakery:owner', 'bob']]) }],
    ['it is not ours', { tags: new Map() }],
  ] as const) {
    it(`is not used when ${what}`, () => {
      assert.equal(isAsRequested({ ...asRequested, ...differences }, request), false);
    });
  }
});
