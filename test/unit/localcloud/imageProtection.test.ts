import assert from 'node:assert/strict';
import {
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  DisableImageDeregistrationProtectionCommand,
  type EC2Client,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  EnableImageDeregistrationProtectionCommand,
  type Image,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { launchableImage, passTime, refusal, refusalCode, sdkClients } from './clients.ts';

const now = Date.UTC(2026, 10, 24, 12);
const hour = 60 * 60 * 1000;
const absent = 'ami-00000000000000000';

describe('An image of the local cloud', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let imageId: string;
  let ofOther: string;
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 60, now });
    ({ ec2 } = sdkClients(cloud));
    imageId = (await launchableImage(ec2)) ?? '';
    ofOther = (await launchableImage(sdkClients(cloud, { profile: 'prod' }).ec2)) ?? '';
  });
  afterEach(() => cloud.close());

  const image = async (): Promise<Image | undefined> => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    return Images[0];
  };

  describe('is deprecated', () => {
    const deprecate = (DeprecateAt: Date | undefined, ImageId = imageId): Promise<unknown> =>
      ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt })).then(({ Return }) => Return);
    const at = async (): Promise<string | undefined> => (await image())?.DeprecationTime;

    it('at a time to the nearest minute, until that is taken back', async () => {
      assert.equal(await deprecate(new Date('2027-01-01T10:00:29Z')), true);
      assert.equal(await at(), '2027-01-01T10:00:00.000Z');
      await deprecate(new Date('2027-01-01T10:00:30Z'));
      assert.equal(await at(), '2027-01-01T10:01:00.000Z');
      for (let times = 0; times < 2; times += 1) {
        const { Return } = await ec2.send(new DisableImageDeprecationCommand({ ImageId: imageId }));
        assert.deepEqual([Return, await at()], [true, undefined]);
      }
    });

    it('within the bounds that EC2 has, which are others for a public image', async () => {
      assert.equal(await refusalCode(deprecate(new Date(now - 1000))), 'InvalidParameterValue');
      assert.equal(await refusalCode(deprecate(new Date('2036-11-24T12:10:00Z'))), 'InvalidParameterValue');
      await deprecate(new Date('2036-11-24T11:59:00Z'));
      await ec2.send(
        new ModifyImageAttributeCommand({
          ImageId: imageId,
          LaunchPermission: { Add: [{ Group: 'all' }] },
        }),
      );
      const made = new Date((await image())?.CreationDate ?? '');
      const last = new Date(made).setUTCFullYear(made.getUTCFullYear() + 2);
      assert.equal(await refusalCode(deprecate(new Date(last + 60_000))), 'InvalidParameterValue');
      await deprecate(new Date(last));
    });

    it('not where EC2 refuses it', async () => {
      const later = new Date('2027-01-01T10:00:00Z');
      const input = { ImageId: imageId, DryRun: true };
      assert.deepEqual(
        await Promise.all([
          refusalCode(deprecate(undefined)),
          refusalCode(deprecate(later, 'x')),
          refusalCode(deprecate(later, absent)),
          refusalCode(deprecate(later, ofOther)),
          refusalCode(ec2.send(new DisableImageDeprecationCommand({ ImageId: absent }))),
          refusalCode(ec2.send(new EnableImageDeprecationCommand({ ...input, DeprecateAt: later }))),
          refusalCode(ec2.send(new DisableImageDeprecationCommand(input))),
        ]),
        [
          'MissingParameter',
          'InvalidAMIID.Malformed',
          'InvalidAMIID.NotFound',
          'AuthFailure',
          'InvalidAMIID.NotFound',
          'DryRunOperation',
          'DryRunOperation',
        ],
      );
    });
  });

  describe('is disabled', () => {
    const disable = (ImageId = imageId): Promise<unknown> => ec2.send(new DisableImageCommand({ ImageId }));
    const enable = (ImageId = imageId): Promise<unknown> => ec2.send(new EnableImageCommand({ ImageId }));
    const ofId = { ImageIds: [] as string[] };
    beforeEach(() => {
      ofId.ImageIds = [imageId];
    });
    const all = async (): Promise<Image[]> =>
      (await ec2.send(new DescribeImagesCommand({ ...ofId, IncludeDisabled: true }))).Images ?? [];

    it('so that nobody sees it who does not ask for it, and nothing is launched of it, until it is enabled', async () => {
      await disable();
      assert.equal(await image(), undefined);
      assert.equal((await all())[0]?.State, 'disabled');
      const launch = new RunInstancesCommand({
        ImageId: imageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      });
      assert.equal(await refusalCode(ec2.send(launch)), 'InvalidAMIID.Unavailable');
      await enable();
      assert.equal((await image())?.State, 'available');
      await ec2.send(launch);
    });

    it('and loses its launch permissions, which do not come back', async () => {
      const share = { LaunchPermission: { Add: [{ UserId: '222222222222' }, { Group: 'all' as const }] } };
      await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, ...share }));
      await disable();
      assert.equal((await all())[0]?.Public, false);
      await enable();
      const { LaunchPermissions } = await ec2.send(
        new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
      );
      assert.deepEqual(LaunchPermissions, []);
    });

    it('and deregistered from there', async () => {
      await disable();
      await ec2.send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true }));
      assert.equal(await refusalCode(enable()), 'InvalidAMIID.Unavailable');
    });

    it('not where EC2 refuses it', async () => {
      assert.equal(await refusalCode(enable()), 'IncorrectState');
      assert.equal(await refusalCode(disable(absent)), 'InvalidAMIID.NotFound');
      assert.equal(await refusalCode(disable(ofOther)), 'AuthFailure');
      await disable();
      assert.equal(await refusalCode(disable()), 'IncorrectState');
    });
  });

  describe('is protected from being deregistered', () => {
    const protect = (WithCooldown?: boolean): Promise<string | undefined> =>
      ec2
        .send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId, WithCooldown }))
        .then(({ Return }) => Return);
    const unprotect = (): Promise<string | undefined> =>
      ec2
        .send(new DisableImageDeregistrationProtectionCommand({ ImageId: imageId }))
        .then(({ Return }) => Return);
    const protection = async (): Promise<string | undefined> => (await image())?.DeregistrationProtection;
    const deregister = (): Promise<unknown> => ec2.send(new DeregisterImageCommand({ ImageId: imageId }));

    it('until the protection is disabled', async () => {
      assert.equal(await protect(), 'enabled-without-cooldown');
      assert.equal(await protection(), 'enabled-without-cooldown');
      assert.match(await refusal(deregister()), /^OperationNotPermitted: .*enabled-without-cooldown/u);
      assert.equal(await unprotect(), 'disabled');
      assert.equal(await unprotect(), 'disabled');
      await deregister();
    });

    it('for 24 hours more, if it has a cooldown', async () => {
      assert.equal(await protect(true), 'enabled-with-cooldown');
      assert.match((await unprotect()) ?? '', /^disabled after 2026-11-25T12:/u);
      assert.equal(await refusalCode(deregister()), 'OperationNotPermitted');
      await passTime(cloud, 23 * hour);
      assert.match((await protection()) ?? '', /^disabled after 2026-11-25T12:/u);
      await passTime(cloud, hour + 60_000);
      assert.equal(await protection(), 'disabled');
      await deregister();
    });

    it('again, also while a cooldown goes on, which then ends nothing', async () => {
      await protect(true);
      await unprotect();
      await protect(false);
      await passTime(cloud, 25 * hour);
      assert.equal(await protection(), 'enabled-without-cooldown');
    });

    it('not where EC2 refuses it', async () => {
      const enable = (input: object, ImageId = imageId): Promise<unknown> =>
        ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId, ...input }));
      const disable = (input: object, ImageId = imageId): Promise<unknown> =>
        ec2.send(new DisableImageDeregistrationProtectionCommand({ ImageId, ...input }));
      for (const call of [enable, disable]) {
        assert.equal(await refusalCode(call({}, 'x')), 'InvalidAMIID.Malformed');
        assert.equal(await refusalCode(call({}, absent)), 'InvalidAMIID.NotFound');
        assert.equal(await refusalCode(call({}, ofOther)), 'AuthFailure');
        assert.equal(await refusalCode(call({ DryRun: true })), 'DryRunOperation');
      }
    });
  });
});
