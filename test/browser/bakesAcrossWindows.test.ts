import assert from 'node:assert/strict';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { BakingScene } from './bakingScene.ts';
import { shareBrowser } from './fixture.ts';

shareBrowser();

const files = {
  'packer/api/api.pkr.hcl': `
variable "region" { type = string }
variable "ec2_endpoint" { default = "" }
source "amazon-ebs" "api" { region = var.region }
build { sources = ["source.amazon-ebs.api"] }
`,
};
const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });

describe('A bake and the windows of its workspace', () => {
  let bakes: BakingScene;
  before(async () => {
    bakes = await BakingScene.open({ configuration, files });
  });
  after(() => bakes.end());

  const describeApi = async (where: BakingScene): Promise<void> => {
    // There is one template and one place: nothing is asked.
    await where.window.runCommand('AMI Bakery: Bake…');
    await where.dialog.waitFor();
  };

  it('is shown as it goes by the next window, which says how it ended', async () => {
    const release = await bakes.packer.hold();
    await describeApi(bakes);
    await bakes.pressIn('Bake');
    await bakes.row(/packer\/api in dev.*Provisioning/u).waitFor();
    await bakes.page.reload();
    await bakes.window.showImages();
    await bakes.showBakes();
    await bakes.row(/packer\/api in dev.*Provisioning/u).waitFor();
    await bakes.page.locator('.statusbar', { hasText: 'packer/api in dev: Provisioning' }).waitFor();
    await release();
    await bakes.notification(/packer\/api in dev is baked: ami-0123456789abcdef0 \(us-east-1\)/u).waitFor();
    await bakes.row(/packer\/api in dev.*Baked · ami-0123456789abcdef0/u).waitFor();
    assert.equal((await bakes.builds()).length, 1);
    await bakes.clear();
  });

  it('is not begun a second time by another window without asking', async () => {
    const release = await bakes.packer.hold();
    await describeApi(bakes);
    await bakes.pressIn('Bake');
    await bakes.row(/packer\/api in dev.*Provisioning/u).waitFor();
    const other = await bakes.openWindow();
    await other.row(/packer\/api in dev.*Provisioning/u).waitFor();
    await describeApi(other);
    assert.match(await other.dialog.innerText(), /The same is being baked right now\. Both make an image\./u);
    await other.pressIn('Cancel');
    assert.equal((await bakes.builds()).length, 2);
    await release();
    await bakes.notification(/packer\/api in dev is baked/u).waitFor();
    await other.row(/packer\/api in dev.*Provisioning/u).waitFor({ state: 'hidden' });
    assert.equal(await other.row(/packer\/api in dev.*Baked/u).count(), 2);
    await other.window.close();
  });
});
