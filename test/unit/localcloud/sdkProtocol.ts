import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { HttpResponse } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type {
  $ClientProtocol,
  $OperationSchema,
  HttpRequest,
  SchemaTraits,
  SerdeFunctions,
} from '@smithy/types';
import fc from 'fast-check';
import { mayBeFraction } from '../../../src/localcloud/wire/fractions.ts';
import { isLeftOutWhenEmpty } from '../../../src/localcloud/wire/leftOut.ts';
import type { Operation } from '../../../src/localcloud/wire/operationSchemas.ts';
import type { Answer, WireRequest } from '../../../src/localcloud/wire/protocol.ts';

/** The client's end of a service's wire: what the SDK writes, and what it reads, without a connection. */
export interface SdkProtocol {
  /** The request that the SDK sends. */
  write(operation: Operation, input: object): Promise<WireRequest>;
  /** What the SDK makes of an answer. */
  read(operation: Operation, answer: Answer): Promise<Record<string, unknown>>;
}

const configuration = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } };

/** By the name of the service in signatures. */
export const sdkProtocols: Readonly<Record<string, SdkProtocol>> = {
  autoscaling: sdkProtocol(new AutoScalingClient(configuration).config),
  'ec2-instance-connect': sdkProtocol(new EC2InstanceConnectClient(configuration).config),
  ec2: sdkProtocol(new EC2Client(configuration).config),
  rbin: restJsonProtocol(),
  ssm: sdkProtocol(new SSMClient(configuration).config),
  sts: sdkProtocol(new STSClient(configuration).config),
};

/** Of a service whose model is our own. */
function restJsonProtocol(): SdkProtocol {
  const { config } = new SSMClient(configuration);
  const protocol = new AwsRestJsonProtocol({ defaultNamespace: 'com.amazonaws.rbin' });
  protocol.setSerdeContext(config);
  return sdkProtocol({ ...config, protocol });
}

function sdkProtocol(
  config: SerdeFunctions & { protocol: $ClientProtocol<HttpRequest, HttpResponse> },
): SdkProtocol {
  const { protocol } = config;
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', path: '/' };
  const context = { ...config, endpoint: () => Promise.resolve(endpoint) };
  return {
    async write(operation, input) {
      const request = await protocol.serializeRequest(schemaOf(operation), input, context);
      const { method, path, headers } = request;
      return { method, path, headers, query: '', body: textOf(request.body) };
    },
    async read(operation, { status, body }) {
      const response = new HttpResponse({ statusCode: status, body: new TextEncoder().encode(body) });
      const { $metadata, ...result } = await protocol.deserializeResponse(
        schemaOf(operation),
        context,
        response,
      );
      return $metadata.httpStatusCode === 200 ? result : {};
    },
  };
}

function schemaOf({ name, input, output, place }: Operation): $OperationSchema {
  const traits: SchemaTraits = place === undefined ? 0 : { http: [place.method, place.path, 200] };
  return { namespace: 'test', name, traits, input, output };
}

function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === 'string' ? body : '';
}

/** Any time to the millisecond, as clients send them. */
export const anyTime = fc.date({
  min: new Date(0),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

const anyFraction = fc.oneof(
  fc.integer(),
  fc.integer().map((value) => value / 64),
);

/** Shapes of the model contain themselves. */
const mostDepth = 4;

function anyValueOf(schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return anyStructure(schema, depth);
  // A flat list or map without items cannot be said.
  const fewest = schema.getMergedTraits().xmlFlattened ?? 0;
  const most = depth < mostDepth ? 3 : fewest;
  if (schema.isListSchema()) {
    return fc.array(anyValueOf(schema.getValueSchema(), depth + 1), { minLength: fewest, maxLength: most });
  }
  if (schema.isMapSchema()) {
    const key = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name !== '__proto__');
    const value = anyValueOf(schema.getValueSchema(), depth + 1);
    return fc.dictionary(key, value, { minKeys: fewest, maxKeys: most, noNullPrototype: true });
  }
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer();
  if (schema.isTimestampSchema()) return anyTime;
  return schema.isBlobSchema() ? fc.uint8Array() : fc.string({ unit: 'grapheme' });
}

/**
 * Any value of a structure of the SDK's model.
 * @param schema - the structure, or nothing at all
 * @param depth - how many structures, lists and maps it is in
 */
export function anyStructure(schema: NormalizedSchema, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const members = [...schema.structIterator()].filter(
    ([, member]) => depth < mostDepth || !isContainer(member),
  );
  // The SDK makes up a token where there is none.
  const tokens = members.filter(([, member]) => member.isIdempotencyToken()).map(([name]) => name);
  const some = schema.isUnionSchema()
    ? fc.constantFrom(...members).map((member) => [member])
    : fc.subarray(members, { maxLength: Math.min(members.length, 4) });
  return some.chain((chosen) => {
    const wanted = members.filter((member) => chosen.includes(member) || tokens.includes(member[0]));
    return fc.record(
      Object.fromEntries(
        wanted.map(([name, member]) => [
          name,
          mayBeFraction(schema.getName(), name) ? anyFraction : anyValueOf(member, depth + 1),
        ]),
      ),
      { noNullPrototype: true },
    );
  });
}

function isContainer(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema();
}

/**
 * A value without what a form cannot say: structures without members, and lists without items where lists have no name
 * of their own.
 * @param value - input of an operation
 * @param emptyLists - whether an empty list can be said
 * @returns undefined when nothing is left of it
 */
export function sayableInForm(value: unknown, emptyLists: boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each) => sayableInForm(each, emptyLists)).filter((each) => each !== undefined);
    return items.length > 0 || (value.length === 0 && emptyLists) ? items : undefined;
  }
  if (!isPlain(value)) return value;
  const members = Object.entries(value)
    .map(([name, each]) => [name, sayableInForm(each, emptyLists)] as const)
    .filter(([, each]) => each !== undefined);
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

/**
 * A value without the empty texts that EC2 takes for left out.
 * @param value - input of an operation, or part of it
 * @param schema - its shape
 */
export function withoutLeftOut(value: unknown, schema: NormalizedSchema): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutLeftOut(each, schema.getValueSchema()));
  if (!isPlain(value) || !schema.isStructSchema()) return value;
  const members = new Map<string, unknown>(Object.entries(value));
  const kept = [...schema.structIterator()]
    .filter(([name]) => members.has(name))
    .filter(([name]) => members.get(name) !== '' || !isLeftOutWhenEmpty(schema.getName(), name))
    .map(([name, member]) => [name, withoutLeftOut(members.get(name), member)] as const);
  return Object.fromEntries(kept);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
