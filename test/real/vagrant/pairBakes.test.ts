import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPages } from '../../browser/fixture.ts';
import { sayWhatIsShown } from '../../browser/shownWhenFailed.ts';
import { eventually } from '../../host/eventually.ts';
import { BakeScene } from './bakeScene.ts';
import { type MachineScene, openMachineScene } from './machineScene.ts';
import { extensionHostOf, packersAtWork } from './playbookRuns.ts';
import { StarterMachines } from './starterMachines.ts';

/** Two images at once of instances that nobody connects to. */
const pairTemplate = `
variable "region" { type = string }
variable "ec2_endpoint" { default = "" }
variable "bake_id" { default = "" }
variable "command" { default = "true" }
variable "ssh_keypair_name" { default = "" }
variable "ssh_private_key_file" { default = "" }
variable "token" {
  type      = string
  sensitive = true
}
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
    environment_vars = ["TOKEN=\${var.token}"]
    inline           = [var.command]
  }
}
`;

/** What nobody may see. */
const token = 'hush-of-a-template';

/** With instances that nobody connects to, and machines that are not there. */
describe('A bake with Packer of two builds at once', function () {
  this.timeout(5 * 60_000);
  let starter: StarterMachines;
  let scene: MachineScene;
  let bakes: BakeScene;

  before(async function () {
    // The box may have to be made.
    this.timeout(10 * 60_000);
    starter = await StarterMachines.create('pairs');
    scene = await openMachineScene(starter);
    bakes = await BakeScene.open(scene, []);
    await mkdir(join(bakes.workspace, 'packer', 'pair'));
    await writeFile(join(bakes.workspace, 'packer', 'pair', 'pair.pkr.hcl'), pairTemplate);
  });
  afterEach(sayWhatIsShown(openPages));
  after(async () => {
    await (bakes as BakeScene | undefined)?.end();
    await (starter as StarterMachines | undefined)?.end();
    await (scene as MachineScene | undefined)?.end();
  });

  const bakePair = async (command: string): Promise<void> => {
    await bakes.runCommand(`AMI Bakery: ${command}`);
    await bakes.input.locator('.monaco-list-row', { hasText: 'packer/pair' }).first().click();
    await bakes.input.locator('.monaco-list-row', { hasText: 'amazon-ebs.one' }).waitFor();
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    await bakes.input.getByText('token?').waitFor();
    await bakes.input.locator('input[type="password"]').fill(token);
    await bakes.page.keyboard.press('Enter');
    await bakes.dialog.getByRole('button', { name: 'Bake', exact: true }).click();
  };

  it('leaves nothing of the instances of two builds that were kept once they are discarded', async () => {
    await bakes.configure({ command: 'echo "fails with $TOKEN"; false' });
    const start = await bakes.resources();
    await bakePair('Bake and Keep the Instance When It Fails…');
    const words = bakes.notification(/The bake of packer\/pair in dev failed: [^]*Kept: i-\w+, i-/u);
    await words.waitFor({ timeout: 120_000 });
    assert.equal((await bakes.resources()).instances.length, start.instances.length + 2);
    assert.doesNotMatch(await words.innerText(), /hush/u);
    await bakes.runCommand('AMI Bakery: Discard Kept Instance…');
    await bakes.input.locator('.monaco-list-row', { hasText: 'i-' }).first().click();
    await bakes.dialog.getByRole('button', { name: 'Discard' }).click();
    await eventually('the end of everything', async () => {
      return JSON.stringify(await bakes.resources()) === JSON.stringify(start);
    });
    await bakes.runCommand('Notifications: Clear All Notifications');
  });

  // Stopped while it waits for AWS, a build of Packer's fails; while it provisions, it is finished.
  for (const [step, row] of [
    ['launched', /packer\/pair in dev\W*Launching the instance/u],
    ['provisioned', /packer\/pair in dev\W*Provisioning/u],
  ] as const) {
    it(`leaves nothing in AWS when it is cancelled while its instances are ${step} that it keeps when it fails`, async () => {
      await bakes.configure({ command: 'sleep 271' });
      const start = await bakes.resources();
      await bakePair('Bake and Keep the Instance When It Fails…');
      await bakes.newest(row).waitFor({ timeout: 60_000 });
      await bakes.runCommand('AMI Bakery: Cancel Bake');
      await bakes.newest(/packer\/pair in dev.*Cancelled/u).waitFor({ timeout: 120_000 });
      await bakes.newest(/^amazon-ebs\.one.*stopped/u, 1).waitFor();
      assert.deepEqual(await bakes.resources(), start);
      assert.equal(await packersAtWork(bakes.workspace), '');
    });
  }

  it('goes on with both of its builds where AWS throttles and fails, the extension host dies and the window goes', async () => {
    await bakes.configure();
    const start = await bakes.resources();
    for (const fault of [
      { kind: 'throttle', action: 'DescribeInstances', capacity: 1, refillPerSecond: 1, times: 4 },
      { kind: 'serverError', action: 'StopInstances', status: 503, times: 1 },
      { kind: 'serverError', action: 'CreateImage', times: 1 },
      { kind: 'delay', action: 'DescribeImages', milliseconds: 2000, times: 2 },
    ]) {
      await bakes.addFault(fault);
    }
    await bakePair('Bake…');
    await bakes.row(/packer\/pair in dev.*Launching the instance/u).waitFor({ timeout: 60_000 });
    process.kill(await extensionHostOf(scene.scene.userDataFolder), 'SIGKILL');
    await bakes.row(/packer\/pair in dev.*(?:Stopping|Creating) the/u).waitFor({ timeout: 60_000 });
    await bakes.page.reload();
    await scene.scene.window.waitForExtension();
    const words = bakes.notification(/packer\/pair in dev is baked: ami-\w+ \(us-east-1\), ami-/u);
    await words.waitFor({ timeout: 180_000 });
    const now = await bakes.resources();
    assert.equal(now.images.length, start.images.length + 2);
    assert.deepEqual(now.instances, start.instances);
    assert.deepEqual([now.groups, now.keys, now.volumes], [start.groups, start.keys, start.volumes]);
    assert.equal(await packersAtWork(bakes.workspace), '');
  });

  it('keeps nowhere what nobody may see, also where a provisioner prints it', async () => {
    const texts = await bakes.keptTexts();
    assert.ok(texts.some((text) => text.includes('fails with')));
    assert.deepEqual(
      texts.filter((text) => text.includes(token)),
      [],
    );
  });
});
