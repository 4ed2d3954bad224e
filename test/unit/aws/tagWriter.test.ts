import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import { AwsTagWriter } from '../../../src/aws/tagWriter.ts';
import { defaultTagNames, type Environment } from '../../../src/core/environments/environment.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import { applyTagChanges, type TagAccess, type TagReport } from '../../../src/core/tags/applyTagChanges.ts';
import { readTagsNow } from '../../../src/core/tags/readTagsNow.ts';
import { type ImagePlace, inverseOf, type TagChange } from '../../../src/core/tags/tagChange.ts';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import { hostileTexts } from '../../../src/localcloud/sample/hostileTexts.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { image } from '../core/images/builders.ts';
import { context } from '../core/tags/builders.ts';
import { ownImages, sdkClients } from '../localcloud/clients.ts';
import { awsClients } from './awsClients.ts';

const region = 'us-east-1';

describe('Writing tags in AWS', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let folder: string;
  let clients: AwsClients;
  let writer: AwsTagWriter;
  let reader: AwsImageReader;
  let access: TagAccess;
  let ec2: EC2Client;
  let ids: string[];
  const variablesBefore = { ...process.env };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-tags-'));
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  });
  after(async () => {
    process.env = variablesBefore;
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 120 });
    const files = awsConfigFiles(cloud.profiles);
    await writeFile(join(folder, 'config'), files.config);
    await writeFile(join(folder, 'credentials'), files.credentials);
    clients = awsClients({ config: join(folder, 'config'), credentials: join(folder, 'credentials') });
    writer = new AwsTagWriter(clients);
    reader = new AwsImageReader(clients);
    access = { reader, writer };
    ({ ec2 } = sdkClients(cloud));
    ids = (await ownImages(ec2)).map(({ ImageId: id }) => id ?? '');
  });
  afterEach(async () => {
    clients.dispose();
    await cloud.close();
  });

  const addFault = async (fault: object): Promise<void> => {
    await fetch(`${cloud.control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
  };
  const dev = (): Environment => ({
    id: 'dev',
    name: 'dev',
    profile: 'dev',
    regions: [region],
    roleArn: undefined,
    endpoint: cloud.endpoint,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'profile' },
  });
  /** As another client sees it. */
  const tagsInAws = async (id: string): Promise<Record<string, string>> => {
    const { Tags: tags = [] } = await ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
    );
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  };
  const placeOf = (imageId: string): ImagePlace => ({ environment: dev(), region, imageId });
  /** The changes that give images a tag that none of them has. */
  const giving = (imageIds: readonly string[], key: string, value: string): TagChange[] =>
    imageIds.map((id) => ({ ...placeOf(id), imageName: undefined, key, before: undefined, after: value }));
  const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
    try {
      await work;
    } catch (thrown) {
      return thrown;
    }
    return assert.fail('did not fail');
  };
  const applied = ({ applied: changes }: TagReport): string[] => changes.map(({ imageId }) => imageId);
  const wordsOf = ({ notApplied }: TagReport): unknown[] =>
    notApplied.map(({ reason }) =>
      'thrown' in reason && reason.thrown instanceof Error ? reason.thrown.message : reason.kind,
    );

  it('gives images a tag, in one call, and leaves their other tags', async () => {
    const [first = '', second = ''] = ids;
    const before = await tagsInAws(first);
    await writer.createTags(dev(), region, [first, second], { key: 'Owner', value: 'infra' });
    assert.deepEqual(await tagsInAws(first), { ...before, Owner: 'infra' });
    assert.equal((await tagsInAws(second))['Owner'], 'infra');
    assert.equal((await tagsInAws(ids[2] ?? ''))['Owner'], undefined);
  });

  it('removes a tag only where it has the value that was seen', async () => {
    const [first = '', second = ''] = ids;
    await writer.createTags(dev(), region, [first], { key: 'Owner', value: 'infra' });
    await writer.createTags(dev(), region, [second], { key: 'Owner', value: 'somebody else' });
    await writer.deleteTags(dev(), region, [first, second], { key: 'Owner', value: 'infra' });
    assert.equal('Owner' in (await tagsInAws(first)), false);
    assert.equal((await tagsInAws(second))['Owner'], 'somebody else');
  });

  it('removes of the tags with an empty value only those', async () => {
    const [first = '', second = ''] = ids;
    await writer.createTags(dev(), region, [first], { key: 'Owner', value: '' });
    await writer.createTags(dev(), region, [second], { key: 'Owner', value: 'x' });
    await writer.deleteTags(dev(), region, [first, second], { key: 'Owner', value: '' });
    assert.equal('Owner' in (await tagsInAws(first)), false);
    assert.equal((await tagsInAws(second))['Owner'], 'x');
  });

  it('brings every value there and back unchanged, hostile ones too', async () => {
    const chosen = ids.slice(0, hostileTexts.length);
    const changes = chosen.map((id, index): TagChange => ({
      ...placeOf(id),
      imageName: undefined,
      key: hostileTexts[index]?.slice(0, 100).concat('!') ?? '',
      before: undefined,
      after: hostileTexts[index] ?? '',
    }));
    const before = await Promise.all(chosen.map(tagsInAws));
    assert.deepEqual(applied(await applyTagChanges(changes, access, context())), chosen);
    for (const { imageId, key, after } of changes) assert.equal((await tagsInAws(imageId))[key], after);
    await applyTagChanges(inverseOf(changes), access, context());
    assert.deepEqual(await Promise.all(chosen.map(tagsInAws)), before);
  });

  it('says which image is not there, and gives the others their tag', async () => {
    const gone = 'ami-0123456789abcdef0';
    const thrown = await thrownBy(
      writer.createTags(dev(), region, [ids[0] ?? '', gone], { key: 'Owner', value: 'x' }),
    );
    assert.equal(reasonOf(thrown), 'not-found');
    assert.match(String(thrown), /ami-0123456789abcdef0.*InvalidAMIID\.NotFound/u);
    // It vanishes between the reading and the writing of its batch.
    const vanishing: TagAccess['reader'] = {
      readImagesById: async (...call) => {
        const page = await reader.readImagesById(...call);
        return { ...page, images: [...page.images, image(gone)] };
      },
    };
    const changes = giving([...ids.slice(0, 9), gone, ...ids.slice(9)], 'Owner', 'x');
    const report = await applyTagChanges(changes, { reader: vanishing, writer }, context());
    assert.deepEqual(new Set(applied(report)), new Set(ids));
    assert.deepEqual(wordsOf(report), ['gone']);
    for (const id of ids) assert.equal((await tagsInAws(id))['Owner'], 'x');
  });

  it('says in the words of AWS that writing is not allowed, and changes nothing', async () => {
    const message = `You are not authorized to perform this operation. Encoded authorization failure message: ${'x'.repeat(2000)}`;
    await addFault({
      kind: 'error',
      action: 'CreateTags',
      code: 'UnauthorizedOperation',
      message,
      status: 403,
    });
    const thrown = await thrownBy(writer.createTags(dev(), region, ids, { key: 'Owner', value: 'x' }));
    assert.equal(reasonOf(thrown), 'access-denied');
    const report = await applyTagChanges(giving(ids, 'Owner', 'x'), access, context());
    assert.deepEqual(
      new Set(wordsOf(report)),
      new Set(['You are not authorized to perform this operation. (UnauthorizedOperation)']),
    );
    assert.equal(report.notApplied.length, ids.length);
    for (const id of ids) assert.equal('Owner' in (await tagsInAws(id)), false);
  });

  it('goes on by itself after being throttled', async () => {
    const throttling = {
      kind: 'error',
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      status: 503,
    };
    await addFault({ ...throttling, action: 'CreateTags', times: 1 });
    const report = await applyTagChanges(giving(ids, 'Owner', 'x'), access, context());
    assert.deepEqual(applied(report), ids);
  });

  it('counts as changed what AWS did although its answer was lost', async () => {
    await addFault({ kind: 'lostResponse', action: 'CreateTags', times: 1 });
    const report = await applyTagChanges(giving(ids, 'Owner', 'x'), access, context());
    assert.deepEqual(applied(report), ids);
    for (const id of ids) assert.equal((await tagsInAws(id))['Owner'], 'x');
  });

  it('finds out what AWS did when no answer comes at all', async () => {
    await addFault({ kind: 'lostResponse', action: 'CreateTags' });
    const report = await applyTagChanges(giving(ids, 'Owner', 'x'), access, context());
    assert.deepEqual(applied(report), ids);
  });

  it('reads as an image that is gone what the credentials of another account cannot see, and writes nothing', async () => {
    const other = { ...dev(), profile: 'prod' };
    const changes = giving(ids, 'Owner', 'x').map((change) => ({ ...change, environment: other }));
    const report = await applyTagChanges(changes, access, context());
    assert.deepEqual(new Set(wordsOf(report)), new Set(['gone']));
    const tagsNow = await readTagsNow(ids.map(placeOf), reader, context());
    assert.ok(ids.every((id) => tagsNow(placeOf(id))?.has('Owner') === false));
  });
});
