import assert from 'node:assert/strict';
import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type EC2Client,
  type Image,
  type ImageAttribute,
  type ImageAttributeName,
  type LaunchPermission,
  ModifyImageAttributeCommand,
  type ModifyImageAttributeCommandInput,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, ownImages, refusal, sdkClients } from './clients.ts';

describe('Attributes of images', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let owner: EC2Client;
  let other: EC2Client;
  let image: Image;
  let id: string;
  beforeEach(async () => {
    cloud = await startLocalCloud();
    owner = sdkClients(cloud).ec2;
    other = sdkClients(cloud, { profile: 'prod' }).ec2;
    const found = (await own()).find(({ State, Tags }) => State === 'available' && Tags !== undefined);
    assert.ok(found?.ImageId !== undefined);
    image = found;
    id = found.ImageId;
  });
  afterEach(() => cloud.close());

  const own = (): Promise<Image[]> => ownImages(owner);
  const attribute = (name: ImageAttributeName, ImageId = id, client = owner): Promise<ImageAttribute> =>
    client.send(new DescribeImageAttributeCommand({ Attribute: name, ImageId }));
  const modify = (input: Partial<ModifyImageAttributeCommandInput>): Promise<unknown> =>
    owner.send(new ModifyImageAttributeCommand({ ImageId: id, ...input }));
  const permissions = async (): Promise<LaunchPermission[] | undefined> =>
    (await attribute('launchPermission')).LaunchPermissions;
  const seen = async (input: DescribeImagesCommandInput = {}, client = other): Promise<Image[]> =>
    (await client.send(new DescribeImagesCommand(input))).Images ?? [];
  const isSeen = async (input: DescribeImagesCommandInput = {}, client = other): Promise<boolean> =>
    (await seen(input, client)).some(({ ImageId }) => ImageId === id);
  const code = async (call: Promise<unknown>): Promise<string> => (await refusal(call)).replace(/:.*$/su, '');

  describe('to the JavaScript SDK', () => {
    it('are given one by one, and say what DescribeImages says', async () => {
      const answers = await Promise.all([
        attribute('description').then(({ Description }) => Description?.Value),
        attribute('imdsSupport').then(({ ImdsSupport }) => ImdsSupport?.Value),
        attribute('sriovNetSupport').then(({ SriovNetSupport }) => SriovNetSupport?.Value),
        attribute('deregistrationProtection').then((answer) => answer.DeregistrationProtection?.Value),
        attribute('bootMode').then(({ BootMode }) => BootMode?.Value),
        attribute('kernel').then(({ KernelId }) => KernelId?.Value),
        attribute('lastLaunchedTime').then(({ LastLaunchedTime }) => LastLaunchedTime?.Value),
        attribute('description').then(({ ImageId, ImdsSupport }) => `${ImageId} ${ImdsSupport?.Value}`),
      ]);
      assert.deepEqual(answers, [
        image.Description,
        image.ImdsSupport,
        image.SriovNetSupport,
        image.DeregistrationProtection,
        image.BootMode,
        image.KernelId,
        image.LastLaunchedTime,
        `${id} undefined`,
      ]);
      const launched = (await own()).find(({ LastLaunchedTime }) => LastLaunchedTime !== undefined);
      const { LastLaunchedTime } = await attribute('lastLaunchedTime', launched?.ImageId);
      assert.match(LastLaunchedTime?.Value ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
    });

    it('are refused for images of others, disks, and names that are not known', async () => {
      const [ofOther] = await seen({ Owners: ['self'] });
      assert.match(
        await refusal(attribute('blockDeviceMapping')),
        /^AuthFailure: Unauthorized attempt to access restricted resource/u,
      );
      assert.match(
        await refusal(attribute('description', ofOther?.ImageId)),
        /^AuthFailure: Not authorized for image:ami-/u,
      );
      assert.equal(await code(attribute('description', 'ami-00000000')), 'InvalidAMIID.NotFound');
      assert.equal(await code(attribute('colour' as 'kernel')), 'InvalidParameterValue');
    });

    it('change, one in a call', async () => {
      await modify({ Description: { Value: '<b> 🍞' } });
      assert.equal((await attribute('description')).Description?.Value, '<b> 🍞');
      await modify({ Attribute: 'description', Value: 'by name' });
      assert.equal((await own()).find(({ ImageId }) => ImageId === id)?.Description, 'by name');
      assert.equal(await code(modify({})), 'InvalidParameterCombination');
      const both = { Description: { Value: 'a' }, ImdsSupport: { Value: 'v2.0' } };
      assert.equal(await code(modify(both)), 'InvalidParameterCombination');
      assert.equal(await code(modify({ ImdsSupport: { Value: 'v1.0' } })), 'InvalidParameterValue');
      assert.equal(await code(modify({ Description: { Value: 'a' }, DryRun: true })), 'DryRunOperation');
    });

    it('share an image with an account, which then sees it without its tags', async () => {
      assert.equal(await isSeen(), false);
      assert.deepEqual(await seen({ ImageIds: [id] }), []);
      await modify({ LaunchPermission: { Add: [{ UserId: '333333333333' }] } });
      assert.deepEqual(await permissions(), [{ UserId: '333333333333' }]);
      const [shared] = await seen({ ImageIds: [id] });
      assert.deepEqual(
        [shared?.Name, shared?.OwnerId, shared?.Public, shared?.Tags, shared?.LastLaunchedTime],
        [image.Name, '111111111111', false, undefined, undefined],
      );
      assert.equal(await isSeen({ ExecutableUsers: ['self'] }), true);
      assert.equal(await isSeen({ ExecutableUsers: ['all'] }), false);
      assert.equal(await isSeen({ Owners: ['self'] }), false);
      assert.equal(await isSeen({ Owners: ['111111111111'] }), true);
      assert.equal(await isSeen({}, sdkClients(cloud, { profile: 'staging' }).ec2), false);
      assert.equal(await isSeen({}, sdkClients(cloud, { profile: 'prod', region: 'eu-west-1' }).ec2), false);
      // The owner finds what is shared with an account by its id.
      assert.equal(await isSeen({ ExecutableUsers: ['333333333333'] }, owner), true);
      await modify({ Attribute: 'launchPermission', OperationType: 'remove', UserIds: ['333333333333'] });
      assert.equal(await isSeen(), false);
    });

    it('share an image with everybody, which makes it public', async () => {
      await modify({ Attribute: 'launchPermission', OperationType: 'add', UserGroups: ['all'] });
      const [shared] = await seen({ ImageIds: [id] });
      assert.equal(shared?.Public, true);
      assert.equal(await isSeen({ ExecutableUsers: ['all'] }), true);
      assert.equal(await isSeen({ ExecutableUsers: ['self'] }), false);
      await modify({ LaunchPermission: { Remove: [{ Group: 'all' }] } });
      assert.equal((await own()).find(({ ImageId }) => ImageId === id)?.Public, false);
      assert.equal(await isSeen(), false);
    });

    it('keep permissions of organizations, and none twice', async () => {
      const OrganizationArn = 'arn:aws:organizations::123456789012:organization/o-1234567890';
      const OrganizationalUnitArn = 'arn:aws:organizations::123456789012:ou/o-1234567890/ou-1234-12345678';
      const Add = [{ OrganizationArn }, { OrganizationalUnitArn }, { UserId: '444444444444' }];
      await modify({ LaunchPermission: { Add } });
      await modify({ LaunchPermission: { Add } });
      assert.deepEqual(await permissions(), Add);
    });

    it('take no permission that EC2 does not take, and then change nothing', async () => {
      const add = (permission: LaunchPermission): Promise<string> =>
        code(modify({ LaunchPermission: { Add: [{ UserId: '444444444444' }, permission] } }));
      assert.deepEqual(
        await Promise.all([
          add({ UserId: '4444' }),
          add({ Group: 'some' as 'all' }),
          add({ OrganizationArn: 'arn:aws:organizations::1:organization/o-1' }),
          add({ UserId: '444444444444', Group: 'all' }),
          code(modify({ Attribute: 'launchPermission', UserIds: ['444444444444'] })),
        ]),
        [
          'InvalidAMIAttributeItemValue',
          'InvalidAMIAttributeItemValue',
          'InvalidAMIAttributeItemValue',
          'InvalidParameterCombination',
          'MissingParameter',
        ],
      );
      assert.deepEqual(await permissions(), []);
      const disabled = (await own()).find(({ State }) => State === 'disabled');
      const share = { LaunchPermission: { Add: [{ UserId: '444444444444' }] } };
      assert.equal(await code(modify({ ...share, ImageId: disabled?.ImageId })), 'InvalidAMIID.Unavailable');
    });

    it('hide a deprecated image from others unless its id is given or they are asked for', async () => {
      const past = (each: Image): boolean => Date.parse(each.DeprecationTime ?? '') < Date.now();
      const deprecated = (await own()).find((each) => each.State === 'available' && past(each));
      id = deprecated?.ImageId ?? '';
      await modify({ LaunchPermission: { Add: [{ UserId: '333333333333' }] } });
      assert.equal(await isSeen(), false);
      assert.equal(await isSeen({ IncludeDeprecated: true }), true);
      assert.equal(await isSeen({ ImageIds: [id] }), true);
      assert.equal(await isSeen({}, owner), true);
    });

    it('put shared images in their place between the own ones, on every page once', async () => {
      for (const { ImageId, State } of await own()) {
        if (State !== 'available') continue;
        await modify({ ImageId, LaunchPermission: { Add: [{ UserId: '333333333333' }] } });
      }
      const paged = await collect(
        paginateDescribeImages({ client: other, pageSize: 7 }, { IncludeDeprecated: true }),
        (page) => page.Images,
      );
      assert.deepEqual(paged, await seen({ IncludeDeprecated: true }));
      const ids = paged.map(({ ImageId }) => ImageId);
      assert.ok(ids.length > 120);
      assert.equal(new Set(ids).size, ids.length);
    });
  });
});
