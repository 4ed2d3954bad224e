import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type Image,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Locator, Page } from 'playwright-core';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { ContainerDisks } from '../../harness/containerDisks.ts';
import { type LaunchedHost, launchedHost } from '../../harness/launchedHost.ts';
import { root } from '../../harness/paths.ts';
import { eventually } from '../../host/eventually.ts';
import { sdkClients } from '../../unit/localcloud/clients.ts';
import type { MachineScene } from './machineScene.ts';
import { ansiblesAtWork, extensionHostOf, packersAtWork } from './playbookRuns.ts';

/** Two images at once of instances that nobody connects to. */
const pairTemplate = `
variable "region" { type = string }
variable "ec2_endpoint" { default = "" }
variable "bake_id" { default = "" }
variable "command" { default = "true" }
variable "ssh_keypair_name" { default = "" }
variable "ssh_private_key_file" { default = "" }
source "amazon-ebs" "base" {
  region                 = var.region
  custom_endpoint_ec2    = var.ec2_endpoint
  skip_region_validation = var.ec2_endpoint != ""
  source_ami_filter {
    filters     = { name = "debian-12-amd64-*", architecture = "x86_64" }
    owners      = ["136693071363"]
    most_recent = true
  }
  instance_type = "t3.small"
  communicator  = "none"
  run_tags = {
    "ami-bakery:purpose" = "bake"
    "ami-bakery:bake"    = var.bake_id
  }
}
build {
  source "amazon-ebs.base" {
    name     = "one"
    ami_name = "one-\${var.bake_id}"
  }
  source "amazon-ebs.base" {
    name     = "two"
    ami_name = "two-\${var.bake_id}"
  }
  provisioner "shell-local" {
    inline = [var.command]
  }
}
`;

/** What a bake may leave behind, by id. */
interface Resources {
  readonly instances: readonly string[];
  readonly groups: readonly string[];
  readonly keys: readonly string[];
  readonly volumes: readonly string[];
  readonly snapshots: readonly string[];
  readonly images: readonly string[];
}

/**
 * With `web`, which stands in for each instance that is baked of.
 * @param machines - the scene, once there is one
 */
export function describeBakes(machines: () => MachineScene): void {
  describe('A bake with Packer on a container that stands in for its instance', () => {
    let cloud: LocalCloud;
    let before_: Resources;
    /** What an instance of the image boots on that was made first. */
    let booted: LaunchedHost;
    let firstImage: string | undefined;

    const page = (): Page => machines().scene.window.page;
    const input = (): Locator => page().locator('.quick-input-widget');
    const dialog = (): Locator => page().locator('.monaco-dialog-box');
    const row = (text: RegExp): Locator =>
      page().locator('.part.sidebar .monaco-list-row').filter({ hasText: text });

    const configure = (packerVariables: Record<string, string> = {}): Promise<void> => {
      const environment = {
        name: 'dev',
        profile: 'dev',
        regions: ['us-east-1'],
        endpoint: cloud.endpoint,
        packerVariables: { ssh_username: 'vagrant', ...packerVariables },
      };
      const file = join(machines().starter.workspace, 'ami-bakery.json');
      return writeFile(file, JSON.stringify({ environments: [environment] }));
    };
    const resources = async (): Promise<Resources> => {
      const { ec2 } = sdkClients(cloud);
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
      const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
      const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
      const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
      return {
        instances: instances
          .filter(({ State }) => State?.Name !== 'terminated')
          .map(({ InstanceId = '' }) => InstanceId),
        groups: SecurityGroups.map(({ GroupId = '' }) => GroupId),
        keys: KeyPairs.map(({ KeyName = '' }) => KeyName),
        volumes: Volumes.map(({ VolumeId = '' }) => VolumeId),
        snapshots: Snapshots.map(({ SnapshotId = '' }) => SnapshotId),
        images: (await images()).map(({ ImageId = '' }) => ImageId),
      };
    };
    const images = async (): Promise<Image[]> => {
      const { Images = [] } = await sdkClients(cloud).ec2.send(
        new DescribeImagesCommand({ Owners: ['self'] }),
      );
      return Images;
    };
    const bake = async (template: string, command = 'Bake…'): Promise<void> => {
      await machines().scene.window.runCommand(`AMI Bakery: ${command}`);
      await input().locator('.monaco-list-row', { hasText: template }).first().click();
      await input().getByText('From which address').waitFor();
      await input().locator('input').first().fill('10.0.3.1');
      await page().keyboard.press('Enter');
      await dialog().getByRole('button', { name: 'Bake', exact: true }).click();
    };
    const notification = (text: RegExp): Locator =>
      page().locator('.notification-list-item').filter({ hasText: text });
    /** All files that bakes have left, by what they hold. */
    const keptTexts = async (): Promise<string[]> => {
      const folder = join(machines().scene.userDataFolder, 'User', 'globalStorage');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile() && entry.parentPath.includes('/bakes/'))
        .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'));
      return Promise.all(files);
    };

    before(async () => {
      const { starter } = machines();
      await starter.ensure('web', 'running');
      await cp(join(root, 'packer'), join(starter.workspace, 'packer'), { recursive: true });
      await mkdir(join(starter.workspace, 'packer', 'pair'));
      await writeFile(join(starter.workspace, 'packer', 'pair', 'pair.pkr.hcl'), pairTemplate);
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
      const { address, renew } = booted;
      cloud = await startLocalCloud({
        sshHosts: [
          host,
          {
            address,
            renew: async (launch) => {
              if (launch.imageId === firstImage) await renew?.(launch);
            },
          },
        ],
      });
      await configure();
      before_ = await resources();
      await machines().scene.window.showImages();
      await page().locator('.pane-header', { hasText: 'Bakes' }).click();
    });
    after(async () => {
      await rm(join(machines().starter.workspace, 'ami-bakery.json'), { force: true });
      await cloud.close();
      await booted.remove();
    });

    it('makes an image that says what it is, and leaves nothing else behind', async () => {
      await bake('packer/web');
      await notification(/packer\/web in dev is baked: ami-/u).waitFor({ timeout: 240_000 });
      const made = (await images()).filter(({ ImageId = '' }) => !before_.images.includes(ImageId));
      assert.equal(made.length, 1);
      const tags = new Map(made[0]?.Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.equal(tags.get('Service'), 'web');
      assert.equal(tags.get('Environment'), 'dev');
      assert.equal(tags.get('Playbook'), 'ansible/web.yml');
      const now = await resources();
      assert.deepEqual(now.instances, before_.instances);
      assert.deepEqual(now.groups, before_.groups);
      assert.deepEqual(now.keys, before_.keys);
      assert.equal(await packersAtWork(), '');
      await row(/packer\/web in dev.*Baked/u).waitFor();
      await notification(/is baked: ami-/u)
        .getByRole('button', { name: 'Show in Images' })
        .click();
      const version = tags.get('Version') ?? '';
      await page().locator('.part.sidebar .monaco-list-row.selected', { hasText: version }).waitFor();
    });

    it('makes an image that an instance boots from: its disk is the one that was baked', async () => {
      const { ec2 } = sdkClients(cloud);
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
      assert.doesNotMatch(authorized, /packer_|localcloud:/u, 'the key of the bake is not in the image');
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: launched }));
      await booted.remove();
    });

    it('has failed where Ansible ran no task, whatever Packer says', async () => {
      await configure({ ansible_arguments: '["--tags", "nosuch"]' });
      await bake('packer/web');
      await notification(/Ansible has run no task in amazon-ebs\.web: ami-/u).waitFor({ timeout: 240_000 });
      await row(/packer\/web in dev.*Failed/u).waitFor();
    });

    it('leaves nothing in AWS and no process when it is cancelled while Ansible runs', async () => {
      await configure({ ansible_arguments: '["--tags", "long"]' });
      const start = await resources();
      await bake('packer/web');
      const sleeping = (): Promise<string> => machines().starter.on('web', 'pgrep -fc "[s]leep 271" || true');
      await eventually('the task', async () => (await sleeping()) !== '0', 120_000);
      await machines().scene.window.runCommand('AMI Bakery: Cancel Bake');
      await row(/packer\/web in dev.*Cleaning up in AWS/u).waitFor();
      await row(/packer\/web in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
      assert.deepEqual(await resources(), start);
      assert.equal(await packersAtWork(), '');
      // An instance that has ended runs nothing; the container that stood in for it goes on.
      await machines().starter.on('web', 'sudo pkill -f "[s]leep 271" || true');
    });

    const cancelAt = async (step: RegExp): Promise<void> => {
      await bake('packer/web');
      // Those of earlier bakes are below, or not on the screen.
      const newest = (text: RegExp): Locator =>
        page()
          .locator('.part.sidebar .pane', { hasText: 'Bakes' })
          .locator('.monaco-list-row[data-index="0"]', { hasText: text });
      await newest(step).waitFor({ timeout: 120_000 });
      await machines().scene.window.runCommand('AMI Bakery: Cancel Bake');
      await newest(/packer\/web in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
    };

    it('leaves nothing in AWS and no process when it is cancelled before its instance is launched', async () => {
      const start = await resources();
      const fault = { kind: 'delay', action: 'CreateSecurityGroup', milliseconds: 5000, times: 1 };
      await fetch(`${cloud.control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      await cancelAt(/packer\/web in dev.*Creating key and security group/u);
      assert.deepEqual(await resources(), start);
      assert.equal(await packersAtWork(), '');
    });

    it('names the image that Packer forgets when it is cancelled while that is made, and deletes it', async () => {
      await configure({ ansible_arguments: '["--tags", "content"]' });
      const start = await resources();
      await cancelAt(/packer\/web in dev.*Creating the image/u);
      assert.equal(await packersAtWork(), '');
      const words = notification(/was cancelled, but something is left: Left in AWS: ami-\w+, snap-/u);
      await words.getByRole('button', { name: 'Remove What Is Left' }).click();
      await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
      await eventually('its end', async () => {
        const { images: left, snapshots } = await resources();
        return left.length === start.images.length && snapshots.length === start.snapshots.length;
      });
      assert.deepEqual(await resources(), start);
    });

    const failKeeping = async (): Promise<void> => {
      await configure({ ansible_arguments: '["--tags", "broken"]' });
      await bake('packer/web', 'Bake and Keep the Instance When It Fails…');
      await notification(/The bake of packer\/web in dev failed: .*Kept: i-/u).waitFor({ timeout: 240_000 });
      await row(/^Kept: i-\w+.*finish or discard it within/u).waitFor();
      assert.equal(await packersAtWork(), '');
    };

    it('keeps its instance when it fails and that was asked for, on which Ansible runs until the image can be made', async () => {
      const start = await resources();
      await failKeeping();
      const kept = (await resources()).instances.filter((id) => !start.instances.includes(id));
      assert.equal(kept.length, 1);
      await machines().starter.on('web', 'sudo rm /srv/web/index.html');
      await notification(/Kept: i-/u)
        .getByRole('button', { name: 'Run Ansible on It' })
        .click();
      await machines().tagRuns.choose('content');
      await eventually('the content', async () => {
        const page_ = await machines().starter.on('web', 'cat /srv/web/index.html || true');
        return page_.includes('It works') && (await ansiblesAtWork()) === '';
      });

      const stop = { kind: 'delay', action: 'StopInstances', milliseconds: 4000, times: 1 };
      await fetch(`${cloud.control}/faults`, { method: 'POST', body: JSON.stringify(stop) });
      const keys = (): Promise<string> =>
        machines().starter.on('web', 'cat /home/vagrant/.ssh/authorized_keys');
      assert.match(await keys(), /^ssh-ed25519 .* localcloud:i-/mu);
      await machines().scene.window.runCommand('AMI Bakery: Finish Kept Bake…');
      await input().getByText('Name of the image').waitFor();
      await page().keyboard.press('Enter');
      assert.match(await dialog().innerText(), /Service: web/u);
      await dialog().getByRole('button', { name: 'Make Image' }).click();
      await notification(/Stopping the instance/u).waitFor();
      assert.doesNotMatch(await keys(), /localcloud:i-/u, 'nobody gets in by the key of the bake any more');
      await notification(/packer\/web in dev is baked: ami-/u).waitFor({ timeout: 60_000 });
      await row(/packer\/web in dev.*Finished by hand/u).waitFor();

      const made = (await images()).filter(({ ImageId = '' }) => !start.images.includes(ImageId));
      assert.equal(made.length, 1);
      const tags = new Map(made[0]?.Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.equal(tags.get('Service'), 'web');
      assert.equal(tags.get('Name'), made[0]?.Name);
      await eventually('the end of the instance', async () => {
        const { instances, groups, keys: pairs } = await resources();
        return (
          JSON.stringify([instances, groups, pairs]) ===
          JSON.stringify([start.instances, start.groups, start.keys])
        );
      });
      await machines().scene.window.runCommand('Notifications: Clear All Notifications');
    });

    const bakePair = async (command: string): Promise<void> => {
      await machines().scene.window.runCommand(`AMI Bakery: ${command}`);
      await input().locator('.monaco-list-row', { hasText: 'packer/pair' }).first().click();
      await input().locator('.monaco-list-row', { hasText: 'amazon-ebs.one' }).waitFor();
      await input().getByRole('button', { name: 'OK' }).click();
      await dialog().getByRole('button', { name: 'Bake', exact: true }).click();
    };

    it('leaves nothing of the instances of two builds that were kept once they are discarded', async () => {
      await configure({ command: 'false' });
      const start = await resources();
      await bakePair('Bake and Keep the Instance When It Fails…');
      const words = notification(/The bake of packer\/pair in dev failed: [^]*Kept: i-\w+, i-/u);
      await words.waitFor({ timeout: 120_000 });
      assert.equal((await resources()).instances.length, start.instances.length + 2);
      await machines().scene.window.runCommand('AMI Bakery: Discard Kept Instance…');
      await input().locator('.monaco-list-row', { hasText: 'i-' }).first().click();
      await dialog().getByRole('button', { name: 'Discard' }).click();
      await eventually('the end of everything', async () => {
        return JSON.stringify(await resources()) === JSON.stringify(start);
      });
      await machines().scene.window.runCommand('Notifications: Clear All Notifications');
    });

    it('leaves nothing in AWS when it is cancelled although it keeps its instances when it fails', async () => {
      await configure({ command: 'sleep 271' });
      const start = await resources();
      await bakePair('Bake and Keep the Instance When It Fails…');
      await row(/packer\/pair in dev.*Provisioning/u).waitFor({ timeout: 60_000 });
      await machines().scene.window.runCommand('AMI Bakery: Cancel Bake');
      await row(/packer\/pair in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
      assert.deepEqual(await resources(), start);
      assert.equal(await packersAtWork(), '');
    });

    it('goes on with both of its builds where AWS throttles and fails, the extension host dies and the window goes', async () => {
      await configure();
      const start = await resources();
      for (const fault of [
        { kind: 'throttle', action: 'DescribeInstances', capacity: 1, refillPerSecond: 1, times: 4 },
        { kind: 'serverError', action: 'StopInstances', status: 503, times: 1 },
        { kind: 'serverError', action: 'CreateImage', times: 1 },
        { kind: 'delay', action: 'DescribeImages', milliseconds: 2000, times: 2 },
      ]) {
        await fetch(`${cloud.control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      }
      await bakePair('Bake…');
      await row(/packer\/pair in dev.*Launching the instance/u).waitFor({ timeout: 60_000 });
      process.kill(await extensionHostOf(machines().scene.userDataFolder), 'SIGKILL');
      await row(/packer\/pair in dev.*(?:Stopping|Creating) the/u).waitFor({ timeout: 60_000 });
      await page().reload();
      await machines().scene.window.waitForExtension();
      const words = notification(/packer\/pair in dev is baked: ami-\w+ \(us-east-1\), ami-/u);
      await words.waitFor({ timeout: 180_000 });
      const now = await resources();
      assert.equal(now.images.length, start.images.length + 2);
      assert.deepEqual(now.instances, start.instances);
      assert.deepEqual([now.groups, now.keys, now.volumes], [start.groups, start.keys, start.volumes]);
      assert.equal(await packersAtWork(), '');
    });

    it('keeps no secret of AWS anywhere', async () => {
      const texts = await keptTexts();
      assert.ok(texts.some((text) => text.includes('amazon-ebs.web')));
      assert.deepEqual(
        texts.filter((text) => text.includes('local-cloud-dev-not-a-secret')),
        [],
      );
    });
  });
}
