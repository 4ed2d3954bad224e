import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually.ts';
import { openScene, type Scene, shareBrowser } from './fixture.ts';
import { makeStandInPacker, type PackerCall, type StandInPacker } from './standInPacker.ts';

shareBrowser();

const variables = 'variable "region" { type = string }\nvariable "ec2_endpoint" { default = "" }\n';
const files = {
  'packer/pair/pair.pkr.hcl': `${variables}
source "amazon-ebs" "base" { region = var.region }
build {
  source "amazon-ebs.base" { name = "one" }
  source "amazon-ebs.base" { name = "two" }
}
`,
  'packer/api/api.pkr.hcl': `${variables}
source "amazon-ebs" "api" { region = var.region }
build { sources = ["source.amazon-ebs.api"] }
`,
  'packer/web/web.pkr.hcl': `${variables}
source "amazon-ebs" "web" { region = var.region }
build { sources = ["source.amazon-ebs.web"] }
`,
  'packer/old/old.json': JSON.stringify({
    variables: { region: '', ec2_endpoint: '' },
    builders: [{ type: 'amazon-ebs', name: 'old', region: '{{user `region`}}' }],
  }),
};

describe('What a bake is asked for', () => {
  let scene: Scene;
  let packer: StandInPacker;

  before(async () => {
    scene = await openScene({
      configuration: ({ endpoint }) =>
        JSON.stringify({
          environments: [
            { name: 'dev', profile: 'dev', regions: ['us-east-1', 'eu-west-1'], endpoint },
            { name: 'prod', profile: 'prod', regions: ['us-east-1'], endpoint },
          ],
        }),
      prepare: async ({ workspace }) => {
        packer = await makeStandInPacker(dirname(workspace));
        for (const [name, text] of Object.entries(files)) {
          await mkdir(dirname(join(workspace, name)), { recursive: true });
          await writeFile(join(workspace, name), text);
        }
      },
      variables: () => packer.variables,
    });
    await scene.window.page.locator('.pane-header', { hasText: 'Bakes' }).click();
  });
  after(() => scene.end());

  const input = (): Locator => scene.window.page.locator('.quick-input-widget');
  const dialog = (): Locator => scene.window.page.locator('.monaco-dialog-box');
  const notification = (text: RegExp): Locator =>
    scene.window.page.locator('.notification-list-item').filter({ hasText: text });
  const builds = async (): Promise<PackerCall[]> =>
    (await packer.calls()).filter(({ arguments: [command] }) => command === 'build');
  const choose = (...texts: readonly string[]): Promise<void> => {
    let row = input().locator('.monaco-list-row');
    for (const text of texts) row = row.filter({ hasText: text });
    return row.first().click();
  };
  /** Ticks a row, or takes its tick away. */
  const tick = (text: string): Promise<void> =>
    input().locator('.monaco-list-row', { hasText: text }).locator('[role="checkbox"]').click();
  const bake = async (template: string, ...place: readonly string[]): Promise<void> => {
    await scene.window.runCommand('AMI Bakery: Bake…');
    await choose(template);
    await choose(...place);
  };
  const go = async (): Promise<PackerCall> => {
    const before = (await builds()).length;
    await dialog().getByRole('button', { name: 'Bake', exact: true }).click();
    return eventually('the call of Packer', async () => (await builds())[before]);
  };

  it('is the environment and the region, whose keys and address Packer gets', async () => {
    await bake('packer/api', 'prod', 'us-east-1');
    assert.match(await dialog().innerText(), /Bake packer\/api in prod \(us-east-1\)\?/u);
    const call = await go();
    const keyOf = (name: string): string | undefined =>
      scene.cloud.profiles.find((profile) => profile.name === name)?.accessKeyId;
    assert.equal(call.accessKeyId, keyOf('prod'));
    assert.ok(call.arguments.includes('-var=region=us-east-1'));
    await bake('packer/api', 'dev', 'eu-west-1');
    const other = await go();
    assert.equal(other.accessKeyId, keyOf('dev'));
    assert.ok(other.arguments.includes('-var=region=eu-west-1'));
    await notification(/packer\/api in dev is baked/u).waitFor();
    await scene.window.runCommand('Notifications: Clear All Notifications');
  });

  it('is which images, of which none at all means none', async () => {
    const before = (await builds()).length;
    await bake('packer/pair', 'dev', 'us-east-1');
    await input().locator('.monaco-list-row', { hasText: 'amazon-ebs.one' }).waitFor();
    await tick('amazon-ebs.one');
    await tick('amazon-ebs.two');
    await input().getByRole('button', { name: 'OK' }).click();
    await input().waitFor({ state: 'hidden' });
    assert.equal(await dialog().count(), 0);
    assert.equal((await builds()).length, before);
    await bake('packer/pair', 'dev', 'us-east-1');
    await tick('amazon-ebs.two');
    await input().getByRole('button', { name: 'OK' }).click();
    assert.match(await dialog().innerText(), /Makes amazon-ebs\.one\./u);
    const call = await go();
    assert.ok(call.arguments.includes('-only=amazon-ebs.one'));
  });

  it('may be a template of JSON', async () => {
    await bake('packer/old/old.json', 'dev', 'us-east-1');
    const call = await go();
    assert.equal(call.arguments.at(-1), 'packer/old/old.json');
  });

  it('of several templates is how many at a time, and whether to go on where one fails', async () => {
    await scene.window.runCommand('Notifications: Clear All Notifications');
    await packer.setFailing(['packer/api']);
    const release = await packer.hold();
    const before = (await builds()).length;
    await scene.window.runCommand('AMI Bakery: Bake All Services…');
    await tick('packer/pair');
    await input().getByRole('button', { name: 'OK' }).click();
    await choose('dev', 'us-east-1');
    await choose('2 at a time');
    await choose('Go on with the others');
    await dialog().getByRole('button', { name: 'Bake', exact: true }).click();
    await eventually('two at the same time', async () => (await builds()).length === before + 2);
    await release();
    await notification(/Baked: packer\/web/u)
      .filter({ hasText: 'Failed: packer/api' })
      .waitFor();
    await packer.setFailing([]);
  });
});
