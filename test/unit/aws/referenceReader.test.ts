import assert from 'node:assert/strict';
import { DescribeParametersCommand, type ParameterType, PutParameterCommand } from '@aws-sdk/client-ssm';
import { AwsReferenceReader } from '../../../src/aws/referenceReader.ts';
import { messageOf } from '../../../src/core/outcome/failure.ts';
import { describeReference } from '../../../src/core/references/describeReference.ts';
import {
  type ReferenceFacts,
  type ReferenceSource,
  referenceSources,
} from '../../../src/core/references/facts.ts';
import { ReferenceStore } from '../../../src/core/references/referenceStore.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';

describe('Reading from AWS what uses images', function () {
  this.timeout(60_000);
  let aws: AwsFixture;
  let reader: AwsReferenceReader;
  const running = new AbortController().signal;

  before(async () => {
    aws = await startAws();
    reader = new AwsReferenceReader(aws.clients);
  });
  after(() => aws.end());
  afterEach(() => aws.control.script());

  const read = async <Source extends ReferenceSource>(source: Source): Promise<ReferenceFacts[Source][]> => {
    const facts: ReferenceFacts[Source][] = [];
    for await (const page of reader.readFacts(source, aws.environment, 'us-east-1', running)) {
      assert.deepEqual(page.unreadable, []);
      facts.push(...page.facts);
    }
    return facts;
  };
  const storeOf = (environment = aws.environment): ReferenceStore => {
    const store = new ReferenceStore({
      reader,
      clock: () => Date.now(),
      explain: (thrown) => ({ title: '', message: messageOf(thrown), cause: thrown, nextSteps: [] }),
    });
    store.setEnvironments([environment]);
    return store;
  };

  it('finds instances in every state but terminated', async () => {
    const states = new Set((await read('instances')).map(({ state }) => state));
    assert.ok(states.has('running') && states.has('stopped'));
    assert.ok(!states.has('terminated'));
  });

  it('finds every version of every launch template, and which are the default and the latest', async () => {
    const versions = await read('launchTemplates');
    const templates = new Set(versions.map(({ templateId }) => templateId));
    assert.ok(templates.size > 1);
    for (const template of templates) {
      const each = versions.filter(({ templateId }) => templateId === template);
      assert.equal(each.filter(({ isDefault }) => isDefault).length, 1);
      assert.equal(each.filter(({ isLatest }) => isLatest).length, 1);
    }
    assert.ok(
      versions.some(({ isDefault, isLatest }) => !isDefault && !isLatest),
      'older versions too',
    );
    assert.ok(versions.some(({ imageId }) => imageId?.startsWith('resolve:ssm:') === true));
  });

  it('finds groups at size zero, launch configurations that no group uses, fleets and parameters', async () => {
    const groups = await read('autoScalingGroups');
    assert.ok(groups.some(({ desired }) => desired === 0));
    assert.ok(groups.some(({ sources }) => sources.some(({ part }) => part === 'override')));
    assert.ok(groups.some(({ sources }) => sources.some(({ part }) => part === 'mixedInstances')));
    assert.ok((await read('launchConfigurations')).length > 0);
    assert.ok((await read('fleets')).length + (await read('spotFleets')).length > 0);
    const parameters = await read('parameters');
    assert.ok(
      parameters.some(({ isCurrent }) => isCurrent) && parameters.some(({ isCurrent }) => !isCurrent),
    );
  });

  it('finds image ids anywhere in the plain text of a parameter, and its ARN', async () => {
    const { ssm } = await aws.clients.of(aws.environment, 'us-east-1');
    const put = (Name: string, Type: ParameterType, Value: string): Promise<unknown> =>
      ssm.send(new PutParameterCommand({ Name, Type, Value }));
    await put('/held/json', 'String', '{"web":"ami-0123456789abcdef0","build":"tami-0123456789abcdef1"}');
    await put('/held/list', 'StringList', 'ami-11111111, node ami-22222222');
    await put('/held/secret', 'SecureString', 'ami-33333333');
    const held = (await read('parameters')).filter(({ name }) => name.startsWith('/held/'));
    assert.deepEqual(
      held.map(({ name, imageId, isInText }) => [name, imageId, isInText]),
      [
        ['/held/json', 'ami-0123456789abcdef0', true],
        ['/held/list', 'ami-11111111', false],
        ['/held/list', 'ami-22222222', true],
      ],
    );
    assert.match(held[0]?.arn ?? '', /^arn:aws:ssm:us-east-1:\d{12}:parameter\/held\/json$/u);
  });

  it('never asks for the value of a secure string', async () => {
    const { ssm } = await aws.clients.of(aws.environment, 'us-east-1');
    const { Parameters: all = [] } = await ssm.send(new DescribeParametersCommand({ MaxResults: 50 }));
    const secrets = all.filter(({ Type }) => Type === 'SecureString').map(({ Name }) => Name);
    assert.ok(secrets.length > 0, 'the sample world has one');
    const asked: unknown[] = [];
    ssm.middlewareStack.add(
      (next) => (call) => {
        asked.push(call.input);
        return next(call);
      },
      { step: 'initialize' },
    );
    await read('parameters');
    const text = JSON.stringify(asked);
    assert.ok(asked.length > 1);
    for (const secret of secrets) assert.ok(!text.includes(JSON.stringify(secret)));
    assert.ok(!text.includes('"WithDecryption":true'));
  });

  it('tells of every image of the sample world whether it is used, in words with the name of what uses it', async () => {
    const store = storeOf();
    assert.equal((await store.ensureRead('dev')).kind, 'done');
    const [instance] = await read('instances');
    assert.ok(instance);
    const { found, gaps } = store.useOf('dev', 'us-east-1', instance.imageId);
    assert.deepEqual(gaps, []);
    const words = found.map(({ reference }) => describeReference(reference));
    assert.ok(words.some(({ id, name }) => id === instance.instanceId || name === instance.instanceId));
    assert.equal(store.isInUse('dev', 'us-east-1', instance.imageId), true);
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-00000000000000000'), false);
  });

  it('asks for everything in every region at once, which Node does not take for a leak', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): void => {
      warnings.push(name);
    };
    process.on('warning', onWarning);
    try {
      const store = storeOf({ ...aws.environment, regions: ['us-east-1', 'eu-west-1'] });
      assert.equal((await store.ensureRead('dev')).kind, 'done');
    } finally {
      process.off('warning', onWarning);
    }
    assert.ok(!warnings.includes('MaxListenersExceededWarning'), warnings.join());
  });

  it('leaves a gap, in the words of AWS, for each source that is refused, and no image then counts as unused', async () => {
    const actions: Readonly<Record<ReferenceSource, string>> = {
      instances: 'DescribeInstances',
      launchTemplates: 'DescribeLaunchTemplateVersions',
      autoScalingGroups: 'DescribeAutoScalingGroups',
      launchConfigurations: 'DescribeLaunchConfigurations',
      instanceRefreshes: 'DescribeInstanceRefreshes',
      fleets: 'DescribeFleets',
      spotFleets: 'DescribeSpotFleetRequests',
      parameters: 'GetParameters',
      rootVolumeReplacements: 'DescribeReplaceRootVolumeTasks',
    };
    for (const source of referenceSources) {
      await aws.control.script({ kind: 'accessDenied', action: actions[source] });
      const store = storeOf();
      await store.ensureRead('dev');
      await aws.control.script();
      const { gaps } = store.useOf('dev', 'us-east-1', 'ami-00000000000000000');
      assert.ok(
        gaps.some((gap) => gap.source === source),
        source,
      );
      const [gap] = gaps.filter((each) => each.source === source);
      assert.match(gap?.status.kind === 'failed' ? gap.status.failure.message : '', /not authorized/u);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-00000000000000000'), undefined, source);
    }
  });
});
