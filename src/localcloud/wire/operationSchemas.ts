import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';

/** One operation of a service, as the SDK's own model describes it. */
export interface Operation {
  /** The `Action` of a request: `DescribeImages`. */
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
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
    schemas.map(([, , name, , input, output]) => [
      name,
      { name, input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) },
    ]),
  );
}

function isOperationSchema(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value[0] === operationMark && typeof value[2] === 'string';
}
