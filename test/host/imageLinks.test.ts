import assert from 'node:assert/strict';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { commandIds } from '../../src/host/contributedIds.ts';
import { eventually } from './eventually.ts';

const cloud = z
  .looseObject({
    endpoint: z.string(),
    control: z.string(),
    profiles: z.array(
      z.looseObject({ name: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
    ),
  })
  .parse(JSON.parse(process.env['AMI_BAKERY_CLOUD'] ?? 'null'));

/** Everything that becomes a link, a tag or an image by itself, and everything that is written like one. */
const hostileName =
  '[x](command:workbench.action.quit) <img src=x> <https://evil.example> https://evil.example www.evil.example me@evil.example';

/** The images of staging in eu-west-1, among which are those with hostile texts. */
async function imagesInCloud(): Promise<{ id: string; name: string; isHostile: boolean }[]> {
  const profile = cloud.profiles.find(({ name }) => name === 'staging');
  assert.ok(profile);
  const client = new EC2Client({ endpoint: cloud.endpoint, region: 'eu-west-1', credentials: profile });
  const { Images = [] } = await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
  client.destroy();
  return Images.map(({ ImageId = '', Name = '', Tags = [] }) => ({
    id: ImageId,
    name: Name,
    isHostile: !/^[\d.]*$/u.test(Tags.find(({ Key }) => Key === 'Version')?.Value ?? ''),
  }));
}

async function readsOfImages(): Promise<number> {
  const requests = z
    .array(z.looseObject({ action: z.string() }))
    .parse(await (await fetch(`${cloud.control}/requests`)).json());
  return requests.filter(({ action }) => action === 'DescribeImages').length;
}

function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

/** What the extension says of the first image id of a document. */
async function hoverOf(document: vscode.TextDocument): Promise<vscode.MarkdownString | undefined> {
  const position = document.positionAt(document.getText().indexOf('ami-') + 6);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .filter((text) => text instanceof vscode.MarkdownString)
    .find(({ value }) => value.includes('ami'));
}

/** Looks at an unsaved text, which is gone afterwards. */
async function inUnsavedText<T>(
  content: string,
  look: (document: vscode.TextDocument) => Promise<T>,
): Promise<T> {
  const document = await vscode.workspace.openTextDocument({ content });
  await vscode.window.showTextDocument(document);
  const found = await look(document);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return found;
}

function hoverOfId(id: string): Promise<vscode.MarkdownString | undefined> {
  return inUnsavedText(`see ${id}, please`, hoverOf);
}

async function linksOf(document: vscode.TextDocument): Promise<string[]> {
  const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
    'vscode.executeLinkProvider',
    document.uri,
    100,
  );
  return links
    .filter(({ target }) => target?.scheme === 'command')
    .map(
      ({ range, target }) =>
        `${document.getText(range)} ${target?.path ?? ''} ${decodeURIComponent(target?.query ?? '')}`,
    );
}

/** The links of a markdown text that are ours by their form; the rest must have none. */
const ownLink = /\[[^\]]*\]\(command:(amiBakery\.\w+)\?[\w%.-]*\)/gu;

function assertHarmless(text: vscode.MarkdownString): void {
  assert.deepEqual(text.isTrusted, {
    enabledCommands: [commandIds.revealImage, commandIds.findImage, commandIds.copyImageId],
  });
  assert.ok(text.supportHtml !== true && text.supportThemeIcons !== true);
  const links = [...text.value.matchAll(ownLink)].map(([, command]) => command);
  assert.deepEqual(links, [commandIds.revealImage, commandIds.copyImageId]);
  const rest = text.value.replace(ownLink, '').replace(/^\*\*|\*\*(?= {2}\n)/gu, '');
  // What would be active: GitHub Flavored Markdown, "Links", "Images", "Autolinks", "Raw HTML", "Code spans".
  for (const active of [/(?<!\\)[[\]()`*_~]/u, /</u, /:\/\//u, /www\./iu, /@/u]) {
    assert.doesNotMatch(rest, active);
  }
}

describe('An image id in a document', () => {
  const configuration = workspaceFile('ami-bakery.json');
  const terraform = workspaceFile('main.tf');
  let original: Uint8Array;
  let images: Awaited<ReturnType<typeof imagesInCloud>>;
  let document: vscode.TextDocument;
  let id: string;

  before(async () => {
    await vscode.extensions.getExtension('ami-bakery.ami-bakery')?.activate();
    original = await vscode.workspace.fs.readFile(configuration);
    images = await imagesInCloud();
    // Environments that no other test has read, in a view that nobody sees.
    await vscode.commands.executeCommand('workbench.view.explorer');
    const environment = { profile: 'staging', regions: ['eu-west-1'], endpoint: cloud.endpoint };
    await write(configuration, JSON.stringify({ environments: [{ name: hostileName, ...environment }] }));
    id = images.find(({ isHostile }) => !isHostile)?.id ?? '';
    await write(terraform, `resource "aws_instance" "web" {\n  ami = "${id}"\n}\n`);
    document = await vscode.workspace.openTextDocument(terraform);
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.writeFile(configuration, original);
    await vscode.workspace.fs.delete(terraform);
  });

  it('that was not read yet says so and offers the search, and reads nothing', async () => {
    const reads = await readsOfImages();
    const text = await eventually('the hover', () => hoverOf(document));
    const shown = text.value.replaceAll('&nbsp;', ' ');
    assert.ok(shown.startsWith(`${id} is not among the images read so far. [Find Image…](command:`), shown);
    assert.deepEqual(await linksOf(document), [`${id} ${commandIds.findImage} ["${id}"]`]);
    assert.equal(await readsOfImages(), reads);
  });

  it('that was read says what the image is, in files and in unsaved texts, and leads to its row', async () => {
    await vscode.commands.executeCommand('amiBakery.images.focus');
    const name = images.find((each) => each.id === id)?.name ?? '';
    const isKnown = async (): Promise<vscode.MarkdownString | false> => {
      const text = await hoverOf(document);
      return text?.value.includes('Created') === true && text;
    };
    const text = await eventually('the image', isKnown);
    const shown = text.value.replaceAll('&nbsp;', ' ').replaceAll('  \n', '\n').replaceAll('\\', '');
    const facts = new Map(shown.split('\n').map((line) => line.split(': ', 2) as [string, string]));
    assert.equal(facts.get('Name'), name);
    assert.match(facts.get('Created') ?? '', / ago \(\d{4}-\d\d-\d\d\)$/u);
    assert.equal(facts.get('Region'), 'eu-west-1');
    assert.ok(facts.has('State') && facts.has('Environment'));
    assert.match(facts.get('Use') ?? '', /^(?:in use by \d+|nothing uses it|not known)/u);
    assertHarmless(text);
    const environmentId = `${configuration.toString()}#${hostileName}`;
    const expected = JSON.stringify([environmentId, 'eu-west-1', id]);
    assert.deepEqual(await linksOf(document), [`${id} ${commandIds.revealImage} ${expected}`]);
    // What uses the image may become known in between.
    const withoutUse = (value: string | undefined): string | undefined => value?.replace(/^Use:.*$/mu, '');
    assert.equal(withoutUse((await hoverOfId(id))?.value), withoutUse(text.value));
  });

  it('never brings a link, a tag or a command of a hostile text into a hover', async () => {
    const hostile = images.filter(({ isHostile }) => isHostile);
    assert.ok(hostile.length >= 8);
    for (const image of hostile) {
      const text = await hoverOfId(image.id);
      assert.ok(text);
      assertHarmless(text);
    }
  });

  it('of no image that there is says so in one line', async () => {
    const text = await hoverOfId('ami-00000000');
    assert.match(text?.value.replaceAll('&nbsp;', ' ') ?? '', /^ami-00000000 is not an image of [^\n]*\.$/u);
  });

  it('is only a word where it is none, or where the setting says so', async () => {
    assert.equal(await hoverOfId('ami-0000000'), undefined);
    const settings = vscode.workspace.getConfiguration('amiBakery');
    await settings.update('imageLinks.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await eventually('no links', async () => (await linksOf(document)).length === 0);
      assert.equal(await hoverOf(document), undefined);
    } finally {
      await settings.update('imageLinks.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    await eventually('the links', async () => (await linksOf(document)).length === 1);
    assert.ok(await hoverOf(document));
  });

  it('is linked up to the two thousandth of a document, which VS Code asks for at every change', async () => {
    const ids = Array.from({ length: 2100 }, (_, index) => `ami-${index.toString(16).padStart(17, '0')}`);
    const count = await inUnsavedText(ids.join('\n'), async ({ uri }) => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        uri,
      );
      return links.length;
    });
    assert.equal(count, 2000);
  });

  it('is linked in the first million characters of a document', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const content = `${id}\n${line.repeat(10_001)}${id}\n`;
    assert.equal((await inUnsavedText(content, linksOf)).length, 1);
  });
});
