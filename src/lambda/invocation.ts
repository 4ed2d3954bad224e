import * as z from 'zod/mini';

/** What Lambda tells a handler besides the event (Lambda Developer Guide, "Using the Lambda context object"). */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** How long before a function is killed it stops by itself, in milliseconds. */
const reserve = 15_000;

const scheduledEventSchema = z.looseObject({
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
  time: z.iso.datetime(),
});

/**
 * When the event of a schedule was meant to be, to be said in the log; a person may also run a function with no event at all.
 * @param event - what Lambda was invoked with
 * @returns undefined for anything but the event of a schedule (EventBridge User Guide, "Scheduled Event")
 */
export function scheduledTimeOf(event: unknown): string | undefined {
  const reading = scheduledEventSchema.safeParse(event);
  return reading.success ? reading.data.time : undefined;
}

/**
 * Runs something that stops before Lambda kills it.
 * @param context - of the invocation
 * @param work - is stopped by its signal
 */
export async function inTime<T>(
  context: LambdaContext,
  work: (signal: AbortSignal, mostTime: number) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const remaining = context.getRemainingTimeInMillis();
  const timer = setTimeout(
    () => {
      stop.abort(new Error('The time of the function is up.'));
    },
    Math.max(0, remaining - reserve),
  );
  try {
    return await work(stop.signal, remaining);
  } finally {
    clearTimeout(timer);
  }
}
