import * as z from 'zod/mini';
import { isNonMutating } from '../nonMutating.ts';
import { inEnglish } from '../complaints.ts';
import type { Service } from '../implementedActions.ts';
import type { World } from '../world.ts';
import { hasPublishedBuckets } from './requestBuckets.ts';

const positiveInteger = z.int().check(z.positive());

/** Which calls a fault happens to, and how often. */
const selection = {
  /** Name of the calls; all when left out. */
  action: z.optional(z.string()),
  /** Name of the service in signatures: `ec2`, `sts`; all when left out. */
  service: z.optional(z.string()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
  /** How many calls it happens to; every one when left out. */
  times: z.optional(positiveInteger),
  /** How many of those calls pass before the first one, whatever else happens to them. */
  skip: z.optional(z.int().check(z.nonnegative())),
};

/** What can be scripted. Each kind is described in docs/development.md. */
const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delay'), ...selection, milliseconds: z.number().check(z.nonnegative()) }),
  z.strictObject({
    kind: z.literal('error'),
    ...selection,
    code: z.optional(z.string()),
    message: z.optional(z.string()),
    status: z.optional(z.int().check(z.gte(400), z.lte(599))),
  }),
  z.strictObject({
    kind: z.literal('throttle'),
    ...selection,
    /** The most tokens that a bucket holds; EC2's own for each action when left out. */
    capacity: z.optional(positiveInteger),
    /** How many tokens come back in a second of the world's clock. */
    refillPerSecond: z.optional(z.number().check(z.nonnegative())),
  }),
  z.strictObject({
    kind: z.literal('accessDenied'),
    ...selection,
    /** Id or name of what the calls must not name; may hold `*` and `?`. Any call when left out. */
    resource: z.optional(z.string()),
  }),
  z.strictObject({
    kind: z.literal('serverError'),
    ...selection,
    status: z.optional(z.union([z.literal(500), z.literal(503)])),
  }),
  z.strictObject({ kind: z.literal('reset'), ...selection }),
  z.strictObject({ kind: z.literal('truncate'), ...selection }),
  z.strictObject({ kind: z.literal('lostResponse'), ...selection }),
  z.strictObject({
    kind: z.literal('eventualConsistency'),
    ...selection,
    /** How many reads see what there was before the change. */
    reads: positiveInteger,
  }),
]);

/** A scripted fault. */
export type Fault = z.infer<typeof faultSchema>;

/** The name of what a fault does. */
export type FaultKind = Fault['kind'];

/** The names that a fault may use. */
export interface FaultNames {
  readonly services: readonly Pick<Service, 'name' | 'operations' | 'handlers'>[];
  readonly world: Pick<World, 'accounts' | 'regions'>;
}

/**
 * Reads a fault. What would never happen is refused: a name that nothing has, a call that is not implemented.
 * @param value - parsed JSON
 * @param names - what services, actions, accounts and regions there are
 * @throws Error naming each field that cannot be used, and why
 */
export function readFault(value: unknown, names: FaultNames): Fault {
  const fault = faultSchema.parse(value, inEnglish);
  const complaints = [...nameComplaints(fault, names), ...kindComplaints(fault, names)];
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return fault;
}

function nameComplaints(
  { action, service, account, region }: Fault,
  { services, world }: FaultNames,
): string[] {
  const complaints: string[] = [];
  const serviceNames = services.map(({ name }) => name);
  if (service !== undefined && !serviceNames.includes(service)) {
    complaints.push(notThere('service', service, serviceNames));
  } else if (action !== undefined) {
    const chosen = services.filter(({ name }) => name === (service ?? name));
    if (!chosen.some(({ operations }) => operations.has(action))) {
      complaints.push(`action: There is no ${JSON.stringify(action)} in ${service ?? 'any service'}.`);
    } else if (!chosen.some(({ handlers }) => handlers.has(action))) {
      complaints.push(`action: The local cloud does not implement ${action} yet.`);
    }
  }
  if (account !== undefined && !world.accounts.has(account)) {
    complaints.push(notThere('account', account, [...world.accounts.keys()]));
  }
  if (region !== undefined && !world.regions.includes(region)) {
    complaints.push(notThere('region', region, world.regions));
  }
  return complaints;
}

function notThere(field: string, value: string, there: readonly string[]): string {
  return `${field}: There is no ${JSON.stringify(value)}, only ${there.join(', ')}.`;
}

function kindComplaints(fault: Fault, { services }: FaultNames): string[] {
  if (fault.kind === 'eventualConsistency' && fault.action !== undefined && isNonMutating(fault.action)) {
    return [`action: ${fault.action} changes nothing whose effect could be seen late.`];
  }
  if (fault.kind !== 'throttle') return [];
  const { action, capacity, refillPerSecond, service } = fault;
  if ((capacity === undefined) !== (refillPerSecond === undefined)) {
    const missing = capacity === undefined ? 'capacity' : 'refillPerSecond';
    return [`${missing}: A bucket of one's own needs both capacity and refillPerSecond.`];
  }
  const called = services
    .filter(
      ({ handlers, name }) => name === (service ?? name) && (action === undefined || handlers.has(action)),
    )
    .map(({ name }) => name);
  if (capacity === undefined && called.length > 0 && !called.some(hasPublishedBuckets)) {
    return [`capacity: AWS publishes no buckets of ${called.join(', ')}; give capacity and refillPerSecond.`];
  }
  return [];
}
