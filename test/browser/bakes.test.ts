import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { execa } from 'execa';
import { bakePurpose, bakeTagKeys } from '../../src/core/bakes/bakeGateway.ts';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { eventually } from '../host/eventually.ts';
import { launchableImage, sdkClients } from '../unit/localcloud/clients.ts';
import { BakingScene } from './bakingScene.ts';
import { type Scene, shareBrowser } from './fixture.ts';
import type { PackerCall, StandInPacker } from './standInPacker.ts';

shareBrowser();

const templateOf = (name: string, more = ''): string => `
variable "region" { type = string }
variable "ec2_endpoint" { default = "" }
${more}
source "amazon-ebs" "${name}" { region = var.region }
build {
  sources = ["source.amazon-ebs.${name}"]
  provisioner "ansible" { playbook_file = "ansible/${name}.yml" }
}
`;
const files = {
  'packer/api/api.pkr.hcl': templateOf('api'),
  'ansible/web.yml': '- hosts: all\n  tasks:\n    - name: Install nginx\n      apt: { name: nginx }\n',
  'packer/web/web.pkr.hcl': templateOf(
    'web',
    'variable "token" {\n  type = string\n  sensitive = true\n}\nvariable "package_list" { default = "" }',
  ),
};
const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });
const secret = 's3cret **word**';

/** Makes a commit of a folder, and gives its id. */
async function commitAll(folder: string): Promise<string> {
  const git = (...words: string[]): Promise<{ stdout: string }> =>
    execa('git', ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', ...words], {
      cwd: folder,
    });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'Begin');
  return (await git('rev-parse', 'HEAD')).stdout.trim();
}

describe('Bakes', () => {
  let bakes: BakingScene;
  let scene: Scene;
  let packer: StandInPacker;
  let commit: string;

  before(async () => {
    bakes = await BakingScene.open({
      configuration,
      files,
      prepare: async (workspace) => {
        commit = await commitAll(workspace);
        await writeFile(join(workspace, 'new.txt'), 'in no commit');
      },
    });
    ({ scene, packer } = bakes);
  });
  after(() => bakes.end());

  const answerToken = async (): Promise<void> => {
    await bakes.input.getByText('token?').waitFor();
    await bakes.input.locator('input[type="password"]').fill(secret);
    await bakes.page.keyboard.press('Enter');
  };
  const describeWeb = async (): Promise<void> => {
    await scene.window.runCommand('AMI Bakery: Bake…');
    await bakes.input.locator('.monaco-list-row', { hasText: 'packer/web' }).click();
    await answerToken();
  };

  it('are none to begin with, and the view says how to begin', async () => {
    await scene.window.page.getByText('Nothing has been baked here yet').waitFor();
    await scene.window.page.locator('.welcome-view a', { hasText: 'Bake…' }).first().waitFor();
  });

  it('ask what nobody knows, show the exact command, and bake nothing when that is not wanted', async () => {
    await describeWeb();
    const text = await bakes.dialog.innerText();
    assert.match(text, /packer build -color=false -timestamp-ui -var=region=us-east-1/u);
    assert.match(text, /-var-file=/u);
    assert.match(text, /Makes amazon-ebs\.web\./u);
    assert.match(text, /Ansible runs ansible\/web\.yml, tasks: 1\s+Install nginx/u);
    assert.ok(!text.includes('s3cret'));
    await bakes.dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await bakes.builds(), []);
  });

  it('show each step and task as it goes, and the image that came out', async () => {
    await describeWeb();
    await bakes.pressIn('Bake');
    await bakes.row(/packer\/web in dev.*Provisioning/u).waitFor();
    await bakes
      .row(/Install nginx/u)
      .first()
      .waitFor();
    await scene.window.page.locator('.statusbar', { hasText: 'packer/web in dev: Provisioning' }).waitFor();
    await bakes.notification(/packer\/web in dev is baked: ami-0123456789abcdef0 \(us-east-1\)/u).waitFor();
    await bakes.row(/packer\/web in dev.*Baked · ami-0123456789abcdef0/u).waitFor();
    await bakes.row(/^ami-0123456789abcdef0us-east-1$/u).waitFor();
    await bakes.clear();
  });

  it('tell of themselves while they run: in the view, in a notification and in a log that grows and folds', async () => {
    const release = await packer.hold();
    await describeWeb();
    await bakes.pressIn('Bake');
    await bakes.row(/packer\/web in dev.*Provisioning · .* of about /u).waitFor();
    await bakes
      .row(/Install nginxrunning/u)
      .first()
      .waitFor();
    const toast = scene.window.page.locator('.notification-toast', { hasText: 'Baking packer/web in dev' });
    await toast.filter({ hasText: 'Provisioning' }).waitFor();
    await scene.window.runCommand('AMI Bakery: Open Log of Bake');
    await bakes.input.locator('.monaco-list-row', { hasText: 'packer/web in dev' }).first().click();
    // Where one stands at the end, one sees what comes next.
    await scene.window.waitForEditor('the log', (text) => text.includes('line 4'));
    await scene.window.waitForEditor('what was printed since', (text) => text.includes('line 40'));
    assert.equal(await bakes.row(/packer\/web in dev.*Baked/u).count(), 1);
    await release();
    await bakes.notification(/packer\/web in dev is baked/u).waitFor();
    await scene.window.runCommand('Fold All');
    await scene.window.waitForEditor('the steps alone', (text) => !text.includes('line 4'));
    await bakes.clear();
  });

  it('are not begun a second time at the same place without asking', async () => {
    const release = await packer.hold();
    await describeWeb();
    await bakes.pressIn('Bake');
    await bakes.row(/packer\/web in dev.*Provisioning/u).waitFor();
    const before = (await bakes.builds()).length;
    await describeWeb();
    assert.match(await bakes.dialog.innerText(), /The same is being baked right now\. Both make an image\./u);
    await bakes.dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await bakes.builds()).length, before);
    await release();
    await bakes.notification(/packer\/web in dev is baked/u).waitFor();
    await bakes.clear();
  });

  it('can be baked once more, with what was said, but for secrets, which are asked again', async () => {
    const before = await bakes.builds();
    await scene.window.runCommand('AMI Bakery: Bake Once More…');
    await bakes.input.locator('.monaco-list-row', { hasText: 'packer/web in dev' }).first().click();
    await answerToken();
    await bakes.pressIn('Bake');
    await bakes.notification(/packer\/web in dev is baked/u).waitFor();
    const [again, ...others] = (await bakes.builds()).slice(before.length);
    assert.deepEqual(others, []);
    const plain = (call: PackerCall | undefined): readonly string[] =>
      (call?.arguments ?? []).filter((word) => !/bake_id|package_list|var-file/u.test(word));
    assert.deepEqual(plain(again), plain(before.at(-1)));
    await bakes.clear();
  });

  it('say who has begun them, and of which commit', async () => {
    const hover = scene.window.page.locator('.workbench-hover', { hasText: 'Template: packer/web' });
    // A hover comes where the mouse moves, and none comes where VS Code draws the row anew in that moment.
    await eventually('what is said of the bake', async () => {
      await scene.window.page.mouse.move(800, 100);
      await bakes
        .row(/packer\/web in dev/u)
        .first()
        .hover();
      return hover.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    });
    const text = await hover.innerText();
    assert.match(text, new RegExp(`Commit: ${commit.slice(0, 12)}, and changes that are in no commit`, 'u'));
    assert.match(text, /By: \S+/u);
    await scene.window.page.mouse.move(800, 100);
  });

  it('hand a secret on in a file, and keep it nowhere', async () => {
    const [call] = await bakes.builds();
    assert.deepEqual(
      call?.files.map((text): unknown => JSON.parse(text)),
      [{ token: secret }],
    );
    assert.ok(!call.arguments.join(' ').includes('s3cret'));
    assert.equal(call.accessKeyId, scene.cloud.profiles[0]?.accessKeyId);
    await scene.window.runCommand('AMI Bakery: Open Log of Bake');
    const text = await scene.window.waitForEditor('the log', (lines) =>
      lines.includes('Provisioning with Ansible'),
    );
    assert.ok(!text.includes('s3cret'));
  });

  it('say in the words of Packer why they failed, as the mere text that they are', async () => {
    await packer.setFailing(['packer/web']);
    await describeWeb();
    await bakes.pressIn('Bake');
    await bakes
      .notification(/packer\/web in dev failed: amazon-ebs\.web: broken \*\*on purpose\*\*/u)
      .waitFor();
    await bakes.row(/packer\/web in dev.*Failed/u).waitFor();
    await bakes.clear();
  });

  it('of several templates begin no more when one fails, and the rest can be baked later', async () => {
    await packer.setFailing(['packer/api']);
    const before = (await bakes.builds()).length;
    await scene.window.runCommand('AMI Bakery: Bake All Services…');
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    await answerToken();
    await bakes.input.locator('.monaco-list-row', { hasText: 'One after the other' }).click();
    await bakes.input.locator('.monaco-list-row', { hasText: 'Stop: begin no more' }).click();
    await bakes.pressIn('Bake');
    const words = bakes.notification(/Failed: packer\/api\. Not begun: packer\/web\./u);
    await words.waitFor();
    assert.equal((await bakes.builds()).length, before + 1);
    await packer.setFailing([]);
    await words.getByRole('button', { name: 'Bake the Rest…' }).click();
    await answerToken();
    await bakes.input.locator('.monaco-list-row', { hasText: '2 at a time' }).click();
    await bakes.input.locator('.monaco-list-row', { hasText: 'Go on with the others' }).click();
    await bakes.pressIn('Bake');
    await bakes.notification(/Baked: packer\/api, packer\/web\./u).waitFor();
    await bakes.clear();
  });

  it('can be compared with the one before', async () => {
    await describeWeb();
    await bakes.pressIn('Bake');
    await bakes.notification(/packer\/web in dev is baked/u).waitFor();
    await bakes.clear();
    await bakes
      .row(/packer\/web in dev.*Baked/u)
      .first()
      .click();
    await scene.window.runCommand('AMI Bakery: Compare with Previous Bake');
    await bakes.input.locator('.monaco-list-row', { hasText: 'packer/web in dev' }).first().click();
    await scene.window.page.locator('.tab', { hasText: 'the bake before, and this one' }).waitFor();
    const facts = (side: 'original' | 'modified'): Promise<string> =>
      scene.window.waitForEditor(`the ${side} bake`, (text) => /nginx 1\.\d/u.test(text), side);
    const [before, after] = [await facts('original'), await facts('modified')];
    for (const text of [before, after]) {
      assert.ok(text.includes(`commit: ${commit} +`), text);
      assert.match(text, /result: baked\s+duration: \d[^]*region = "us-east-1"[^]*token = \(sensitive\)/u);
    }
    const nginxOf = (text: string): number => Number(/nginx 1\.(\d+)/u.exec(text)?.[1]);
    assert.ok(nginxOf(after) > nginxOf(before));
  });

  it('that left something in AWS are found by their tags, and it is gone when a person says so', async () => {
    const { ec2 } = sdkClients(scene.cloud);
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(ec2),
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [
              { Key: bakeTagKeys.purpose, Value: bakePurpose },
              { Key: bakeTagKeys.bake, Value: 'of-yesterday' },
            ],
          },
        ],
      }),
    );
    const id = instance?.InstanceId ?? '';
    await scene.window.runCommand('AMI Bakery: Find Leaked Bake Resources…');
    await bakes.input.locator('.monaco-list-row', { hasText: id }).locator('[role="checkbox"]').click();
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    await bakes.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await eventually('its end', async () => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return Reservations[0]?.Instances?.[0]?.State?.Name === 'terminated';
    });
  });

  it('keep no instance that nobody could get in to', async () => {
    const before = (await bakes.builds()).length;
    await scene.window.chooseIn('AMI Bakery: Bake and Keep the Instance When It Fails…', 'packer/api');
    await bakes
      .notification(/packer\/api: it declares no variable ssh_keypair_name, ssh_private_key_file, bake_id/u)
      .waitFor();
    assert.equal((await bakes.builds()).length, before);
    await bakes.clear();
  });

  it('never go to AWS where the calls of their environment go elsewhere', async () => {
    const { workspace } = scene.demo;
    // Moved there whole, so that nobody is told of more than the folder.
    const elsewhere = join(workspace, '..', 'old');
    await mkdir(elsewhere);
    const text = templateOf('old').replace('variable "ec2_endpoint" { default = "" }', '');
    await writeFile(join(elsewhere, 'old.pkr.hcl'), text);
    await rename(elsewhere, join(workspace, 'packer', 'old'));
    const before = (await bakes.builds()).length;
    await eventually(
      'the template',
      async () => {
        await scene.window.runCommand('AMI Bakery: Bake…');
        const item = bakes.input.locator('.monaco-list-row', { hasText: 'packer/old' });
        const isThere = await item.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
        if (isThere) await item.click();
        else await bakes.page.keyboard.press('Escape');
        return isThere;
      },
      60_000,
    );
    await bakes.notification(/has no variable ec2_endpoint[^]*it would bake at AWS itself/u).waitFor();
    assert.equal((await bakes.builds()).length, before);
  });
});
