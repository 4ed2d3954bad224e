import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  DescribeSnapshotsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ContainerDisks } from '../../harness/containerDisks.ts';
import { type LaunchedHost, launchedHost } from '../../harness/launchedHost.ts';
import { eventually } from '../../host/eventually.ts';
import { BakeScene, type Resources } from './bakeScene.ts';
import type { MachineScene } from './machineScene.ts';
import { ansiblesAtWork, packersAtWork } from './playbookRuns.ts';

/**
 * With `web`, which stands in for each instance that is baked of.
 * @param machines - the scene, once there is one
 */
export function describeBakes(machines: () => MachineScene): void {
  describe('A bake with Packer on a container that stands in for its instance', () => {
    let bakes: BakeScene;
    let before_: Resources;
    /** What an instance of the image boots on that was made first. */
    let booted: LaunchedHost;
    let firstImage: string | undefined;

    const bake = async (template: string, command = 'Bake…'): Promise<void> => {
      await bakes.runCommand(`AMI Bakery: ${command}`);
      await bakes.input.locator('.monaco-list-row', { hasText: template }).first().click();
      await bakes.input.getByText('From which address').waitFor();
      await bakes.input.locator('input').first().fill('10.0.3.1');
      await bakes.page.keyboard.press('Enter');
      await bakes.dialog.getByRole('button', { name: 'Bake', exact: true }).click();
    };

    before(async () => {
      const { starter } = machines();
      await starter.ensure('web', 'running');
      const container = await starter.containerOf('web');
      const disks = new ContainerDisks(`ami-bakery-disks-${process.pid}`);
      const host = {
        address: await starter.addressOf('web'),
        authorizedKeysFile: await starter.keysFileOf('web'),
        keepDisk: async (imageId: string) => {
          if (firstImage === undefined) await disks.keep((firstImage = imageId), container);
        },
      };
      booted = launchedHost(disks) ?? assert.fail('No container can be started here.');
      bakes = await BakeScene.open(machines(), [host, booted]);
      before_ = await bakes.resources();
    });
    after(async () => {
      await (bakes as BakeScene | undefined)?.end();
      await (booted as LaunchedHost | undefined)?.remove();
    });

    it('makes an image that says what it is, and leaves nothing else behind', async () => {
      await bake('packer/web');
      await bakes.notification(/packer\/web in dev is baked: ami-/u).waitFor({ timeout: 240_000 });
      const made = (await bakes.images()).filter(({ ImageId = '' }) => !before_.images.includes(ImageId));
      assert.equal(made.length, 1);
      const tags = new Map(made[0]?.Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.equal(tags.get('Service'), 'web');
      assert.equal(tags.get('Environment'), 'dev');
      assert.equal(tags.get('Playbook'), 'ansible/web.yml');
      const now = await bakes.resources();
      assert.deepEqual(now.instances, before_.instances);
      assert.deepEqual(now.groups, before_.groups);
      assert.deepEqual(now.keys, before_.keys);
      assert.equal(await packersAtWork(bakes.workspace), '');
      await bakes.row(/packer\/web in dev.*Baked/u).waitFor();
      await bakes
        .notification(/is baked: ami-/u)
        .getByRole('button', { name: 'Show in Images' })
        .click();
      const version = tags.get('Version') ?? '';
      assert.notEqual(version, '');
      const selected = bakes.page.locator('.part.sidebar .monaco-list-row.selected', { hasText: version });
      await selected.locator('.monaco-tl-twistie').click();
      await bakes.row(/^Snapshots1$/u).waitFor();
      const snapshotId = made[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
      const { Snapshots: [snapshot] = [] } = await bakes.ec2.send(
        new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }),
      );
      const ofSnapshot = new Map(snapshot?.Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.deepEqual([ofSnapshot.get('Service'), ofSnapshot.get('Version')], ['web', version]);
    });

    it('makes an image that an instance boots from: its disk is the one that was baked', async () => {
      const { ec2 } = bakes;
      const launch = async (ImageId?: string): Promise<string> => {
        const request = new RunInstancesCommand({
          ImageId,
          InstanceType: 't3.small',
          MinCount: 1,
          MaxCount: 1,
        });
        const { Instances: [instance] = [] } = await ec2.send(request);
        return instance?.InstanceId ?? '';
      };
      // The first one has the container that was baked on, which serves the page anyway.
      const launched = [await launch(firstImage), await launch(firstImage)];
      const served = await eventually('the page', async () => {
        const answer = await fetch(`http://${booted.address}/`).catch(() => undefined);
        return answer?.ok === true ? answer.text() : undefined;
      });
      assert.match(served, /It works/u);
      const authorized = await readFile(booted.authorizedKeysFile ?? '', 'utf8');
      assert.doesNotMatch(authorized, /packer_|localcloud:/u, 'the key of the bake lets nobody in');
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: launched }));
      // Until then they have their containers, and the next bake would get none.
      await eventually('their end', async () => {
        const { instances } = await bakes.resources();
        return !launched.some((id) => instances.includes(id));
      });
    });

    it('has failed where Ansible ran no task, whatever Packer says', async () => {
      await bakes.configure({ ansible_arguments: '["--tags", "nosuch"]' });
      await bake('packer/web');
      await bakes
        .notification(/Ansible has run no task in amazon-ebs\.web: ami-/u)
        .waitFor({ timeout: 240_000 });
      await bakes.row(/packer\/web in dev.*Failed/u).waitFor();
    });

    it('has failed where a task fails, in the words of Packer, and leaves nothing', async () => {
      await bakes.configure({ ansible_arguments: '["--tags", "broken"]' });
      const start = await bakes.resources();
      await bake('packer/web');
      await bakes
        .notification(/packer\/web in dev failed: amazon-ebs\.web: Error executing Ansible/u)
        .waitFor({ timeout: 240_000 });
      await bakes.newest(/packer\/web in dev.*Failed/u).waitFor();
      assert.deepEqual(await bakes.resources(), start);
      assert.equal(await packersAtWork(bakes.workspace), '');
      await bakes.runCommand('Notifications: Clear All Notifications');
    });

    it('leaves nothing in AWS and no process when it is cancelled while Ansible runs', async () => {
      await bakes.configure({ ansible_arguments: '["--tags", "long"]' });
      const start = await bakes.resources();
      await bake('packer/web');
      const sleeping = (): Promise<string> => machines().starter.on('web', 'pgrep -fc "[s]leep 271" || true');
      await eventually('the task', async () => (await sleeping()) !== '0', 120_000);
      await bakes.runCommand('AMI Bakery: Cancel Bake');
      await bakes.row(/packer\/web in dev.*Cleaning up in AWS/u).waitFor();
      await bakes.row(/packer\/web in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
      assert.deepEqual(await bakes.resources(), start);
      assert.equal(await packersAtWork(bakes.workspace), '');
      // An instance that has ended runs nothing; the container that stood in for it goes on.
      await machines().starter.on('web', 'sudo pkill -f "[s]leep 271" || true');
    });

    const cancelAt = async (step: RegExp): Promise<void> => {
      await bake('packer/web');
      await bakes.newest(step).waitFor({ timeout: 120_000 });
      await bakes.runCommand('AMI Bakery: Cancel Bake');
      await bakes.newest(/packer\/web in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
    };

    it('leaves nothing in AWS and no process when it is cancelled before its instance is launched', async () => {
      const start = await bakes.resources();
      const fault = { kind: 'delay', action: 'CreateSecurityGroup', milliseconds: 5000, times: 1 };
      await bakes.addFault(fault);
      await cancelAt(/packer\/web in dev.*Creating key and security group/u);
      assert.deepEqual(await bakes.resources(), start);
      assert.equal(await packersAtWork(bakes.workspace), '');
    });

    it('names the image that Packer forgets when it is cancelled while that is made, and deletes it', async () => {
      await bakes.configure({ ansible_arguments: '["--tags", "content"]' });
      const start = await bakes.resources();
      await cancelAt(/packer\/web in dev.*Creating the image/u);
      assert.equal(await packersAtWork(bakes.workspace), '');
      const words = bakes.notification(/was cancelled, but something is left: Left in AWS: ami-\w+, snap-/u);
      await words.getByRole('button', { name: 'Remove What Is Left' }).click();
      await bakes.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
      await eventually('its end', async () => {
        const { images: left, snapshots } = await bakes.resources();
        return left.length === start.images.length && snapshots.length === start.snapshots.length;
      });
      assert.deepEqual(await bakes.resources(), start);
    });

    const failKeeping = async (): Promise<void> => {
      await bakes.configure({ ansible_arguments: '["--tags", "broken"]' });
      await bake('packer/web', 'Bake and Keep the Instance When It Fails…');
      await bakes
        .notification(/The bake of packer\/web in dev failed: .*Kept: i-/u)
        .waitFor({ timeout: 240_000 });
      await bakes.row(/^Kept: i-\w+.*finish or discard it within/u).waitFor();
      assert.equal(await packersAtWork(bakes.workspace), '');
    };

    it('keeps its instance when it fails and that was asked for, on which Ansible runs until the image can be made', async () => {
      const start = await bakes.resources();
      await failKeeping();
      const kept = (await bakes.resources()).instances.filter((id) => !start.instances.includes(id));
      assert.equal(kept.length, 1);
      await machines().starter.on('web', 'sudo rm /srv/web/index.html');
      await bakes
        .notification(/Kept: i-/u)
        .getByRole('button', { name: 'Run Ansible on It' })
        .click();
      await machines().tagRuns.choose('content');
      await eventually('the content', async () => {
        const page_ = await machines().starter.on('web', 'cat /srv/web/index.html || true');
        return page_.includes('It works') && (await ansiblesAtWork(bakes.workspace)) === '';
      });

      const stop = { kind: 'delay', action: 'StopInstances', milliseconds: 4000, times: 1 };
      await bakes.addFault(stop);
      const keys = (): Promise<string> =>
        machines().starter.on('web', 'cat /home/vagrant/.ssh/authorized_keys');
      assert.match(await keys(), /^ssh-ed25519 .* localcloud:i-/mu);
      await bakes.runCommand('AMI Bakery: Finish Kept Bake…');
      await bakes.input.getByText('Name of the image').waitFor();
      await bakes.page.keyboard.press('Enter');
      assert.match(await bakes.dialog.innerText(), /Service: web/u);
      await bakes.dialog.getByRole('button', { name: 'Make Image' }).click();
      await bakes.notification(/Stopping the instance/u).waitFor();
      assert.doesNotMatch(await keys(), /localcloud:i-/u, 'nobody gets in by the key of the bake any more');
      await bakes.notification(/packer\/web in dev is baked: ami-/u).waitFor({ timeout: 60_000 });
      await bakes.row(/packer\/web in dev.*Finished by hand/u).waitFor();

      const made = (await bakes.images()).filter(({ ImageId = '' }) => !start.images.includes(ImageId));
      assert.equal(made.length, 1);
      const tags = new Map(made[0]?.Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.equal(tags.get('Service'), 'web');
      assert.equal(tags.get('Name'), made[0]?.Name);
      await eventually('the end of the instance', async () => {
        const { instances, groups, keys: pairs } = await bakes.resources();
        return (
          JSON.stringify([instances, groups, pairs]) ===
          JSON.stringify([start.instances, start.groups, start.keys])
        );
      });
      await bakes.runCommand('Notifications: Clear All Notifications');
    });

    it('keeps no secret of AWS anywhere', async () => {
      const texts = await bakes.keptTexts();
      assert.ok(texts.some((text) => text.includes('amazon-ebs.web')));
      assert.deepEqual(
        texts.filter((text) => text.includes('local-cloud-dev-not-a-secret')),
        [],
      );
    });
  });
}
