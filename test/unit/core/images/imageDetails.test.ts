import assert from 'node:assert/strict';
import {
  comparisonTitle,
  imageComparison,
  imageDetails,
  olderFirst,
} from '../../../../src/core/images/imageDetails.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import type { LaunchPermissionsState } from '../../../../src/core/images/launchPermissions.ts';
import { jsonDocument } from '../../../../src/core/text/plainText.ts';
import { environment, image } from './builders.ts';

const shared: LaunchPermissionsState = {
  kind: 'read',
  permissions: {
    isPublic: false,
    accounts: ['222222222222'],
    organizations: [],
    organizationalUnits: [],
    unreadable: [],
  },
};
const disk = { snapshotId: 'snap-1', size: 8, volumeType: 'gp3', isEncrypted: false };
const target = (differences: Parameters<typeof image>[1], id = 'ami-1'): ImageTarget => ({
  environment: environment('dev'),
  image: image(id, differences),
});

describe('The details of an image', () => {
  const full = target({
    createdAt: Date.UTC(2026, 10, 23, 14, 5),
    disks: [{ deviceName: '/dev/sda1', ...disk }],
    tags: { b: '2', a: '1' },
  });

  it('hold everything that is known of it, with its ARN and its console page', () => {
    const details = imageDetails(full, shared);
    for (const key of Object.keys(full.image)) assert.ok(key in details, `${key} is missing`);
    assert.equal(details['environment'], 'dev');
    assert.equal(details['arn'], 'arn:aws:ec2:us-east-1::image/ami-1');
    assert.match(String(details['consoleUrl']), /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/.*ami-1$/u);
    assert.equal(details['createdAt'], '2026-11-23T14:05:00.000Z');
    assert.deepEqual(details['disks'], [
      { deviceName: '/dev/sda1', snapshotId: 'snap-1', sizeGiB: 8, volumeType: 'gp3', isEncrypted: false },
    ]);
    assert.deepEqual(details['launchPermissions'], {
      isPublic: false,
      accounts: ['222222222222'],
      organizations: [],
      organizationalUnits: [],
    });
  });

  it('have the same keys in the same order for every image, and tags by key', () => {
    const keysOf = (each: ImageTarget): string[] =>
      Object.keys(JSON.parse(jsonDocument(imageDetails(each, shared))) as object);
    assert.deepEqual(keysOf(full), keysOf(target({})));
    assert.deepEqual(Object.keys(imageDetails(full, shared)['tags'] as object), ['a', 'b']);
  });

  it("say in AWS's words why launch permissions are missing, or that they are being read", () => {
    const message = 'You are not authorized to perform this operation. (UnauthorizedOperation)';
    assert.deepEqual(imageDetails(full, { kind: 'failed', message })['launchPermissions'], {
      error: message,
    });
    assert.deepEqual(imageDetails(full, { kind: 'reading' })['launchPermissions'], { note: 'Reading…' });
    assert.deepEqual(imageDetails(full, { kind: 'cancelled' })['launchPermissions'], { note: 'Not read' });
  });

  it('say what a launch permission is that nobody knows', () => {
    const { permissions } = shared;
    const state: LaunchPermissionsState = {
      kind: 'read',
      permissions: { ...permissions, unreadable: ['A launch permission of an unknown kind: {}'] },
    };
    assert.match(jsonDocument(imageDetails(full, state)), /"unreadable": \[\s*"A launch permission/u);
  });
});

describe('The comparison of two images', () => {
  const text = ({ image: each }: ImageTarget, state: LaunchPermissionsState = shared): string =>
    jsonDocument(imageComparison(each, state));

  it('shows no difference between images that differ in nothing but what every image has of its own', () => {
    const one = target({
      createdAt: 1000,
      lastLaunchedAt: 2000,
      deprecatedAt: 3000,
      disks: [
        { deviceName: '/dev/sda1', ...disk },
        { deviceName: '/dev/sdb', ...disk },
      ],
      tags: { a: '1', b: '2' },
    });
    const other = target(
      {
        createdAt: 9000,
        disks: [
          { deviceName: '/dev/sdb', ...disk, snapshotId: 'snap-8' },
          { deviceName: '/dev/sda1', ...disk, snapshotId: 'snap-9' },
        ],
        tags: { b: '2', a: '1' },
      },
      'ami-2',
    );
    assert.equal(text(one), text(other));
  });

  it('shows every difference that matters', () => {
    const plain = target({ disks: [{ deviceName: '/dev/sda1', ...disk }] });
    const different: readonly Parameters<typeof image>[1][] = [
      { name: 'web-2' },
      { description: 'another one' },
      { state: 'disabled' },
      { deregistrationProtection: 'enabled-with-cooldown' },
      { architecture: 'arm64' },
      { bootMode: 'uefi' },
      { imdsSupport: 'v2.0' },
      { platform: 'Windows' },
      { virtualizationType: 'paravirtual' },
      { rootDeviceName: '/dev/xvda' },
      { source: { imageId: 'ami-0', region: 'eu-west-1', instanceId: undefined } },
      { disks: [] },
      { disks: [{ deviceName: '/dev/sda1', ...disk, size: 9 }] },
      { disks: [{ deviceName: '/dev/sda1', ...disk, isEncrypted: true }] },
      { tags: { a: '1' } },
    ];
    for (const difference of different) {
      const other = target({ disks: plain.image.disks, ...difference });
      assert.notEqual(text(other), text(plain), JSON.stringify(difference));
    }
    assert.notEqual(text(plain, { kind: 'failed', message: 'no' }), text(plain));
  });

  it('has the older one on the left', () => {
    const [older, newer, ageless] = [target({ createdAt: 1 }), target({ createdAt: 2 }), target({}, 'ami-2')];
    assert.deepEqual(olderFirst(newer, older), [older, newer]);
    assert.deepEqual(olderFirst(older, newer), [older, newer]);
    assert.deepEqual(olderFirst(older, ageless), [ageless, older]);
  });

  it('names both, however long their names are', () => {
    const long = target({ tags: { Version: `a${'🍞'.repeat(127)}` } }, 'ami-2');
    assert.equal(
      comparisonTitle(target({ tags: { Service: 'web', Version: '1.4.1' } }), long),
      `web 1.4.1 (dev, ami-1) ↔ a${'🍞'.repeat(19)}… (dev, ami-2)`,
    );
  });
});
