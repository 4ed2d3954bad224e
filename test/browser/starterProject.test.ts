import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../harness/paths.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

const command = 'AMI Bakery: Create Starter Project';

/** The files below a folder, as paths in it. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

describe('A starter project', () => {
  let scene: Scene;
  let folder: string;
  before(async () => {
    scene = await openScene({ configuration: null, showsView: false });
    folder = join(scene.demo.workspace, 'ansible');
  });
  // VS Code shows three notifications at a time.
  afterEach(() => scene.window.runCommand('Notifications: Clear All Notifications'));
  after(() => scene.end());

  const create = async (answer: string | RegExp): Promise<void> => {
    const { window } = scene;
    await window.runCommand(command);
    await window.page.locator('.notification-list-item', { hasText: answer }).waitFor();
  };

  it('is put into the workspace as it is shipped, and its README opens', async () => {
    const { page } = scene.window;
    await create(/The starter project has been created\. Files: \d+\./u);
    const files = await filesBelow(folder);
    assert.ok(
      files.includes('web.yml') && files.includes('roles/self_provision/tasks/main.yml'),
      files.join(),
    );
    for (const file of files) {
      assert.deepEqual(await readFile(join(folder, file)), await readFile(join(root, 'ansible', file)));
    }
    const toast = page.locator('.notification-list-item', {
      hasText: 'The starter project has been created',
    });
    await toast.hover();
    await toast.getByRole('button', { name: 'Open README' }).click();
    await page.locator('.tab.active', { hasText: 'README.md' }).waitFor();
  });

  it('changes nothing that is there, and adds what is missing', async () => {
    await writeFile(join(folder, 'web.yml'), 'mine');
    await rm(join(folder, 'backup.yml'));
    await create(/Files created: 1\. Already there, and not changed: \d+\./u);
    assert.equal(await readFile(join(folder, 'web.yml'), 'utf8'), 'mine');
    assert.match(await readFile(join(folder, 'backup.yml'), 'utf8'), /Backup server/u);
    await scene.window.runCommand('Notifications: Clear All Notifications');
    await create('All files of the starter project are there already. None has been changed.');
  });

  it('says in the words of the system why it cannot be there', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'mine');
    await create(/The starter project could not be created: .*(?:EEXIST|ENOTDIR).*ansible/u);
    await rm(folder);
    await mkdir(folder);
    const failure = scene.window.page.locator('.notification-list-item', { hasText: 'could not be created' });
    await failure.hover();
    await failure.getByRole('button', { name: 'Try Again' }).click();
    await scene.window.page.locator('.notification-list-item', { hasText: 'Files created: ' }).waitFor();
    assert.ok((await filesBelow(folder)).length > 50);
  });
});
