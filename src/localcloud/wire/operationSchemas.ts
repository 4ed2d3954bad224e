import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaTraits, StaticOperationSchema } from '@smithy/types';

/** One operation of a service, as the SDK's own model describes it. */
export interface Operation {
  /** The `Action` of a request: `DescribeImages`. */
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method and path, of a service where these name the operation. */
  readonly place: { readonly method: string; readonly path: string } | undefined;
}

/** The number with which the SDK marks the schema of an operation (`@smithy/core/schema`). */
const operationMark = 9;

/**
 * Every operation of a service by name, from the schemas that its SDK package exports.
 * @param model - the SDK package: `import * as ec2 from '@aws-sdk/client-ec2'`
 */
export function operationsOf(model: Readonly<Record<string, unknown>>): ReadonlyMap<string, Operation> {
  const schemas = Object.values(model).filter(isOperationSchema);
  return new Map(
    schemas.map(([, , name, traits, input, output]) => [
      name,
      {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        place: placeIn(traits),
      },
    ]),
  );
}

function placeIn(traits: SchemaTraits): Operation['place'] {
  const http = typeof traits === 'object' ? traits.http : undefined;
  return http === undefined ? undefined : { method: http[0], path: http[1] };
}

function isOperationSchema(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value[0] === operationMark && typeof value[2] === 'string';
}
