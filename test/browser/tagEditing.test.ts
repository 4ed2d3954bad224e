import assert from 'node:assert/strict';
import { CreateTagsCommand, DescribeImagesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import type { Locator } from 'playwright-core';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { putAwayLostRow } from '../harness/lostRow.ts';
import type { TreeRow } from '../harness/workbench.ts';
import { waitForStatusBar } from '../harness/statusBar.ts';
import { sdkClients } from '../unit/localcloud/clients.ts';
import { eventually } from '../host/eventually.ts';
import { shareBrowser, openScene, type Scene } from './fixture.ts';

shareBrowser();

/** One region, so that no version is there twice. */
const configuration = ({ endpoint }: LocalCloud): string =>
  JSON.stringify({ environments: [{ name: 'dev', profile: 'dev', regions: ['us-east-1'], endpoint }] });

/** A window on the images of `web` in dev, and what a person does with their tags. */
class TagScene {
  readonly scene: Scene;

  private constructor(scene: Scene) {
    this.scene = scene;
  }

  static async open(isTrusted = true): Promise<TagScene> {
    const scene = await openScene(isTrusted ? { configuration } : { configuration: null, isTrusted });
    await scene.window.page.setViewportSize({ width: 1600, height: 900 });
    await scene.window.waitForRows('the images', (rows) => rows.some(({ label }) => label === 'web'));
    await scene.window.openRow('web', 'the images of web', (rows) => rows.some(({ level }) => level === 3));
    return new TagScene(scene);
  }

  /** Labels of the images, which are their versions. */
  async versions(): Promise<string[]> {
    return (await this.scene.window.rows()).filter(({ level }) => level === 3).map(({ label }) => label);
  }

  async select(first: string, ...others: readonly string[]): Promise<void> {
    await this.scene.window.row(first).click();
    for (const other of others) await this.scene.window.row(other).click({ modifiers: ['Control'] });
  }

  /** Opens the context menu of a row. */
  async menu(label: string): Promise<Locator> {
    await this.scene.window.row(label).click({ button: 'right' });
    const menu = this.scene.window.page.locator('.monaco-menu');
    await menu.waitFor();
    return menu;
  }

  /** Chooses a command that asks something; again where the list was being redrawn, as a person is told to then. */
  async choose(label: string, command: string): Promise<void> {
    const { page } = this.scene.window;
    const lost = page.locator('.notification-list-item', { hasText: 'The list was being redrawn' });
    for (;;) {
      await this.scene.window.chooseInMenu(label, command);
      await this.#quickInput.or(lost).filter({ visible: true }).first().waitFor();
      if (!(await putAwayLostRow(page))) return;
    }
  }

  get #quickInput(): Locator {
    return this.scene.window.page.locator('.quick-input-widget');
  }

  /** Fills the box at the top, once it is the one with this title. */
  async type(title: string, text: string): Promise<void> {
    await (await this.#box(title)).fill(text);
  }

  /** The same, and presses Enter. */
  async answer(title: string, text: string): Promise<void> {
    await this.type(title, text);
    await this.scene.window.page.keyboard.press('Enter');
  }

  /** What stands in the box at the top once it is the one with this title. */
  async typedIn(title: string): Promise<string> {
    return (await this.#box(title)).inputValue();
  }

  async #box(title: string): Promise<Locator> {
    await this.#quickInput.locator('.quick-input-title', { hasText: title }).waitFor();
    return this.#quickInput.locator('input[type="text"]');
  }

  /** The rows of the box at the top. */
  picks(text: string | RegExp): Locator {
    return this.#quickInput.locator('.monaco-list-row', { hasText: text });
  }

  /** Both sides of the preview. */
  async preview(): Promise<{ before: string; after: string }> {
    const side = async (name: string): Promise<string> => {
      const lines = this.scene.window.page.locator(`.monaco-diff-editor .editor.${name} .view-lines`);
      await lines.filter({ hasText: /\S/u }).first().waitFor();
      return (await lines.first().innerText()).replaceAll('\u00A0', ' ');
    };
    return { before: await side('original'), after: await side('modified') };
  }

  /** Waits until the lines of the preview stand below the box at the top, where a person can read them. */
  async waitForPreviewBelowBox(line: string): Promise<void> {
    const { page } = this.scene.window;
    await eventually('the preview below the box', async () => {
      const box = await this.#quickInput.boundingBox();
      const text = await page.locator('.view-line', { hasText: line }).first().boundingBox();
      return box !== null && text !== null && text.y >= box.y + box.height;
    });
  }

  /** Waits for the dialog. */
  async dialog(): Promise<Locator> {
    const dialog = this.scene.window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    return dialog;
  }

  /** Goes on from the preview and says yes. */
  async approve(button: string): Promise<void> {
    await this.picks(button).click();
    await (await this.dialog()).getByRole('button', { name: button, exact: true }).click();
  }

  /** The rows below an image, which is opened with its tags, once they are as expected. */
  async tagRows(version: string, isAsExpected: (rows: readonly TreeRow[]) => boolean): Promise<TreeRow[]> {
    const { window } = this.scene;
    const ofImage = (rows: readonly TreeRow[]): TreeRow[] => {
      const below = rows.slice(rows.findIndex(({ label }) => label === version) + 1);
      const end = below.findIndex(({ level }) => level < 4);
      return end === -1 ? below : below.slice(0, end);
    };
    await window.openRow(version, `what is known of ${version}`, (rows) => has('Tags')(ofImage(rows)));
    const index = Number(await window.row(version).getAttribute('data-index')) + 1;
    const subject = window.page.locator(`.part.sidebar [data-index="${index}"]`);
    return ofImage(
      await window.openRow(subject, `tags of ${version}`, (rows) => isAsExpected(ofImage(rows))),
    );
  }

  async statusBar(text: string | RegExp): Promise<void> {
    await waitForStatusBar(this.scene.window.page, text);
  }

  /** A message that is on the screen. */
  async message(text: string | RegExp): Promise<Locator> {
    const message = this.scene.window.page.locator('.notification-list-item', { hasText: text }).first();
    await message.waitFor();
    return message;
  }

  async idOf(version: string): Promise<string> {
    const { Images: [image] = [] } = await sdkClients(this.scene.cloud).ec2.send(
      new DescribeImagesCommand({
        IncludeDisabled: true,
        Filters: [
          { Name: 'tag:Service', Values: ['web'] },
          { Name: 'tag:Version', Values: [version] },
        ],
      }),
    );
    return image?.ImageId ?? assert.fail(`no image ${version}`);
  }

  /** As another client sees it. */
  async tagsInAws(id: string): Promise<Record<string, string>> {
    const { Tags: tags = [] } = await sdkClients(this.scene.cloud).ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
    );
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }

  async setInAws(id: string, key: string, value: string): Promise<void> {
    await sdkClients(this.scene.cloud).ec2.send(
      new CreateTagsCommand({ Resources: [id], Tags: [{ Key: key, Value: value }] }),
    );
  }
}

const has =
  (key: string, value?: string) =>
  (rows: readonly TreeRow[]): boolean =>
    rows.some(({ label, description }) => label === key && (value === undefined || description === value));

describe('Editing tags', () => {
  let tags: TagScene;
  let first: string;
  let second: string;
  let ids: [string, string];
  before(async () => {
    tags = await TagScene.open();
    [first = '', second = ''] = await tags.versions();
    ids = [await tags.idOf(first), await tags.idOf(second)];
  });
  after(() => tags.scene.end());

  it('asks for which images when none is selected', async () => {
    await tags.scene.window.runCommand('AMI Bakery: Add or Change Tag…');
    await tags.type('Add or Change Tag: ', ids[1]);
    await tags.picks(ids[1]).click();
    await tags.scene.window.page.keyboard.press('Enter');
    await tags.typedIn('Add or change a tag of 1 image');
    await tags.scene.window.page.keyboard.press('Escape');
  });

  it('sends nothing before the preview was seen and the dialog was answered with yes', async () => {
    await tags.select(first, second);
    await tags.choose(first, 'Add or Change Tag…');
    await tags.answer('Add or change a tag of 2 images', 'Owner');
    await tags.answer('Value for 2 images', 'infra');
    const { before, after } = await tags.preview();
    for (const id of ids) {
      assert.match(before, new RegExp(`${id} +web-\\S+\\s+"Owner": no such tag`, 'u'));
      assert.match(after, new RegExp(`${id} +web-\\S+\\s+"Owner" = "infra"`, 'u'));
    }
    await tags.waitForPreviewBelowBox(ids[0]);
    await tags.picks('Change Tag…').click();
    const dialog = await tags.dialog();
    const text = await dialog.innerText();
    assert.match(text, /Set Owner = "infra" on 2 images\?/u);
    assert.match(text, /2 images in 1 environment \(dev\), 1 region \(us-east-1\)/u);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await tags.scene.window.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    const writes = (await tags.scene.requests()).filter(({ action }) => action.endsWith('eTags'));
    assert.deepEqual(writes, []);
  });

  it('adds a tag to the selected images in one call, and the rows show it', async () => {
    await tags.select(first, second);
    await tags.choose(second, 'Add or Change Tag…');
    await tags.answer('Add or change a tag of 2 images', 'Owner');
    await tags.answer('Value for 2 images', 'infra');
    await tags.approve('Change Tag');
    await tags.statusBar('Changed 2 images: Owner = "infra"');
    await tags.tagRows(first, has('Owner', 'infra'));
    for (const id of ids) assert.equal((await tags.tagsInAws(id))['Owner'], 'infra');
    const writes = (await tags.scene.requests()).filter(({ action }) => action === 'CreateTags');
    assert.deepEqual(
      writes.map(({ parameters }) => parameters),
      [{ Resources: ids, Tags: [{ Key: 'Owner', Value: 'infra' }] }],
    );
    // The one of the progress goes by itself.
    await tags.scene.window.page.locator('.notification-list-item').waitFor({ state: 'detached' });
  });

  it('undoes the last change where nobody has changed it since, and says where somebody has', async () => {
    await tags.setInAws(ids[1], 'Owner', 'security');
    await tags.scene.window.runCommand('AMI Bakery: Undo Last Tag Change');
    const { before, after } = await tags.preview();
    assert.match(before, new RegExp(`${ids[0]} .*\\s+"Owner" = "infra"`, 'u'));
    assert.match(after, new RegExp(`${ids[0]} .*\\s+"Owner": no such tag`, 'u'));
    assert.match(
      after,
      new RegExp(
        `Left alone: dev, us-east-1\\s+${ids[1]} .*\\s+"Owner": somebody else has changed it to "security"`,
        'u',
      ),
    );
    await tags.picks('Undo…').filter({ hasText: '1 image left alone' }).waitFor();
    await tags.approve('Undo');
    await tags.tagRows(first, (rows) => has('AutoCleanup')(rows) && !has('Owner')(rows));
    assert.equal('Owner' in (await tags.tagsInAws(ids[0])), false);
    assert.equal((await tags.tagsInAws(ids[1]))['Owner'], 'security');
  });

  it('has nothing more to undo then', async () => {
    const menu = await tags.menu(first);
    await menu.getByText('Remove Tag…', { exact: true }).waitFor();
    assert.equal(await menu.getByText('Undo Last Tag Change').count(), 0);
    await tags.scene.window.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
  });

  it('edits the value of a tag by F2, starting with the value it has, and says what the key means', async () => {
    const rows = await tags.tagRows(first, has('AutoCleanup'));
    const now = rows.find(({ label }) => label === 'AutoCleanup')?.description ?? '';
    const other = now === 'true' ? 'false' : 'true';
    await tags.select('AutoCleanup');
    await tags.scene.window.page.keyboard.press('F2');
    assert.equal(await tags.typedIn('Value for 1 image'), now);
    await tags.answer('Value for 1 image', other);
    await tags.preview();
    await tags.picks('Change Tag…').click();
    const dialog = await tags.dialog();
    assert.match(await dialog.innerText(), /the scheduled cleanup (?:delete an image that|never deletes)/u);
    await dialog.getByRole('button', { name: 'Change Tag' }).click();
    await tags.tagRows(first, has('AutoCleanup', other));
    assert.equal((await tags.tagsInAws(ids[0]))['AutoCleanup'], other);
  });

  it('takes the key that was typed, says where another differs in case only, and keeps what was typed', async () => {
    const { page } = tags.scene.window;
    const goBack = (): Promise<void> =>
      page.locator('.quick-input-titlebar .codicon-quick-input-back').click();
    const [addTitle, valueTitle] = ['Add or change a tag of 1 image', 'Value for 1 image'];
    await tags.choose(first, 'Add or Change Tag…');
    await tags.type(`${addTitle} (1/2)`, 'service');
    const active = page.locator('.quick-input-widget .monaco-list-row.focused');
    const hint = 'Another key than Service: EC2 tells upper from lower case';
    await active.filter({ hasText: 'New key' }).filter({ hasText: hint }).waitFor();
    await page.keyboard.press('Enter');
    await tags.type(`${valueTitle} (2/2)`, 'api');
    await page.locator('.quick-input-message', { hasText: 'Value of service.' }).waitFor();
    await goBack();
    assert.equal(await tags.typedIn(addTitle), 'service');
    await tags.answer(addTitle, 'Layer');
    assert.equal(await tags.typedIn(valueTitle), 'api');
    await page.keyboard.press('Escape');
    await tags.choose(first, 'Add or Change Tag…');
    await tags.type(addTitle, 'service');
    await active.filter({ hasText: 'New key' }).waitFor();
    await tags.picks('1 of 1 image').filter({ hasText: 'Service' }).click();
    assert.equal(await tags.typedIn(valueTitle), 'web');
    await page.keyboard.press('Escape');
    // Not one of its tags, whose key would be meant.
    await tags.select(first);
    await tags.scene.window.runCommand('AMI Bakery: Edit Tag Value…');
    await tags.answer('Edit the value of a tag (1/2)', 'Version');
    assert.equal(await tags.typedIn(valueTitle), first);
    await goBack();
    assert.equal(await tags.typedIn('Edit the value of a tag'), 'Version');
    await page.keyboard.press('Escape');
  });

  it('keeps hostile values mere text in every place, and keeps them as they are', async () => {
    const hostile = '[click](command:workbench.action.quit) $(warning) <img src=x onerror=alert(1)> **b**';
    let dialogs = 0;
    tags.scene.window.page.on('dialog', () => (dialogs += 1));
    await tags.choose(second, 'Add or Change Tag…');
    await tags.answer('Add or change a tag of 1 image', 'Note');
    await tags.answer('Value for 1 image', hostile);
    const { after } = await tags.preview();
    assert.ok(after.includes(`"Note" = ${JSON.stringify(hostile)}`), after);
    await tags.picks('Change Tag…').click();
    const dialog = await tags.dialog();
    const words = dialog.locator('.dialog-message-container');
    assert.match(await words.innerText(), /Note = "\[click\] \(command:workbench\.action\.quit\)/u);
    assert.equal(await words.locator('a, img, .codicon').count(), 0);
    await dialog.getByRole('button', { name: 'Change Tag' }).click();
    await tags.tagRows(second, has('Note', hostile));
    assert.equal((await tags.tagsInAws(ids[1]))['Note'], hostile);
    await tags.choose('Note', 'Edit Tag Value…');
    assert.equal(await tags.typedIn('Value for 1 image'), hostile);
    assert.equal(
      await tags.scene.window.page.locator('.quick-input-message a, .quick-input-title a').count(),
      0,
    );
    await tags.scene.window.page.keyboard.press('Escape');
    assert.equal(dialogs, 0);
  });

  it('removes a tag by its row', async () => {
    await tags.choose('Note', 'Remove Tag…');
    await tags.approve('Remove Tag');
    await tags.tagRows(second, (rows) => has('AutoCleanup')(rows) && !has('Note')(rows));
    assert.equal('Note' in (await tags.tagsInAws(ids[1])), false);
  });

  it('says in the words of AWS that it is not allowed, and can be tried again', async () => {
    const message = 'You are not authorized to perform this operation.';
    await tags.scene.addFault({
      kind: 'error',
      action: 'CreateTags',
      code: 'UnauthorizedOperation',
      message,
      status: 403,
    });
    await tags.choose(first, 'Add or Change Tag…');
    await tags.answer('Add or change a tag of 1 image', 'Team');
    await tags.answer('Value for 1 image', 'bakers');
    await tags.approve('Change Tag');
    const failure = await tags.message('Not changed: 1 of 1 image: ');
    assert.ok((await failure.innerText()).includes(`${ids[0]}: ${message} (UnauthorizedOperation)`));
    assert.equal('Team' in (await tags.tagsInAws(ids[0])), false);
    await failure.getByRole('button', { name: 'Show Which Images' }).click();
    const report = tags.scene.window.page.locator('.editor-instance .view-lines', { hasText: 'Not changed' });
    await report.waitFor();
    await tags.scene.clearFaults();
    await (
      await tags.message('Not changed: 1 of 1 image')
    )
      .getByRole('button', { name: 'Try Again' })
      .click();
    await tags.tagRows(first, has('Team', 'bakers'));
    assert.equal((await tags.tagsInAws(ids[0]))['Team'], 'bakers');
  });

  it('stops when it is told to, goes on when it is told to, and all of it can be undone', async () => {
    const tagsBefore = await Promise.all(ids.map((id) => tags.tagsInAws(id)));
    await tags.scene.addFault({ kind: 'delay', action: 'DeleteTags', milliseconds: 4000, times: 1 });
    await tags.select(first, second);
    await tags.choose(first, 'Remove Tag…');
    await tags.answer('Remove a tag of 2 images', 'LastUsed');
    await tags.approve('Remove Tag');
    await (await tags.message('Changing tags')).getByRole('button', { name: 'Cancel' }).click();
    const stopped = await tags.message('Stopped. Changed: 1 of 2 images');
    const isGone = async (): Promise<boolean[]> =>
      Promise.all(ids.map(async (id) => !('LastUsed' in (await tags.tagsInAws(id)))));
    assert.deepEqual((await isGone()).filter(Boolean), [true]);
    await stopped.getByRole('button', { name: 'Try Again' }).click();
    await tags.statusBar('Changed 1 image: Remove LastUsed');
    assert.deepEqual(await isGone(), [true, true]);
    await tags.scene.window.runCommand('AMI Bakery: Undo Last Tag Change');
    await tags.approve('Undo');
    await tags.statusBar('Undone on 2 images: Remove LastUsed');
    assert.deepEqual(await Promise.all(ids.map((id) => tags.tagsInAws(id))), tagsBefore);
  });

  it('is told by the next window where the last one was closed in the middle, and can be undone there', async () => {
    const { scene } = tags;
    const tagsBefore = await Promise.all(ids.map((id) => tags.tagsInAws(id)));
    const isRemoved = async (): Promise<boolean[]> =>
      Promise.all(ids.map(async (id) => !('LastUsed' in (await tags.tagsInAws(id)))));
    // Rows that are being drawn anew cannot be pressed.
    for (const version of [first, second]) await tags.tagRows(version, has('LastUsed'));
    await scene.forgetRequests();
    await scene.addFault({ kind: 'delay', action: 'DeleteTags', milliseconds: 60_000, skip: 1 });
    await tags.select(first, second);
    await tags.choose(first, 'Remove Tag…');
    await tags.answer('Remove a tag of 2 images', 'LastUsed');
    await tags.approve('Remove Tag');
    await scene.waitForRequests('the first of two calls', (requests) =>
      requests.some(({ action, status }) => action === 'DeleteTags' && status === 200),
    );
    await scene.window.page.reload();
    const message = await tags.message('A window was closed while it changed tags: Remove LastUsed.');
    await scene.clearFaults();
    assert.deepEqual((await isRemoved()).filter(Boolean), [true]);
    await message.getByRole('button', { name: 'Undo…' }).click();
    await tags.approve('Undo');
    await tags.statusBar('Undone on 1 image: Remove LastUsed');
    assert.deepEqual(await Promise.all(ids.map((id) => tags.tagsInAws(id))), tagsBefore);
    await scene.window.page.reload();
    await scene.window.waitForRows('the images', (rows) => rows.some(({ label }) => label === 'web'));
    assert.deepEqual(await scene.window.notifications(), []);
  });

  it('takes back the edit that could not be undone when that is tried again, whatever was edited since', async () => {
    const { scene } = tags;
    const set = async (version: string, key: string): Promise<void> => {
      await tags.choose(version, 'Add or Change Tag…');
      await tags.answer('Add or change a tag of 1 image', key);
      await tags.answer('Value for 1 image', 'x');
      await tags.approve('Change Tag');
      await tags.statusBar(`Changed 1 image: ${key} = "x"`);
    };
    await scene.window.openRow('web', 'the images of web', (rows) =>
      rows.some(({ label }) => label === first),
    );
    await set(first, 'One');
    await scene.addFault({ kind: 'error', action: 'DeleteTags', code: 'UnauthorizedOperation', status: 403 });
    await scene.window.runCommand('AMI Bakery: Undo Last Tag Change');
    await tags.approve('Undo');
    const failure = await tags.message('Not changed: 1 of 1 image');
    await scene.clearFaults();
    await set(second, 'Two');
    await failure.getByRole('button', { name: 'Try Again' }).click();
    await tags.approve('Undo');
    await tags.statusBar('Undone on 1 image: One = "x"');
    assert.equal('One' in (await tags.tagsInAws(ids[0])), false);
    assert.equal((await tags.tagsInAws(ids[1]))['Two'], 'x');
  });
});

describe('In Restricted Mode', () => {
  it('tags cannot be changed', async () => {
    const tags = await TagScene.open(false);
    try {
      const [first = ''] = await tags.versions();
      const menu = await tags.menu(first);
      await menu.getByText('Copy Image Id', { exact: true }).waitFor();
      const item = menu.locator('.action-item', { hasText: 'Add or Change Tag…' });
      assert.match((await item.locator('.action-menu-item').getAttribute('class')) ?? '', /disabled/u);
    } finally {
      await tags.scene.end();
    }
  });
});
