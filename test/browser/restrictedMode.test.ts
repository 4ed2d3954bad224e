import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { writePlaybooks } from './ansibleScene.ts';
import { openScene, type Scene, shareBrowser } from './fixture.ts';
import { makeStandInPacker, type StandInPacker } from './standInPacker.ts';
import { makeStandInTools, type StandInTools } from './standInTools.ts';
import { TestingView } from './testingView.ts';

shareBrowser();

const files = {
  'site.yml':
    '- { name: Site, hosts: web, tasks: [{ name: Configure, ansible.builtin.debug: , tags: a }] }\n',
  Vagrantfile: 'raise "run"\n',
  'packer/api/api.pkr.hcl': `
variable "region" { type = string }
source "amazon-ebs" "api" { region = var.region }
build { sources = ["source.amazon-ebs.api"] }
`,
};
const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });

/** Each view says what it does not do, and no program was run for what the workspace has. */
describe('What would run something, in Restricted Mode', () => {
  let scene: Scene;
  let packer: StandInPacker;
  let tools: StandInTools;

  before(async () => {
    scene = await openScene({
      configuration,
      isTrusted: false,
      prepare: async ({ workspace }) => {
        packer = await makeStandInPacker(dirname(workspace));
        tools = await makeStandInTools(dirname(workspace), workspace);
        await writePlaybooks(workspace, files);
      },
      variables: () => ({ ...packer.variables, ...tools.variables }),
    });
  });
  after(async () => {
    await scene.end();
  });

  it('says so in the Bakes view, which offers nothing', async () => {
    await scene.window.page.locator('.pane-header', { hasText: 'Bakes' }).click();
    await scene.window.page.getByText('Nothing is baked in Restricted Mode').waitFor();
  });

  it('says so in the Targets view, which shows no EC2 test instances and runs no Vagrantfile', async () => {
    const { page } = scene.window;
    await page.locator('.pane-header', { hasText: 'Targets' }).click();
    await page.locator('.welcome-view-content', { hasText: 'A Vagrantfile is a program' }).waitFor();
    assert.equal(await page.getByText('EC2 test instances').count(), 0);
  });

  it('is shown of playbooks, and nothing offers to run them from their files', async () => {
    await new TestingView(scene.window.page).show('site.yml');
    await scene.window.openFile('site.yml');
    await scene.window.waitForEditor('the playbook', (text) => text.includes('Configure'));
    assert.equal(await scene.window.page.locator('.codelens-decoration').count(), 0);
  });

  it('has run no program', async () => {
    assert.deepEqual(await packer.calls(), []);
    assert.deepEqual(await tools.calls(), []);
    assert.deepEqual(await tools.vagrantFolders(), []);
  });
});
