import assert from 'node:assert/strict';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { sendQuery } from './signedQuery.ts';

describe('A signature', () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 0 });
  });
  after(() => cloud.close());

  /** Status of a call of DescribeRegions whose signature covers all headers but some. */
  const statusWithout = async (...headers: readonly string[]): Promise<number> => {
    const body = 'Action=DescribeRegions&Version=2016-11-15';
    return (await sendQuery(cloud, body, headers)).status;
  };

  it('covers the host, without which it is refused', async () => {
    assert.equal(await statusWithout(), 200);
    assert.equal(await statusWithout('content-type'), 200);
    assert.equal(await statusWithout('host'), 400);
  });
});
