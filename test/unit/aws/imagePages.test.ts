import assert from 'node:assert/strict';
import { EC2Client } from '@aws-sdk/client-ec2';
import { streamCollector } from '@smithy/core/serde';
import { imagePages } from '../../../src/aws/imagePages.ts';
import { listen, type LoopbackServer } from '../../../src/localcloud/loopback.ts';

const headers = { 'content-type': 'text/xml' };

function answerOf(imageId: string, token: string | undefined, name = ''): string {
  const next = token === undefined ? '' : `<nextToken>${token}</nextToken>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
    <DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
    <imagesSet><item><imageId>${imageId}</imageId><name>${name}</name></item></imagesSet>${next}</DescribeImagesResponse>`;
}

describe('Pages of DescribeImages', () => {
  let server: LoopbackServer | undefined;
  let client: EC2Client | undefined;
  afterEach(async () => {
    client?.destroy();
    await server?.close();
  });

  /** Serves pages by the token that leads to them, '' for the first, and notes which were asked for. */
  const serve = async (pages: ReadonlyMap<string, string>, asked: string[]): Promise<string> => {
    server = await listen(0, ({ body }) => {
      const token = new URLSearchParams(body).get('NextToken') ?? '';
      asked.push(token);
      const page = pages.get(token);
      return Promise.resolve({ status: page === undefined ? 404 : 200, headers, body: page ?? '' });
    });
    return server.address;
  };
  const clientOf = (endpoint: string, collector = streamCollector): EC2Client => {
    const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
    return (client = new EC2Client({
      region: 'us-east-1',
      endpoint,
      credentials,
      streamCollector: collector,
    }));
  };
  const idsOf = async (ec2: EC2Client): Promise<(string | undefined)[]> => {
    const ids: (string | undefined)[] = [];
    for await (const { Images = [] } of imagePages(ec2, { Owners: ['self'] }, new AbortController().signal)) {
      ids.push(...Images.map(({ ImageId }) => ImageId));
    }
    return ids;
  };

  it('are asked for before the one before is parsed', async () => {
    const pages = new Map([
      ['', answerOf('ami-1', 'b')],
      ['b', answerOf('ami-2', 'c')],
      ['c', answerOf('ami-3', undefined)],
    ]);
    const asked: string[] = [];
    let collected = 0;
    const waitForThird: typeof streamCollector = async (stream) => {
      const bytes = await streamCollector(stream);
      collected += 1;
      // The second page is not given to the parser before the third was asked for.
      while (collected === 2 && !asked.includes('c')) await new Promise((resolve) => setTimeout(resolve, 5));
      return bytes;
    };
    const ids = await idsOf(clientOf(await serve(pages, asked), waitForThird));
    assert.deepEqual(ids, ['ami-1', 'ami-2', 'ami-3']);
    assert.deepEqual(asked, ['', 'b', 'c']);
  });

  it('follow each other by what they say, also where their tokens cannot be told before they are parsed', async () => {
    const long = 'x'.repeat(5000);
    const pages = new Map([
      ['', answerOf('ami-1', 'a&amp;b')],
      ['a&b', answerOf('ami-2', long)],
      [long, answerOf('ami-3', 'é')],
      ['é', answerOf('ami-4', undefined, '&lt;nextToken&gt;of a hostile name&lt;/nextToken&gt;')],
    ]);
    const asked: string[] = [];
    assert.deepEqual(await idsOf(clientOf(await serve(pages, asked))), ['ami-1', 'ami-2', 'ami-3', 'ami-4']);
    assert.deepEqual(asked, [...pages.keys()]);
  });

  it('do not go where something leads that only looks like a token', async () => {
    const pages = new Map([
      ['', answerOf('ami-1', 'b')],
      ['b', `${answerOf('ami-2', 'c')}<!-- <nextToken>elsewhere</nextToken> -->`],
      ['c', answerOf('ami-3', undefined)],
    ]);
    const asked: string[] = [];
    assert.deepEqual(await idsOf(clientOf(await serve(pages, asked))), ['ami-1', 'ami-2', 'ami-3']);
    assert.deepEqual(
      asked.filter((token) => token !== 'elsewhere'),
      ['', 'b', 'c'],
    );
  });
});
