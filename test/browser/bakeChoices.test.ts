import assert from 'node:assert/strict';
import { eventually } from '../host/eventually.ts';
import { BakingScene } from './bakingScene.ts';
import { type Scene, shareBrowser } from './fixture.ts';
import type { PackerCall, StandInPacker } from './standInPacker.ts';

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
  let bakes: BakingScene;
  let scene: Scene;
  let packer: StandInPacker;

  before(async () => {
    bakes = await BakingScene.open({
      configuration: ({ endpoint }) =>
        JSON.stringify({
          environments: [
            { name: 'dev', profile: 'dev', regions: ['us-east-1', 'eu-west-1'], endpoint },
            { name: 'prod', profile: 'prod', regions: ['us-east-1'], endpoint },
          ],
        }),
      files,
    });
    ({ scene, packer } = bakes);
  });
  after(() => bakes.end());

  /** Ticks a row, or takes its tick away. */
  const tick = (text: string): Promise<void> =>
    bakes.input.locator('.monaco-list-row', { hasText: text }).locator('[role="checkbox"]').click();
  const bake = async (template: string, ...place: readonly string[]): Promise<void> => {
    await scene.window.runCommand('AMI Bakery: Bake…');
    await bakes.choose(template);
    await bakes.choose(...place);
  };
  const go = async (): Promise<PackerCall> => {
    const before = (await bakes.builds()).length;
    await bakes.pressIn('Bake');
    return eventually('the call of Packer', async () => (await bakes.builds())[before]);
  };

  it('is the environment and the region, whose keys and address Packer gets', async () => {
    await bake('packer/api', 'prod', 'us-east-1');
    assert.match(await bakes.dialog.innerText(), /Bake packer\/api in prod \(us-east-1\)\?/u);
    const call = await go();
    const keyOf = (name: string): string | undefined =>
      scene.cloud.profiles.find((profile) => profile.name === name)?.accessKeyId;
    assert.equal(call.accessKeyId, keyOf('prod'));
    assert.ok(call.arguments.includes('-var=region=us-east-1'));
    await bake('packer/api', 'dev', 'eu-west-1');
    const other = await go();
    assert.equal(other.accessKeyId, keyOf('dev'));
    assert.ok(other.arguments.includes('-var=region=eu-west-1'));
    await bakes.notification(/packer\/api in dev is baked/u).waitFor();
    await bakes.clear();
  });

  it('is which images, of which none at all means none', async () => {
    const before = (await bakes.builds()).length;
    await bake('packer/pair', 'dev', 'us-east-1');
    await bakes.input.locator('.monaco-list-row', { hasText: 'amazon-ebs.one' }).waitFor();
    await tick('amazon-ebs.one');
    await tick('amazon-ebs.two');
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    await bakes.input.waitFor({ state: 'hidden' });
    assert.equal(await bakes.dialog.count(), 0);
    assert.equal((await bakes.builds()).length, before);
    await bake('packer/pair', 'dev', 'us-east-1');
    await tick('amazon-ebs.two');
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    assert.match(await bakes.dialog.innerText(), /Makes amazon-ebs\.one\./u);
    const call = await go();
    assert.ok(call.arguments.includes('-only=amazon-ebs.one'));
  });

  it('may be a template of JSON', async () => {
    await bake('packer/old/old.json', 'dev', 'us-east-1');
    const call = await go();
    assert.equal(call.arguments.at(-1), 'packer/old/old.json');
  });

  it('of several templates is how many at a time, and whether to go on where one fails', async () => {
    await bakes.clear();
    await packer.setFailing(['packer/api']);
    const release = await packer.hold();
    const before = (await bakes.builds()).length;
    await scene.window.runCommand('AMI Bakery: Bake All Services…');
    await tick('packer/pair');
    await bakes.input.getByRole('button', { name: 'OK' }).click();
    await bakes.choose('dev', 'us-east-1');
    await bakes.choose('2 at a time');
    await bakes.choose('Go on with the others');
    await bakes.pressIn('Bake');
    await eventually('two at the same time', async () => (await bakes.builds()).length === before + 2);
    await release();
    await bakes
      .notification(/Baked: packer\/web/u)
      .filter({ hasText: 'Failed: packer/api' })
      .waitFor();
    await packer.setFailing([]);
  });
});
