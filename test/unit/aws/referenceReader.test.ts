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
    const { ssm } = await aws.clients.callsOf(aws.environment, 'us-east-1').clients();
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
    const { ssm } = await aws.clients.callsOf(aws.environment, 'us-east-1').clients();
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

  describe('of what was deleted after it was listed', () => {
    const goneOnce = (action: string, code: string, message: string): Promise<void> =>
      aws.control.script({ kind: 'error', action, code, message, status: 400, times: 1 });

    it('reads the versions of every other launch template', async () => {
      const templates = async (): Promise<string[]> => [
        ...new Set((await read('launchTemplates')).map(({ templateId }) => templateId)),
      ];
      const [deleted, ...others] = await templates();
      assert.ok(deleted !== undefined && others.length > 0);
      const message = `The specified launch template, with template ID ${deleted}, does not exist.`;
      await goneOnce('DescribeLaunchTemplateVersions', 'InvalidLaunchTemplateId.NotFound', message);
      assert.deepEqual(await templates(), others);
    });

    it('reads the history of every other parameter', async () => {
      const names = async (): Promise<string[]> => [
        ...new Set((await read('parameters')).map(({ name }) => name)),
      ];
      const [, ...others] = await names();
      assert.ok(others.length > 0);
      await goneOnce('GetParameterHistory', 'ParameterNotFound', '');
      assert.deepEqual(await names(), others);
    });

    it('asks every other group for its refreshes, however it is said that one is gone', async () => {
      const { length: groups } = await read('autoScalingGroups');
      assert.ok(groups > 1);
      for (const words of ['AutoScalingGroup name not found - null', 'Group web not found']) {
        await aws.control.forgetRequests();
        await goneOnce('DescribeInstanceRefreshes', 'ValidationError', words);
        await read('instanceRefreshes');
        const asked = (await aws.control.requests()).filter(
          ({ action }) => action === 'DescribeInstanceRefreshes',
        );
        assert.deepEqual(
          asked.map(({ status }) => status),
          [400, ...Array<number>(groups - 1).fill(200)],
        );
      }
    });

    it('takes no other refusal for something that is gone', async () => {
      await goneOnce('DescribeInstanceRefreshes', 'ValidationError', 'The request is not valid.');
      await assert.rejects(read('instanceRefreshes'), /The request is not valid/u);
      await goneOnce('DescribeLaunchTemplateVersions', 'InvalidLaunchTemplateId.Malformed', 'Malformed.');
      await assert.rejects(read('launchTemplates'), /Malformed/u);
    });
  });

  describe('of parameters of which some may not be read', () => {
    const put = async (Name: string, Value: string, DataType?: string): Promise<void> => {
      const { ssm } = await aws.clients.callsOf(aws.environment, 'us-east-1').clients();
      await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value, DataType, Overwrite: true }));
    };
    const deny = (resource: string, action = 'GetParameters'): object => ({
      ...{ kind: 'accessDenied', action, resource },
    });
    const gapOf = (store: ReferenceStore): string => {
      const { gaps } = store.useOf('dev', 'us-east-1', 'ami-00000000000000000');
      assert.deepEqual(
        gaps.map(({ source }) => source),
        ['parameters'],
      );
      const status = gaps[0]?.status;
      return status?.kind === 'failed' ? status.failure.message : '';
    };
    const golden = 'ami-0aaaaaaaaaaaaaaaa';

    it('finds those that may, and leaves one gap that names the others', async () => {
      await put('/mixed/golden', golden);
      await put('/mixed/secret-a', 'ami-0bbbbbbbbbbbbbbbb');
      await put('/mixed/secret-b', 'ami-0cccccccccccccccc');
      await aws.control.script(deny('/mixed/secret-*'));
      const store = storeOf();
      await store.ensureRead('dev');
      assert.equal(store.isCurrent('dev', 'us-east-1', golden), true);
      assert.equal(store.isInUse('dev', 'us-east-1', golden), true);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-0bbbbbbbbbbbbbbbb'), undefined);
      assert.match(gapOf(store), /\/mixed\/secret-a, \/mixed\/secret-b\. .*not authorized/u);
      assert.doesNotMatch(gapOf(store), /golden/u);
    });

    it('finds the value of now where only the history may not be read', async () => {
      await put('/mixed/golden', golden);
      await aws.control.script(deny('/mixed/golden', 'GetParameterHistory'));
      const store = storeOf();
      await store.ensureRead('dev');
      assert.equal(store.isCurrent('dev', 'us-east-1', golden), true);
      assert.match(gapOf(store), /\/mixed\/golden\. .*ssm:GetParameterHistory/u);
    });

    it('takes back what was found of one that was changed, and keeps what was found of those that may not be read', async () => {
      const [next, secret] = ['ami-0dddddddddddddddd', 'ami-0eeeeeeeeeeeeeeee'];
      await put('/later/golden', golden);
      await put('/later/note', next);
      await put('/later/secret', secret);
      const store = storeOf();
      await store.ensureRead('dev');
      await aws.control.script(deny('/later/secret'), deny('/later/golden', 'GetParameterHistory'));
      await put('/later/golden', next);
      await put('/later/note', 'nothing');
      await store.refresh('dev', running);
      const namesOf = (imageId: string): string[] =>
        store
          .useOf('dev', 'us-east-1', imageId)
          .found.map(({ reference }) => Object.values(describeReference(reference)).join());
      assert.deepEqual(namesOf(next), ['/later/golden,,SSM parameter, current value']);
      assert.deepEqual(
        namesOf(golden).filter((words) => words.startsWith('/later/')),
        ['/later/golden,,SSM parameter, earlier value (version 1)'],
      );
      assert.equal(store.isCurrent('dev', 'us-east-1', secret), true);
    });

    it('asks for few of many one by one where none may be read, but always for those that are images', async () => {
      const [{ imageId } = { imageId: '' }] = await read('instances');
      for (let number = 0; number < 120; number += 1) await put(`/many/${number}`, 'nothing');
      await put('/many/golden', imageId, 'aws:ec2:image');
      await aws.control.script(...['/many/?', '/many/??', '/many/???'].map((resource) => deny(resource)));
      await aws.control.forgetRequests();
      const store = storeOf();
      await store.ensureRead('dev');
      const asked = (await aws.control.requests()).filter(
        ({ action, status }) => action === 'GetParameters' && status === 400,
      );
      assert.ok(asked.length < 100, `${asked.length} refusals of 120 names`);
      assert.match(gapOf(store), / and 110 more\. /u);
      const pointers = store
        .useOf('dev', 'us-east-1', imageId)
        .found.map(({ reference: { referrer } }) => referrer.kind === 'parameter' && referrer.name);
      assert.ok(pointers.includes('/many/golden'));
    });
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
