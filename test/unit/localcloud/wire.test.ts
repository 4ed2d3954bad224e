import assert from 'node:assert/strict';
import { NormalizedSchema } from '@smithy/core/schema';
import type {
  SchemaTraitsObject,
  StaticListSchema,
  StaticMapSchema,
  StaticStructureSchema,
} from '@smithy/types';
import fc from 'fast-check';
import { type Service, services } from '../../../src/localcloud/implementedActions.ts';
import { escapeXml } from '../../../src/localcloud/wire/encodeXml.ts';
import type { Operation } from '../../../src/localcloud/wire/operationSchemas.ts';
import { anyStructure, anyTime, sayableInForm, sdkProtocols, withoutLeftOut } from './sdkProtocol.ts';

/** Every kind of list and map that the query protocol has; the models here have only some of them. */
const everyKind: Operation = (() => {
  const list = (traits: SchemaTraitsObject): StaticListSchema => [1, 'test', 'List', 0, [0, traits]];
  const map = (key: SchemaTraitsObject, value: SchemaTraitsObject): StaticMapSchema => [
    2,
    'test',
    'Map',
    0,
    [0, key],
    [1, value],
  ];
  const shape: StaticStructureSchema = [
    3,
    'test',
    'EveryKind',
    0,
    ['Plain', 'Named', 'Flat', 'Map', 'NamedMap', 'FlatMap', 'Renamed'],
    [
      [() => list({}), 0],
      [() => list({ xmlName: 'Reference' }), 0],
      [() => list({}), { xmlFlattened: 1 }],
      [() => map({}, {}), 0],
      [() => map({ xmlName: 'Attribute' }, { xmlName: 'Setting' }), 0],
      [() => map({}, {}), { xmlFlattened: 1 }],
      [0, { xmlName: 'OnTheWire' }],
    ],
  ];
  const schema = NormalizedSchema.of(shape);
  return { name: 'EveryKind', input: schema, output: schema, place: undefined };
})();

function serviceNamed(name: string): Service {
  const service = services.find((each) => each.name === name);
  assert.ok(service);
  return service;
}

function operationNamed(service: Service, name: string): Operation {
  const operation = service.operations.get(name);
  assert.ok(operation);
  return operation;
}

/** Any value of any of some shapes, with the name of its operation, by which a counterexample is easier to read. */
function anyAmong(
  operations: ReadonlyMap<string, Operation>,
  shape: 'input' | 'output',
): fc.Arbitrary<readonly [string, object]> {
  return fc.constantFrom(...operations).chain(([name, operation]) => {
    return anyStructure(operation[shape]).map((value) => [name, value] as const);
  });
}

/** What is in the path of a request is never left out. */
function labelsOf({ place }: Operation): Record<string, string> {
  const [, label] = /\{(\w+)\}/u.exec(place?.path ?? '') ?? [];
  return label === undefined ? {} : { [label]: 'arn:aws:rbin/ä%2F ?#x' };
}

async function readsRequests({ name, protocol, operations }: Service): Promise<void> {
  const sdk = sdkProtocols[name];
  assert.ok(sdk);
  await fc.assert(
    fc.asyncProperty(anyAmong(operations, 'input'), async ([action, anyInput]) => {
      const operation = operations.get(action);
      assert.ok(operation);
      const input = { ...anyInput, ...labelsOf(operation) };
      const request = await sdk.write(operation, input);
      const asked = protocol.read(request);
      assert.ok(protocol.isFor(request));
      assert.equal(asked.action, action);
      const said = name === 'ec2' ? withoutLeftOut(input, operation.input) : input;
      const expected = ['ssm', 'ec2-instance-connect', 'rbin'].includes(name)
        ? input
        : (sayableInForm(said, name !== 'ec2') ?? {});
      assert.deepEqual(asked.inputFor(operation), expected);
    }),
  );
}

async function writesAnswers({ name, protocol, operations }: Service): Promise<void> {
  const sdk = sdkProtocols[name];
  assert.ok(sdk);
  await fc.assert(
    fc.asyncProperty(anyAmong(operations, 'output'), async ([action, output]) => {
      const operation = operations.get(action);
      assert.ok(operation);
      assert.deepEqual(await sdk.read(operation, protocol.resultAnswer(operation, output, 'id')), output);
    }),
  );
}

describe("The wire of the SDK's model", function () {
  this.timeout(10_000);
  it('knows every operation of its services', () => {
    const least: Readonly<Record<string, number>> = {
      ec2: 600,
      sts: 8,
      autoscaling: 60,
      ssm: 140,
      'ec2-instance-connect': 2,
      rbin: 10,
    };
    assert.deepEqual(services.map(({ name }) => name).sort(), Object.keys(least).sort());
    for (const { name, operations } of services) {
      assert.ok(operations.size >= (least[name] ?? 0), `${name} has ${operations.size}`);
    }
  });

  for (const service of services) {
    it(`reads back every request that the SDK writes for ${service.name}`, () => readsRequests(service));
    it(`writes every answer so that the SDK reads it back for ${service.name}`, () => writesAnswers(service));
  }

  it('has every kind of list and map of the query protocol', async () => {
    const service = {
      ...serviceNamed('autoscaling'),
      operations: new Map([[everyKind.name, everyKind]]),
    };
    await readsRequests(service);
    await writesAnswers(service);
  });

  it('keeps times in JSON to the millisecond', async () => {
    const ssm = serviceNamed('ssm');
    const operation = operationNamed(ssm, 'CreateActivation');
    const sdk = sdkProtocols['ssm'];
    assert.ok(sdk);
    await fc.assert(
      fc.asyncProperty(anyTime, async (ExpirationDate) => {
        const request = await sdk.write(operation, { ExpirationDate });
        assert.deepEqual(ssm.protocol.read(request).inputFor(operation), { ExpirationDate });
      }),
      // Less than one in a hundred times is not the same after two roundings.
      { numRuns: 2000 },
    );
  });

  const readEc2 = (action: string, parameters: Readonly<Record<string, string>>): unknown => {
    const ec2 = serviceNamed('ec2');
    const body = new URLSearchParams({ Action: action, ...parameters }).toString();
    return ec2.protocol
      .read({ method: 'POST', path: '/', headers: {}, query: '', body })
      .inputFor(operationNamed(ec2, action));
  };
  const Version = '2016-11-15';

  it('refuses a parameter that the operation has not as EC2 does', () => {
    const read = (name: string, value: string) => () => readEc2('DescribeImages', { Version, [name]: value });
    for (const name of ['Colour', 'Filter.1.Colour', 'Filter.x.Name', 'ImageId.0']) {
      assert.throws(read(name, 'red'), { code: 'UnknownParameter' }, name);
    }
    assert.throws(read('MaxResults', 'many'), { code: 'InvalidParameterValue' });
  });

  it('takes nothing but whole numbers for an integer, and fractions where the model has them', () => {
    for (const MaxResults of ['5.5', '5.0', '1e3', '0x10', '+5', ' 5', '']) {
      assert.throws(
        () => readEc2('DescribeImages', { Version, MaxResults }),
        {
          code: 'InvalidParameterValue',
          message: `Value (${MaxResults}) for parameter MaxResults is invalid. Expecting an integer.`,
        },
        MaxResults,
      );
    }
    const requirements = 'LaunchTemplateData.InstanceRequirements';
    assert.deepEqual(
      readEc2('CreateLaunchTemplate', {
        Version,
        [`${requirements}.MemoryGiBPerVCpu.Min`]: '0.5',
        [`${requirements}.TotalLocalStorageGB.Max`]: '1e3',
        [`${requirements}.VCpuCount.Min`]: '2',
      }),
      {
        LaunchTemplateData: {
          InstanceRequirements: {
            MemoryGiBPerVCpu: { Min: 0.5 },
            TotalLocalStorageGB: { Max: 1000 },
            VCpuCount: { Min: 2 },
          },
        },
      },
    );
    assert.throws(
      () => readEc2('CreateLaunchTemplate', { Version, [`${requirements}.VCpuCount.Min`]: '0.5' }),
      { code: 'InvalidParameterValue' },
    );
  });

  it('takes for left out only what EC2 does when nothing stands behind the equal sign', () => {
    assert.deepEqual(
      readEc2('RunInstances', {
        Version,
        'IamInstanceProfile.Name': '',
        'Placement.AvailabilityZone': '',
        'Placement.Tenancy': 'default',
        'NetworkInterface.1.SubnetId': '',
        'NetworkInterface.1.DeviceIndex': '0',
        SubnetId: '',
        UserData: '',
        KeyName: '',
        'TagSpecification.1.Tag.1.Key': '',
        'TagSpecification.1.Tag.1.Value': '',
      }),
      {
        Placement: { Tenancy: 'default' },
        NetworkInterfaces: [{ DeviceIndex: 0 }],
        KeyName: '',
        TagSpecifications: [{ Tags: [{ Key: '', Value: '' }] }],
      },
    );
    assert.deepEqual(readEc2('DescribeImages', { Version, 'Filter.1.Name': '', 'Filter.1.Value.1': '' }), {
      Filters: [{ Name: '', Values: [''] }],
    });
    for (const [name, value] of [
      ['MaxCount', ''],
      ['EbsOptimized', ''],
    ] as const) {
      assert.throws(
        () => readEc2('RunInstances', { Version, [name]: value }),
        { code: 'InvalidParameterValue' },
        name,
      );
    }
  });

  it('refuses a request of EC2 without its version, or with the one of another service', () => {
    for (const parameters of [{}, { Version: '' }]) {
      assert.throws(() => readEc2('DescribeImages', parameters), {
        code: 'MissingParameter',
        message: 'The request must contain the parameter Version',
      });
    }
    assert.throws(() => readEc2('DescribeImages', { Version: '2010-03-31' }), {
      code: 'NoSuchVersion',
      message: 'The requested version (2010-03-31) of service AmazonEC2 does not exist',
    });
  });

  it('ignores such a parameter in the other query protocol, but refuses a value of the wrong type', () => {
    const autoScaling = serviceNamed('autoscaling');
    const read = (name: string, value: string): unknown =>
      autoScaling.protocol
        .read({
          method: 'POST',
          path: '/',
          headers: {},
          query: '',
          body: new URLSearchParams({ [name]: value }).toString(),
        })
        .inputFor(operationNamed(autoScaling, 'DescribeAutoScalingGroups'));
    assert.deepEqual(read('Colour', 'red'), {});
    assert.deepEqual(read('AutoScalingGroupNames.member.x', 'red'), { AutoScalingGroupNames: [] });
    for (const text of ['many', '5.5', '1e3'])
      assert.throws(() => read('MaxRecords', text), { code: 'MalformedInput' });
    assert.throws(() => read('IncludeInstances', 'maybe'), { code: 'MalformedInput' });
  });

  it('refuses JSON of another shape in the words of AWS, and takes null for absent', () => {
    const ssm = serviceNamed('ssm');
    const read = (body: string): unknown =>
      ssm.protocol
        .read({ method: 'POST', path: '/', headers: {}, query: '', body })
        .inputFor(operationNamed(ssm, 'GetParametersByPath'));
    const refused: readonly [string, string][] = [
      ['', ''],
      ['{', ''],
      ['null', ''],
      ['"x"', ''],
      ['[]', 'Start of list found where not expected'],
      ['{"Path":1}', 'NUMBER_VALUE can not be converted to a String'],
      ['{"Path":{}}', 'Start of structure or map found where not expected.'],
      ['{"Path":[]}', 'Start of list found where not expected'],
      ['{"MaxResults":"1"}', 'STRING_VALUE can not be converted to an Integer'],
      ['{"Recursive":1}', 'NUMBER_VALUE can not be converted to a Boolean'],
      ['{"MaxResults":true}', 'TRUE_VALUE can not be converted to an Integer'],
      ['{"ParameterFilters":"x"}', 'Expected list or null'],
      ['{"ParameterFilters":{}}', 'Start of structure or map found where not expected.'],
      ['{"ParameterFilters":["x"]}', 'Expected null'],
      ['{"ParameterFilters":[{"Values":[1]}]}', 'NUMBER_VALUE can not be converted to a String'],
    ];
    for (const [body, message] of refused) {
      assert.throws(() => read(body), { code: 'SerializationException', message, status: 400 }, body);
    }
    assert.deepEqual(
      read(
        '{"Path":null,"Colour":"red","__proto__":{"MaxResults":1},"ParameterFilters":[null,{"Key":null}]}',
      ),
      { ParameterFilters: [{}] },
    );
  });

  it('writes nothing that XML cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(escapeXml(text), /^[\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
        assert.doesNotMatch(escapeXml(text), /[<>"]|&(?!#\d+;)/u);
      }),
    );
  });
});
