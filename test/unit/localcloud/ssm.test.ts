import assert from 'node:assert/strict';
import {
  DescribeParametersCommand,
  type DescribeParametersCommandInput,
  GetParameterCommand,
  type GetParameterCommandOutput,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  GetParametersCommand,
  LabelParameterVersionCommand,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  paginateGetParametersByPath,
  ParameterNotFound,
  type ParameterStringFilter,
  PutParameterCommand,
  type PutParameterCommandInput,
  type PutParameterCommandOutput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { resolveParameter } from '../../../src/localcloud/ssm/resolveParameter.ts';
import { emptyRegion } from '../../../src/localcloud/world.ts';
import { collect, ownImages, refusal, sdkClients } from './clients.ts';

const now = Date.UTC(2026, 10, 24, 12);

describe('SSM of the local cloud', function () {
  this.timeout(10_000);
  let cloud: LocalCloud;
  let ssm: SSMClient;
  beforeEach(async () => {
    cloud = await startLocalCloud({ now, images: 90, bare: true });
    ({ ssm } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const put = (
    Name: string,
    Value: string,
    more: Partial<PutParameterCommandInput> = {},
  ): Promise<PutParameterCommandOutput> =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
  const overwrite = (Name: string, Value: string): Promise<PutParameterCommandOutput> =>
    ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  const get = (Name: string, WithDecryption = false): Promise<GetParameterCommandOutput> =>
    ssm.send(new GetParameterCommand({ Name, WithDecryption }));
  const valueOf = async (name: string): Promise<string | undefined> => (await get(name)).Parameter?.Value;
  const byPath = async (
    Path: string,
    more: Partial<GetParametersByPathCommandInput> = {},
  ): Promise<(string | undefined)[]> =>
    (await ssm.send(new GetParametersByPathCommand({ Path, ...more }))).Parameters?.map(({ Name }) => Name) ??
    [];
  const described = async (...ParameterFilters: ParameterStringFilter[]): Promise<(string | undefined)[]> =>
    (await ssm.send(new DescribeParametersCommand({ ParameterFilters, MaxResults: 50 }))).Parameters?.map(
      ({ Name }) => Name,
    ) ?? [];

  describe('A parameter', () => {
    it('is read as it was put, by its name and by its ARN', async () => {
      const value = ' über 🍞 <&> "x" \u0001\n${y} ';
      assert.deepEqual((({ Version, Tier }) => ({ Version, Tier }))(await put('/web/dev/current', value)), {
        Version: 1,
        Tier: 'Standard',
      });
      const { Parameter } = await get('/web/dev/current');
      const { LastModifiedDate, ...rest } = Parameter ?? {};
      const arn = 'arn:aws:ssm:us-east-1:111111111111:parameter/web/dev/current';
      assert.deepEqual(rest, {
        Name: '/web/dev/current',
        Type: 'String',
        Value: value,
        Version: 1,
        ARN: arn,
        DataType: 'text',
      });
      const age = (LastModifiedDate?.getTime() ?? 0) - now;
      assert.ok(age >= 0 && age < 60_000, "it has the time of the world's clock");
      assert.equal(await valueOf(arn), value);
    });

    it('has a version for each time it was put, by number and by label', async () => {
      await put('/web/current', 'one', { Description: 'which image' });
      assert.equal((await overwrite('/web/current', 'two')).Version, 2);
      await ssm.send(
        new LabelParameterVersionCommand({ Name: '/web/current', ParameterVersion: 1, Labels: ['before'] }),
      );
      assert.equal(await valueOf('/web/current'), 'two');
      assert.equal(await valueOf('/web/current:1'), 'one');
      assert.equal(await valueOf('/web/current:before'), 'one');
      assert.equal((await get('/web/current:before')).Parameter?.Selector, ':before');
      assert.equal(await valueOf('arn:aws:ssm:us-east-1:111111111111:parameter/web/current:1'), 'one');
    });

    it('of another account or region is not found', async () => {
      await put('/web/current', 'dev');
      const elsewhere = [
        sdkClients(cloud, { profile: 'prod' }).ssm,
        sdkClients(cloud, { region: 'eu-west-1' }).ssm,
      ];
      for (const client of elsewhere) {
        assert.match(
          await refusal(client.send(new GetParameterCommand({ Name: '/web/current' }))),
          /^ParameterNotFound/u,
        );
      }
      assert.match(
        await refusal(get('arn:aws:ssm:us-east-1:333333333333:parameter/web/current')),
        /^ParameterNotFound/u,
      );
    });

    it('that is not there is refused as AWS does: by the code, without a word', async () => {
      const call = get('/web/none');
      await assert.rejects(call, ParameterNotFound);
      assert.equal(await refusal(call), 'ParameterNotFound: UnknownError');
    });

    it('is found by every reference to any of its versions, and by no other', () => {
      const name = fc.stringMatching(/^\/?[a-c.-]{1,3}$/u);
      const counts = fc.dictionary(name, fc.integer({ min: 1, max: 3 }), { maxKeys: 12 });
      fc.assert(
        fc.property(counts, name, (versions, other) => {
          const state = emptyRegion();
          for (const Name of Object.keys(versions).sort()) {
            for (let Version = 1; Version <= (versions[Name] ?? 0); Version += 1) {
              state.parameters.push({ Name, Version, Value: `${Name} ${Version}`, Labels: [`l${Version}`] });
            }
          }
          for (const [Name, count] of Object.entries(versions)) {
            assert.equal(resolveParameter(state, Name)?.Value, `${Name} ${count}`);
            assert.equal(resolveParameter(state, `${Name}:1`)?.Value, `${Name} 1`);
            assert.equal(resolveParameter(state, `${Name}:l${count}`)?.Value, `${Name} ${count}`);
            assert.equal(resolveParameter(state, `${Name}:${count + 1}`), undefined);
          }
          if (!Object.hasOwn(versions, other)) assert.equal(resolveParameter(state, other), undefined);
        }),
      );
    });
  });

  describe('PutParameter', () => {
    it('keeps what an update does not say', async () => {
      await put('/web/current', '1', { Description: 'which image', AllowedPattern: String.raw`\d+` });
      await overwrite('/web/current', '2');
      const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name: '/web/current' }));
      assert.deepEqual(
        Parameters.map(({ Description, Value, Version }) => [Description, Value, Version]),
        [
          ['which image', '1', 1],
          ['which image', '2', 2],
        ],
      );
      assert.match(await refusal(overwrite('/web/current', 'x')), /^ParameterPatternMismatchException/u);
    });

    it('stores an image only if it is available, and says nothing when it is not', async () => {
      const images = await ownImages(sdkClients(cloud).ec2);
      const inState = (wanted: string): string =>
        images.find(({ State }) => State === wanted)?.ImageId ?? assert.fail(`no image is ${wanted}`);
      const image = (value: string, more = {}): Promise<PutParameterCommandOutput> =>
        put('/web/image', value, { DataType: 'aws:ec2:image', ...more });
      assert.equal((await image('ami-00000000')).Version, 1);
      assert.match(await refusal(get('/web/image')), /^ParameterNotFound/u);
      await image(inState('available'));
      assert.equal((await get('/web/image')).Parameter?.DataType, 'aws:ec2:image');
      for (const value of ['ami-00000000', 'web', inState('disabled'), inState('pending')]) {
        assert.equal((await image(value, { Overwrite: true })).Version, 2);
      }
      const { Parameter } = await get('/web/image');
      assert.deepEqual([Parameter?.Value, Parameter?.Version], [inState('available'), 1]);
    });

    it('keeps a hundred versions, unless the oldest has a label', async () => {
      await put('/web/current', '1');
      for (let version = 2; version <= 101; version += 1) await overwrite('/web/current', String(version));
      const { Parameters = [] } = await ssm.send(
        new GetParameterHistoryCommand({ Name: '/web/current', MaxResults: 1 }),
      );
      assert.equal(Parameters[0]?.Version, 2);
      await ssm.send(
        new LabelParameterVersionCommand({ Name: '/web/current', ParameterVersion: 2, Labels: ['kept'] }),
      );
      assert.match(
        await refusal(overwrite('/web/current', '102')),
        /^ParameterMaxVersionLimitExceeded: .*Version 2, the oldest version, can't be deleted/u,
      );
      assert.equal(await valueOf('/web/current'), '101');
    });

    it('chooses the tier by the length of the value, and never goes back', async () => {
      const long = 'x'.repeat(4097);
      assert.match(
        await refusal(put('/web/long', long)),
        /^ValidationException: Standard tier parameters support/u,
      );
      assert.equal((await put('/web/long', long, { Tier: 'Intelligent-Tiering' })).Tier, 'Advanced');
      assert.match(
        await refusal(put('/web/long', 'x', { Tier: 'Standard', Overwrite: true })),
        /^ValidationException: This parameter uses the advanced-parameter tier/u,
      );
    });

    it('refuses what SSM refuses', async () => {
      await put('/web/current', 'x');
      const cases: readonly [Partial<PutParameterCommandInput>, RegExp][] = [
        [{}, /^ParameterAlreadyExists: The parameter already exists\. To overwrite this value/u],
        [{ Name: '/a', Type: undefined }, /^ValidationException: A parameter type is required/u],
        [{ Type: 'SecureString', Overwrite: true }, /^HierarchyTypeMismatchException: /u],
        [
          { Name: '' },
          /^ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1$/u,
        ],
        [
          { Name: '/a', Value: '' },
          /^ValidationException: 1 validation error detected: Value at 'value' failed/u,
        ],
        [{ Name: 'a/b' }, /^ValidationException: Parameter name must be a fully qualified name\.$/u],
        [{ Name: '/AWS/a' }, /^AccessDeniedException: No access to reserved parameter name: \/AWS\/a\.$/u],
        [{ Name: 'aws-a' }, /^ValidationException: Parameter name: can't be prefixed with "aws" or "ssm"/u],
        [{ Name: '/ssm/a' }, /^ValidationException: Parameter name: can't be prefixed with "ssm"/u],
        [{ Name: '/a b' }, /^ValidationException: Parameter name: /u],
        [{ Name: '/a//b' }, /^ValidationException: Parameter name: /u],
        [{ Name: '/a'.repeat(16) }, /^HierarchyLevelLimitExceededException: /u],
        [{ Name: `/${'a'.repeat(1011)}` }, /^ValidationException: /u],
        [
          { Name: '/a', Value: 'x {{ssm:b}}' },
          /^ValidationException: Parameter value can't nest another parameter/u,
        ],
        [
          { Name: '/a', DataType: 'colour' },
          /^ValidationException: The following data type is not supported: colour/u,
        ],
        [{ Name: '/a', AllowedPattern: '(' }, /^InvalidAllowedPatternException: /u],
        [
          { Name: '/a', Tags: [{ Key: 'k', Value: 'v' }], Overwrite: true },
          /^ValidationException: Invalid request: tags and overwrite can't be used together/u,
        ],
        [
          { Name: '/a', Tags: [{ Key: 'k', Value: 'v' }] },
          /^ValidationException: The local cloud does not implement Tags/u,
        ],
      ];
      for (const [more, expected] of cases) {
        assert.match(await refusal(put('/web/current', 'y', more)), expected, JSON.stringify(more));
      }
      assert.deepEqual(await byPath('/', { Recursive: true }), ['/web/current']);
      assert.equal(await valueOf('/web/current'), 'x');
    });
  });

  it('shows a SecureString only to those who ask for it in the clear', async () => {
    await put('/web/secret', 'hush', { Type: 'SecureString' });
    const read = async (WithDecryption: boolean): Promise<(string | undefined)[]> => {
      const answers = await Promise.all([
        ssm.send(new GetParametersCommand({ Names: ['/web/secret'], WithDecryption })),
        ssm.send(new GetParametersByPathCommand({ Path: '/web', WithDecryption })),
        ssm.send(new GetParameterHistoryCommand({ Name: '/web/secret', WithDecryption })),
      ]);
      const one = await get('/web/secret', WithDecryption);
      return [one.Parameter?.Value, ...answers.map(({ Parameters }) => Parameters?.[0]?.Value)];
    };
    assert.deepEqual(await read(true), ['hush', 'hush', 'hush', 'hush']);
    for (const value of await read(false)) assert.match(value ?? '', /^AQICAH[\w+/=]{40,}$/u);
    const answer = JSON.stringify(await ssm.send(new DescribeParametersCommand({})));
    assert.match(answer, /"KeyId":"alias\/aws\/ssm"/u);
    assert.doesNotMatch(answer, /hush/u);
  });

  it('moves a label from version to version, and names those that are none', async () => {
    await put('/web/current', 'one');
    await overwrite('/web/current', 'two');
    const label = (
      Labels: string[],
      ParameterVersion?: number,
    ): Promise<{ InvalidLabels?: string[] | undefined }> =>
      ssm.send(new LabelParameterVersionCommand({ Name: '/web/current', Labels, ParameterVersion }));
    assert.deepEqual((await label(['live', '1st', 'AWS', 'a b'], 1)).InvalidLabels, ['1st', 'AWS', 'a b']);
    await label(['live']);
    assert.equal(await valueOf('/web/current:live'), 'two');
    const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name: '/web/current' }));
    assert.deepEqual(
      Parameters.map(({ Labels }) => Labels),
      [[], ['live']],
    );
    assert.match(
      await refusal(label(['live'], 9)),
      /^ParameterVersionNotFound: .*could not find version 9 of/u,
    );
    await label('abcdefghi'.split(''));
    assert.match(await refusal(label(['j'])), /^ParameterVersionLabelLimitExceeded/u);
  });

  it('gives the parameters that were named in the order of names, and names those that are not there', async () => {
    await put('/b', '2');
    await put('/a', '1');
    const { Parameters = [], InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/b', '/none', '/a', '/a:2', '/b:1'] }),
    );
    assert.deepEqual(
      Parameters.map(({ Name, Selector }) => [Name, Selector]),
      [
        ['/a', undefined],
        ['/b', undefined],
        ['/b', ':1'],
      ],
    );
    assert.deepEqual(InvalidParameters, ['/a:2', '/none']);
    const Names = Array.from({ length: 11 }, (_, index) => `/${index}`);
    assert.equal(
      await refusal(ssm.send(new GetParametersCommand({ Names }))),
      `ValidationException: 1 validation error detected: Value '[${Names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  });

  describe('many parameters', () => {
    const names = ['/web/dev/image', '/web/prod/image', '/web/dev/deep/er', '/webs/x', 'plain', '/top'];
    beforeEach(async () => {
      for (const name of names) await put(name, 'x');
      await put('/web/secret', 'y', { Type: 'SecureString', Tier: 'Advanced' });
    });

    it('are found by their path, one level or all of them', async () => {
      assert.deepEqual(await byPath('/web'), ['/web/secret']);
      assert.deepEqual(await byPath('/web/', { Recursive: true }), [
        '/web/dev/deep/er',
        '/web/dev/image',
        '/web/prod/image',
        '/web/secret',
      ]);
      assert.deepEqual(await byPath('/'), ['/top', 'plain']);
      assert.deepEqual(await byPath('/web/dev/image'), []);
      const Type = { Key: 'Type', Values: ['SecureString'] };
      assert.deepEqual(await byPath('/', { Recursive: true, ParameterFilters: [Type] }), ['/web/secret']);
    });

    it('are found by label in the version that has it', async () => {
      await overwrite('/web/dev/image', 'new');
      await ssm.send(
        new LabelParameterVersionCommand({ Name: '/web/dev/image', ParameterVersion: 1, Labels: ['live'] }),
      );
      const { Parameters } = await ssm.send(
        new GetParametersByPathCommand({
          Path: '/web',
          Recursive: true,
          ParameterFilters: [{ Key: 'Label', Values: ['live'] }],
        }),
      );
      assert.deepEqual(
        Parameters?.map(({ Name, Value, Version }) => [Name, Value, Version]),
        [['/web/dev/image', 'x', 1]],
      );
    });

    it('are described by filters', async () => {
      const filter = (
        Key: string,
        Option: string | undefined,
        ...Values: string[]
      ): ParameterStringFilter => ({
        Key,
        Option,
        Values,
      });
      assert.deepEqual(await described(filter('Name', undefined, '/top', 'plain')), ['/top', 'plain']);
      assert.deepEqual(await described(filter('Name', 'BeginsWith', '/webs')), ['/webs/x']);
      assert.deepEqual(await described(filter('Name', 'Contains', 'prod')), ['/web/prod/image']);
      assert.deepEqual(await described(filter('Type', undefined, 'SecureString')), ['/web/secret']);
      assert.deepEqual(await described(filter('Tier', undefined, 'Advanced')), ['/web/secret']);
      assert.deepEqual(await described(filter('DataType', 'Equals', 'aws:ec2:image')), []);
      assert.deepEqual(await described(filter('Path', undefined, '/web')), ['/web/secret']);
      assert.deepEqual(
        await described(filter('Path', 'Recursive', '/web'), filter('Name', 'Contains', 'dev')),
        ['/web/dev/deep/er', '/web/dev/image'],
      );
      const { Parameters } = await ssm.send(
        new DescribeParametersCommand({ Filters: [{ Key: 'Name', Values: ['/web/dev'] }] }),
      );
      assert.deepEqual(
        Parameters?.map(({ Name }) => Name),
        ['/web/dev/deep/er', '/web/dev/image'],
      );
    });

    it('come each once over all pages, whatever their size', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, index) => put(`/many/${index}`, 'x')));
      const total = names.length + 31;
      for (const pageSize of [1, 7, 50, undefined]) {
        const client = { client: ssm, ...(pageSize === undefined ? {} : { pageSize }) };
        const all = await collect(paginateDescribeParameters(client, {}), (page) => page.Parameters);
        assert.equal(new Set(all.map(({ Name }) => Name)).size, total);
        assert.equal(all.length, total);
      }
      for (const pageSize of [1, 10]) {
        const below = await collect(
          paginateGetParametersByPath({ client: ssm, pageSize }, { Path: '/', Recursive: true }),
          (page) => page.Parameters,
        );
        assert.equal(new Set(below.map(({ Name }) => Name)).size, total);
        assert.equal(below.length, total);
      }
      assert.equal((await ssm.send(new DescribeParametersCommand({}))).Parameters?.length, 10);
    });

    it('are refused to those who ask wrongly', async () => {
      const describeBy = (input: DescribeParametersCommandInput): Promise<string> =>
        refusal(ssm.send(new DescribeParametersCommand(input)));
      const by = (Key: string, Option?: string, ...Values: string[]): Promise<string> =>
        describeBy({ ParameterFilters: [{ Key, Option, ...(Values.length > 0 ? { Values } : {}) }] });
      assert.match(
        await by('Colour', undefined, 'x'),
        /^ValidationException: .*'parameterFilters\.1\.member\.key' failed/u,
      );
      assert.match(
        await by('Label', undefined, 'x'),
        /^InvalidFilterKey: The following filter key is not valid: Label/u,
      );
      assert.match(await by('Name'), /^InvalidFilterValue: The following filter values are missing : null/u);
      assert.match(await by('Type', 'Contains', 'String'), /^InvalidFilterOption: .*\[BeginsWith, Equals\]/u);
      assert.match(await by('Path', 'Equals', '/x'), /^InvalidFilterOption: .*\[OneLevel, Recursive\]/u);
      assert.match(
        await by('Type', 'Equals', 'Text'),
        /^InvalidFilterValue: The following filter value is not valid: Text/u,
      );
      assert.match(
        await by('Path', undefined, '/ssm/x'),
        /^ValidationException: Filters for common parameters/u,
      );
      assert.match(
        await describeBy({ MaxResults: 51 }),
        /^ValidationException: .*'maxResults' .*less than or equal to 50$/u,
      );
      assert.match(await describeBy({ NextToken: 'made up' }), /^InvalidNextToken: /u);
      const Name = { Key: 'Name', Values: ['x'] };
      assert.match(
        await describeBy({ ParameterFilters: [Name, Name] }),
        /^InvalidFilterKey: The following filter is duplicated/u,
      );
      assert.match(
        await describeBy({ Filters: [{ Key: 'Name', Values: ['x'] }], ParameterFilters: [Name] }),
        /^ValidationException: You can use either Filters or ParameterFilters/u,
      );
      const refusedPath = (Path: string, more = {}): Promise<string> => refusal(byPath(Path, more));
      assert.match(
        await refusedPath('web'),
        /^ValidationException: The parameter doesn't meet the parameter name requirements/u,
      );
      assert.match(
        await refusedPath('/', { MaxResults: 11 }),
        /^ValidationException: .*less than or equal to 10$/u,
      );
      assert.match(
        await refusedPath('/', { ParameterFilters: [Name] }),
        /^InvalidFilterKey: The following filter key is not valid: Name\. Valid filter keys include: \[Type, KeyId\]/u,
      );
      assert.match(
        await refusal(get('/web/secret:2')),
        /^ParameterVersionNotFound: .*could not find version 2 of \/web\/secret/u,
      );
      assert.match(await refusal(get('/web/secret:live')), /^ParameterVersionNotFound/u);
      assert.match(await refusal(get('/a:b:c')), /^ValidationException: Invalid parameter name/u);
      assert.match(await refusal(get('/a b')), /^ValidationException/u);
    });
  });

  it('gives the history of a parameter, each version once over all pages', async () => {
    await put('/web/current', '1');
    for (let version = 2; version <= 12; version += 1) await overwrite('/web/current', String(version));
    const all = await collect(
      paginateGetParameterHistory({ client: ssm, pageSize: 5 }, { Name: '/web/current' }),
      (page) => page.Parameters,
    );
    assert.deepEqual(
      all.map(({ Value }) => Value),
      Array.from({ length: 12 }, (_, index) => String(index + 1)),
    );
    assert.ok(all.every(({ LastModifiedUser }) => LastModifiedUser === 'arn:aws:iam::111111111111:user/dev'));
    assert.match(
      await refusal(ssm.send(new GetParameterHistoryCommand({ Name: '/web/none' }))),
      /^ParameterNotFound/u,
    );
  });
});
