import assert from 'node:assert/strict';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type Image,
  type Instance,
  RunInstancesCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Locator } from 'playwright-core';
import { expiryInUserData } from '../../src/core/testInstances/expiryUserData.ts';
import { tagsOfTestInstance, testInstanceKeys } from '../../src/core/testInstances/testInstanceTags.ts';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { eventually } from '../host/eventually.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });

describe('EC2 test instances', () => {
  let scene: Scene;

  before(async () => {
    scene = await openScene({ configuration });
    await scene.window.page.locator('.pane-header', { hasText: 'Targets' }).click();
    await scene.window.openRow('EC2 test instances', 'none', (rows) =>
      rows.some(({ label }) => label === 'None'),
    );
  });
  after(() => scene.end());

  /** All instances and groups of AWS that have our tags, whatever the view shows. */
  const inAws = async (): Promise<{ instances: Instance[]; groups: SecurityGroup[] }> => {
    const { ec2 } = sdkClients(scene.cloud);
    const Filters = [{ Name: 'tag-key', Values: [testInstanceKeys.purpose] }];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return {
      instances: instances.filter(({ State }) => !/terminated|shutting/u.test(State?.Name ?? '')),
      groups: SecurityGroups,
    };
  };
  const quickInput = (): Locator => scene.window.page.locator('.quick-input-widget');
  const dialogButton = (name: string): Locator =>
    scene.window.page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });
  const row = (): Locator =>
    scene.window.page.locator('.part.sidebar .monaco-list-row[aria-label^="Test instance i-"]');

  /** Of those that EC2 launches without being asked for deprecated ones. */
  const newestImageOf = async (service: string): Promise<string | undefined> => {
    const { Images = [] } = await sdkClients(scene.cloud).ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        Filters: [
          { Name: 'tag:Service', Values: [service] },
          { Name: 'state', Values: ['available'] },
        ],
      }),
    );
    const age = ({ CreationDate = '' }: Image): number => -Date.parse(CreationDate);
    return Images.sort((one, other) => age(one) - age(other))[0]?.ImageId;
  };

  /** Answers everything that is asked before the last question, which is whether to launch. */
  const askFor = async (access = 'EC2 Instance Connect'): Promise<void> => {
    const { page } = scene.window;
    await scene.window.chooseInMenu('web', 'Launch Test Instance…');
    await quickInput().locator('.monaco-list-row', { hasText: 'us-east-1b · 172.31.16.0/20' }).click();
    await quickInput().locator('.monaco-list-row', { hasText: access }).click();
    await quickInput().getByText('After how many hours does it end').waitFor();
    await quickInput().locator('input').first().fill('2');
    await page.keyboard.press('Enter');
    await quickInput().getByText('From which address does AWS see you come?').waitFor();
  };

  it('are open to one address only, and nothing else is taken for one', async () => {
    await askFor();
    const input = quickInput().locator('input').first();
    for (const wrong of ['0.0.0.0/0', '192.0.2.0/24', 'localhost', '']) {
      await input.fill(wrong);
      await quickInput().getByText('One IPv4 or IPv6 address, such as 192.0.2.7.').waitFor();
    }
    await input.fill('192.0.2.7');
    await scene.window.page.keyboard.press('Enter');
    await dialogButton('Cancel').waitFor();
    const text = await scene.window.page.locator('.monaco-dialog-box').innerText();
    assert.match(text, /t3\.small in dev \(us-east-1\)/u);
    assert.match(text, /SSH from 192\.0\.2\.7\/32, and nothing else/u);
    await dialogButton('Cancel').click();
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
  });

  it('are asked a subnet for whose name is shown as the mere text that it is', async () => {
    const { ec2 } = sdkClients(scene.cloud);
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const subnet = Subnets.find(({ AvailabilityZone }) => AvailabilityZone === 'us-east-1c');
    const Resources = [subnet?.SubnetId ?? ''];
    const name = '$(reboot) **bold** [go](command:workbench.action.quit) \u202Etxt';
    await ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'Name', Value: name }] }));
    await scene.window.chooseInMenu('web', 'Launch Test Instance…');
    const item = quickInput().locator('.monaco-list-row', { hasText: 'us-east-1c' });
    const text = (await item.innerText()).replaceAll(/\s/gu, ' ');
    assert.match(text, /\$ \(reboot\) \*\*bold\*\* \[go\] \(command:workbench\.action\.quit\) \uFFFDtxt/u);
    assert.doesNotMatch(text, /\u202E/u);
    assert.equal(await item.locator('.codicon-reboot, strong, a[href]').count(), 0);
    await scene.window.page.keyboard.press('Escape');
    await ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'Name' }] }));
  });

  it('are not launched from an image that cannot be, and nothing is asked then', async () => {
    const { page } = scene.window;
    await scene.window.runCommand('AMI Bakery: Launch Test Instance…');
    await quickInput().locator('input').first().fill('web 1.2.0');
    await quickInput().locator('.monaco-list-row', { hasText: 'failed' }).first().click();
    const words = /ami-[0-9a-f]+ is failed: nothing can be launched from it\./u;
    await page.locator('.notification-list-item', { hasText: words }).waitFor();
    await scene.window.runCommand('Notifications: Clear All Notifications');
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
  });

  it('are launched as they were shown: they end by themselves, and say whose they are', async () => {
    const { page } = scene.window;
    await askFor();
    // What was said last time is there already.
    assert.equal(await quickInput().locator('input').first().inputValue(), '192.0.2.7');
    await page.keyboard.press('Enter');
    await dialogButton('Launch').click();
    await page.locator('.notification-list-item', { hasText: 'runs.' }).waitFor();
    await row().and(page.locator('[aria-label*="running"]')).waitFor();
    assert.match((await row().getAttribute('aria-label')) ?? '', /dev, ends in 2 hours/u);
    const { instances, groups } = await inAws();
    const [instance] = instances;
    assert.equal(instances.length, 1);
    assert.equal(instance?.ImageId, await newestImageOf('web'));
    assert.equal(instance?.MetadataOptions?.HttpTokens, 'required');
    assert.equal(instance.Placement?.AvailabilityZone, 'us-east-1b');
    const tags = new Map((instance.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    const expires = Date.parse(tags.get(testInstanceKeys.expires) ?? '');
    assert.ok(Math.abs(expires - Date.now() - 2 * 3_600_000) < 120_000);
    const attribute = async (
      Attribute: 'userData' | 'instanceInitiatedShutdownBehavior',
    ): Promise<string> => {
      const InstanceId = instance.InstanceId ?? '';
      const found = await sdkClients(scene.cloud).ec2.send(
        new DescribeInstanceAttributeCommand({ InstanceId, Attribute }),
      );
      return (found.UserData ?? found.InstanceInitiatedShutdownBehavior)?.Value ?? '';
    };
    assert.equal(await attribute('instanceInitiatedShutdownBehavior'), 'terminate');
    const userData = Buffer.from(await attribute('userData'), 'base64').toString();
    assert.equal(expiryInUserData(userData), expires);
    const [group] = groups;
    assert.deepEqual(
      group?.IpPermissions?.map(({ FromPort, ToPort, IpRanges = [] }) => [
        FromPort,
        ToPort,
        IpRanges[0]?.CidrIp,
      ]),
      [[22, 22, '192.0.2.7/32']],
    );
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('show what they have written to their console', async () => {
    const name = await row().locator('.label-name').innerText();
    await scene.window.chooseInMenu(name, 'Show Console Output');
    await scene.window.page.locator('.part.panel .view-line', { hasText: name }).first().waitFor();
    await scene.window.page.locator('.part.panel .view-line', { hasText: 'login:' }).first().waitFor();
  });

  it('are ended with their security group, but not before a person has said yes', async () => {
    const name = await row().locator('.label-name').innerText();
    const end = (): Promise<void> => scene.window.chooseIn('AMI Bakery: End Test Instance…', name);
    await end();
    await dialogButton('Cancel').click();
    assert.equal((await inAws()).instances.length, 1);
    await end();
    await dialogButton('End').click();
    await scene.window.waitForRows('none', (rows) => rows.some(({ label }) => label === 'None'));
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
  });

  it('have the key pair that was chosen, and no key is sent to them', async () => {
    const { page } = scene.window;
    await askFor('deploy-dev');
    await page.keyboard.press('Enter');
    await dialogButton('Launch').click();
    await row().and(page.locator('[aria-label*="running"]')).waitFor();
    const { instances } = await inAws();
    assert.deepEqual(
      instances.map(({ KeyName }) => KeyName),
      ['deploy-dev'],
    );
    const name = await row().locator('.label-name').innerText();
    await scene.window.chooseIn('AMI Bakery: End Test Instance…', name);
    await dialogButton('End').click();
    await scene.window.waitForRows('none', (rows) => rows.some(({ label }) => label === 'None'));
    const requests = await scene.requests();
    assert.ok(requests.some(({ action }) => action === 'RunInstances'));
    assert.ok(!requests.some(({ action }) => action === 'SendSSHPublicKey'));
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('are named when a person does not wait until they run, and can be ended from there', async () => {
    const { page } = scene.window;
    await scene.addFault({ kind: 'delay', action: 'DescribeInstances', milliseconds: 3000 });
    await askFor();
    await page.keyboard.press('Enter');
    await dialogButton('Launch').click();
    await eventually('the instance', async () => (await inAws()).instances.length === 1, 30_000);
    await page.locator('.notification-list-item').getByRole('button', { name: 'Cancel' }).click();
    const left = page.locator('.notification-list-item', {
      hasText: 'was launched all the same, and ends at',
    });
    await left.waitFor({ timeout: 40_000 });
    await scene.clearFaults();
    await left.getByRole('button', { name: 'End Test Instance…' }).click();
    await dialogButton('End').click();
    await eventually('its end', async () => (await inAws()).groups.length === 0, 40_000);
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('are said to be launched also where AWS does not say whether they run, and can be ended from there', async () => {
    const { page } = scene.window;
    await scene.addFault({ kind: 'accessDenied', action: 'DescribeInstances' });
    await askFor();
    await quickInput().locator('input').first().fill('192.0.2.7');
    await page.keyboard.press('Enter');
    await dialogButton('Launch').click();
    const words =
      /i-[0-9a-f]+ was launched and ends at .*, but it is not known whether it runs: You are not/u;
    const left = page.locator('.notification-list-item', { hasText: words });
    await left.waitFor({ timeout: 40_000 });
    await scene.clearFaults();
    assert.equal((await inAws()).instances.length, 1);
    await left.getByRole('button', { name: 'End Test Instance…' }).click();
    await dialogButton('End').click();
    await eventually('its end', async () => (await inAws()).groups.length === 0, 40_000);
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('leave nothing behind when AWS refuses them, and say so in its words', async () => {
    const { page } = scene.window;
    await scene.addFault({ kind: 'accessDenied', action: 'RunInstances' });
    await askFor();
    await page.keyboard.press('Enter');
    await dialogButton('Launch').click();
    await page
      .locator('.notification-list-item', {
        hasText: 'No test instance could be launched in dev: You are not authorized',
      })
      .waitFor();
    await scene.clearFaults();
    assert.deepEqual(await inAws(), { instances: [], groups: [] });
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('that should have ended are found, and ended when they are chosen; those of others are left alone', async () => {
    const { ec2 } = sdkClients(scene.cloud);
    const launch = async (owner: string, expiresAt: number): Promise<string> => {
      const Tags = tagsOfTestInstance({ owner, expiresAt, session: { machine: 'other', id: 'gone' } }).map(
        ({ key, value }) => ({ Key: key, Value: value }),
      );
      const { Instances: [instance] = [] } = await ec2.send(
        new RunInstancesCommand({
          ImageId: (await sampleImage(scene.cloud)) ?? '',
          InstanceType: 't3.small',
          MinCount: 1,
          MaxCount: 1,
          TagSpecifications: [{ ResourceType: 'instance', Tags }],
        }),
      );
      return instance?.InstanceId ?? '';
    };
    const hour = 3_600_000;
    const whole = Math.floor(Date.now() / 1000) * 1000;
    const expired = await launch('somebody', whole - hour);
    const others = await launch('somebody', whole + hour);
    await scene.window.runCommand('AMI Bakery: End Orphaned Test Instances…');
    const choices = quickInput().locator('.monaco-list-row');
    await choices.filter({ hasText: expired }).waitFor();
    assert.match(await choices.first().innerText(), /should have ended 1 hour ago · dev/u);
    assert.equal(await choices.count(), 1);
    await quickInput().getByRole('button', { name: 'OK' }).click();
    assert.equal((await inAws()).instances.length, 2);
    assert.match(
      await scene.window.page.locator('.monaco-dialog-box').innerText(),
      new RegExp(`${expired} · dev · somebody`, 'u'),
    );
    await dialogButton('End').click();
    await eventually('its end', async () => (await inAws()).instances.length === 1, 30_000);
    assert.equal((await inAws()).instances[0]?.InstanceId, others);
  });
});

async function sampleImage(cloud: LocalCloud): Promise<string | undefined> {
  const { ec2 } = sdkClients(cloud);
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).find(({ ImageId }) => ImageId !== undefined)
    ?.ImageId;
}
