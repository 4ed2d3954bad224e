import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import type { Locator, Page } from 'playwright-core';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import type { SshHost } from '../../../src/localcloud/sshHosts/sshHost.ts';
import { root } from '../../harness/paths.ts';
import { sdkClients } from '../../unit/localcloud/clients.ts';
import type { MachineScene } from './machineScene.ts';

/** What a bake may leave behind, by id. */
export interface Resources {
  readonly instances: readonly string[];
  readonly groups: readonly string[];
  readonly keys: readonly string[];
  readonly volumes: readonly string[];
  readonly snapshots: readonly string[];
  readonly images: readonly string[];
}

/** A window in which one bakes in a local cloud of its own, with the templates of the starter project. */
export class BakeScene {
  readonly machines: MachineScene;
  readonly cloud: LocalCloud;

  private constructor(machines: MachineScene, cloud: LocalCloud) {
    this.machines = machines;
    this.cloud = cloud;
  }

  /**
   * Starts the cloud, puts the templates into the workspace and shows the view.
   * @param machines - the window
   * @param sshHosts - what stands in for instances
   */
  static async open(machines: MachineScene, sshHosts: readonly SshHost[]): Promise<BakeScene> {
    const bakes = new BakeScene(machines, await startLocalCloud({ sshHosts }));
    await cp(join(root, 'packer'), join(bakes.workspace, 'packer'), { recursive: true });
    await bakes.configure();
    await machines.scene.window.showImages();
    const header = bakes.page.locator('.pane-header', { hasText: 'Bakes' });
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    return bakes;
  }

  get page(): Page {
    return this.machines.scene.window.page;
  }

  get workspace(): string {
    return this.machines.starter.workspace;
  }

  get ec2(): EC2Client {
    return sdkClients(this.cloud).ec2;
  }

  /** The box at the top. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  row(text: RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row').filter({ hasText: text });
  }

  /** The row of the bake that was begun last, or one below it; those of earlier bakes follow, or are not on the screen. */
  newest(text: RegExp, rowsBelow = 0): Locator {
    return this.page
      .locator('.part.sidebar .pane', { hasText: 'Bakes' })
      .locator(`.monaco-list-row[data-index="${rowsBelow.toString()}"]`, { hasText: text });
  }

  notification(text: RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  runCommand(title: string): Promise<void> {
    return this.machines.scene.window.runCommand(title);
  }

  /** Says what variables of templates get besides. */
  async configure(packerVariables: Record<string, string> = {}): Promise<void> {
    const environment = {
      name: 'dev',
      profile: 'dev',
      regions: ['us-east-1'],
      endpoint: this.cloud.endpoint,
      packerVariables: { ssh_username: 'vagrant', ...packerVariables },
    };
    await writeFile(this.#configuration, JSON.stringify({ environments: [environment] }));
  }

  get #configuration(): string {
    return join(this.workspace, 'ami-bakery.json');
  }

  /** Lets calls of an action go wrong. */
  async addFault(fault: object): Promise<void> {
    const answer = await fetch(`${this.cloud.control}/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  async images(): Promise<Image[]> {
    const { Images = [] } = await this.ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    return Images;
  }

  /** What there is in the cloud. */
  async resources(): Promise<Resources> {
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({}));
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    const { SecurityGroups = [] } = await this.ec2.send(new DescribeSecurityGroupsCommand({}));
    const { KeyPairs = [] } = await this.ec2.send(new DescribeKeyPairsCommand({}));
    const { Volumes = [] } = await this.ec2.send(new DescribeVolumesCommand({}));
    const { Snapshots = [] } = await this.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    return {
      instances: instances
        .filter(({ State }) => State?.Name !== 'terminated')
        .map(({ InstanceId = '' }) => InstanceId),
      groups: SecurityGroups.map(({ GroupId = '' }) => GroupId),
      keys: KeyPairs.map(({ KeyName = '' }) => KeyName),
      volumes: Volumes.map(({ VolumeId = '' }) => VolumeId),
      snapshots: Snapshots.map(({ SnapshotId = '' }) => SnapshotId),
      images: (await this.images()).map(({ ImageId = '' }) => ImageId),
    };
  }

  /** What all files hold that VS Code keeps of its user: what bakes have left, and the logs of the extension among them. */
  async keptTexts(): Promise<string[]> {
    const folder = this.machines.scene.userDataFolder;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      // What is gone meanwhile keeps nothing.
      .map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1').catch(() => ''));
    return Promise.all(files);
  }

  /** Ends the cloud, and takes away what would lead to it. */
  async end(): Promise<void> {
    await rm(this.#configuration, { force: true });
    await this.cloud.close();
  }
}
