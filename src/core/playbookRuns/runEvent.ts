import * as z from 'zod/mini';
import { parseJson } from '../text/parseJson.ts';

/** How a task went on a host, or one round of its loop. */
export type TaskStatus = 'ok' | 'changed' | 'failed' | 'skipped' | 'unreachable';

/** What a module said of how it went. Nothing of a task with `no_log`. */
const words = {
  message: z.optional(z.string()),
  stdout: z.optional(z.string()),
  stderr: z.optional(z.string()),
  /** Exit code of what the module ran. */
  code: z.optional(z.int()),
  /** Why it was skipped. */
  reason: z.optional(z.string()),
  /** What the loop was at. */
  item: z.optional(z.string()),
  /** True: nothing is told because of `no_log`. */
  secret: z.optional(z.literal(true)),
};
const onHost = { task: z.string(), host: z.string() };
const count = z.int().check(z.nonnegative());
const statusSchema = z.enum(['ok', 'changed', 'failed', 'skipped', 'unreachable']);

/** How many tasks ended how on a host, as Ansible counts them in its recap. */
const statsSchema = z.object({
  ok: count,
  changed: count,
  failures: count,
  unreachable: count,
  skipped: count,
  rescued: count,
  ignored: count,
});

/** In a bake: the build that Ansible runs for, as Packer names it to Ansible. */
const buildSchema = z.object({ build: z.optional(z.string()) });

/** Every event has a time, in seconds since 1970. */
const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('playbook'), time: z.number(), file: z.optional(z.string()) }),
  z.object({
    event: z.literal('play'),
    time: z.number(),
    id: z.string(),
    name: z.string(),
    path: z.optional(z.string()),
  }),
  z.object({
    event: z.literal('task'),
    time: z.number(),
    id: z.string(),
    name: z.string(),
    action: z.string(),
    /** `FILE:LINE`. */
    path: z.optional(z.string()),
    /** `FILE:LINE` of the includes and imports that have brought it in, the innermost first. */
    within: z.optional(z.array(z.string())),
    role: z.optional(z.string()),
    tags: z.array(z.string()),
    handler: z.optional(z.literal(true)),
  }),
  z.object({ event: z.literal('include'), time: z.number(), file: z.optional(z.string()) }),
  z.object({ event: z.literal('start'), time: z.number(), ...onHost }),
  z.object({
    event: z.literal('result'),
    time: z.number(),
    ...onHost,
    status: statusSchema,
    ignored: z.optional(z.literal(true)),
    ...words,
  }),
  z.object({ event: z.literal('item'), time: z.number(), ...onHost, status: statusSchema, ...words }),
  z.object({
    event: z.literal('retry'),
    time: z.number(),
    ...onHost,
    status: z.literal('retry'),
    attempt: z.optional(z.int()),
    ...words,
  }),
  z.object({ event: z.literal('diff'), time: z.number(), ...onHost, text: z.string() }),
  z.object({ event: z.literal('no-hosts'), time: z.number() }),
  z.object({ event: z.literal('no-hosts-left'), time: z.number() }),
  z.object({ event: z.literal('end'), time: z.number(), hosts: z.record(z.string(), statsSchema) }),
]);

/** A step of an Ansible run, as the callback plugin of `callback_plugins` tells it. */
export type RunEvent = z.infer<typeof eventSchema>;

/** An event of one kind. */
export type RunEventOf<K extends RunEvent['event']> = Extract<RunEvent, { event: K }>;

/** How many tasks ended how on a host. */
export type HostStats = z.infer<typeof statsSchema>;

/**
 * Reads a line of the callback plugin.
 * @param line - without its end
 * @returns undefined for one that is no event, such as one that its writer could not finish
 */
export function readRunEvent(line: string): RunEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * The build of Packer that an event is of.
 * @param line - of the callback plugin, without its end
 * @returns undefined where Ansible was not run by Packer
 */
export function buildOfRunEvent(line: string): string | undefined {
  const reading = buildSchema.safeParse(parseJson(line));
  return reading.success ? reading.data.build : undefined;
}
