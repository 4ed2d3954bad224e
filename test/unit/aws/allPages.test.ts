import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allPages } from '../../../src/aws/allPages.ts';
import { AwsImageReader } from '../../../src/aws/imageReader.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import { messageOf } from '../../../src/core/outcome/failure.ts';
import { listen } from '../../../src/localcloud/loopback.ts';
import { environment } from '../core/images/builders.ts';
import { awsClients } from './awsClients.ts';

interface Page {
  readonly Images: readonly string[];
  readonly NextToken?: string;
}

/** A paginator of AWS: each answer's token leads to the next answer, until one has none. */
async function* pagesOf(tokens: readonly (string | undefined)[]): AsyncGenerator<Page> {
  for (const token of tokens) {
    yield await Promise.resolve(token === undefined ? { Images: [] } : { Images: [], NextToken: token });
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('All pages of a list', () => {
  it('are given as they come, to the last', async () => {
    const pages = await collect(allPages(pagesOf(['a', 'b', undefined])));
    assert.deepEqual(
      pages.map(({ NextToken }) => NextToken),
      ['a', 'b', undefined],
    );
  });

  it('never end as if they were all of them when a token comes twice, whatever comes between', async () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(list, async (tokens) => {
        const isCircle = new Set(tokens).size < tokens.length;
        const reading = collect(allPages(pagesOf([...tokens, undefined])));
        if (isCircle) await assert.rejects(reading, /not complete/u);
        else assert.equal((await reading).length, tokens.length + 1);
      }),
    );
  });

  it('that go round in a circle fail the reading of images', async () => {
    const answer = `<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
      <imagesSet><item><imageId>ami-1</imageId></item></imagesSet><nextToken>again</nextToken></DescribeImagesResponse>`;
    const { ids, reason, message } = await readingFrom(answer);
    assert.deepEqual(ids, ['ami-1', 'ami-1']);
    assert.equal(reason, 'other');
    assert.match(message, /same page .* not complete/u);
  });

  it('that something else than AWS answers are not taken for an account without images', async () => {
    for (const answer of ['<html><body>Please log in</body></html>', '']) {
      const { ids, reason, message } = await readingFrom(answer);
      assert.deepEqual(ids, []);
      assert.equal(reason, 'unreachable');
      assert.match(message, /^What answered is not AWS/u);
    }
  });

  it('that a proxy refuses say so, with the status that it gives', async () => {
    const { reason, message } = await readingFrom('<html><body>Forbidden</body></html>', 403);
    assert.equal(reason, 'unreachable');
    assert.equal(message, 'What answered is not AWS: HTTP status 403, without a code of AWS.');
  });

  it('that hold an empty list are an account without images', async () => {
    const { ids, reason } = await readingFrom(
      '<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><imagesSet/></DescribeImagesResponse>',
    );
    assert.deepEqual(ids, []);
    assert.equal(reason, undefined);
  });
});

/** What becomes of reading the images of an account where every call is answered with the same text. */
async function readingFrom(
  answer: string,
  status = 200,
): Promise<{ readonly ids: string[]; readonly reason: string | undefined; readonly message: string }> {
  const headers = { 'content-type': 'text/xml' };
  const server = await listen(0, () => Promise.resolve({ status, headers, body: answer }));
  const variablesBefore = process.env;
  process.env = { ...variablesBefore, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' };
  const clients = awsClients({ config: '/nowhere', credentials: '/nowhere' });
  const dev = {
    ...environment('dev'),
    profile: undefined,
    source: { kind: 'variables' as const },
    endpoint: server.address,
  };
  const ids: string[] = [];
  try {
    const pages = new AwsImageReader(clients).readImages(dev, 'us-east-1', new AbortController().signal);
    for await (const { images } of pages) ids.push(...images.map(({ id }) => id));
    return { ids, reason: undefined, message: '' };
  } catch (thrown) {
    return { ids, reason: reasonOf(thrown), message: messageOf(thrown) };
  } finally {
    process.env = variablesBefore;
    clients.dispose();
    await server.close();
  }
}
