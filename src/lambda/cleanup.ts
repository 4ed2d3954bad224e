import type { AccountRun } from '../core/cleanup/runCleanup.ts';
import { runCleanup } from '../core/cleanup/runCleanup.ts';
import { inTime, type LambdaContext, scheduledTimeOf } from './invocation.ts';
import { logLine, logMetrics } from './output.ts';
import { createServices } from './services.ts';
import { settingsFrom } from './settings.ts';

const settings = settingsFrom(process.env);
const { cleanup } = createServices(settings);
const nothing = new Map<string, readonly never[]>();

/**
 * Cleans up (article, "lots of AMIs"): run once a day by EventBridge. Deletes nothing before it is switched on.
 * @param event - of the schedule
 * @param context - of the invocation
 * @returns what the log says as well
 * @throws Error where something was not read or an image failed, so that Lambda counts it as failed
 */
export async function handler(event: unknown, context: LambdaContext): Promise<object> {
  const scheduledFor = scheduledTimeOf(event);
  const end = await inTime(context, (signal, mostTime) =>
    runCleanup(
      { ...settings, elsewhere: nothing, mostTime },
      cleanup(signal),
      (entry) => {
        logLine({ level: 'info', event: 'cleanup step', entry });
      },
      signal,
    ),
  );
  if (end.kind === 'busy') {
    logLine({ level: 'warn', event: 'cleanup busy', scheduledFor });
    return { kind: 'busy' };
  }
  if (end.kind === 'incomplete') {
    logLine({ level: 'error', event: 'cleanup incomplete', problems: end.problems, scheduledFor });
    logMetrics('cleanup', { Incomplete: 1 }, Date.now());
    throw new Error(`Nothing was cleaned up, because not all could be read: ${end.problems.join(' ')}`);
  }
  const accounts = end.accounts.map(summaryOf);
  logLine({ level: 'info', event: 'cleanup done', isOn: settings.isOn, accounts, scheduledFor });
  const total = (key: 'candidates' | 'deleted' | 'failed' | 'waiting' | 'refused'): number =>
    accounts.reduce((sum, account) => sum + account[key], 0);
  const [failed, refused] = [total('failed'), total('refused')];
  logMetrics(
    'cleanup',
    {
      Incomplete: 0,
      Candidates: total('candidates'),
      Deleted: total('deleted'),
      Waiting: total('waiting'),
      Failed: failed,
      Refused: refused,
    },
    Date.now(),
  );
  if (failed + refused > 0) {
    throw new Error(`${failed} images failed, and ${refused} accounts were refused. The log says why.`);
  }
  return { kind: 'done', accounts };
}

function summaryOf({ account, count, managed, candidates, breakers, plan, end }: AccountRun): {
  account: string;
  count: number;
  managed: number;
  candidates: number;
  breakers: readonly string[];
  planned: readonly string[];
  deleted: number;
  waiting: number;
  failed: number;
  refused: number;
  ends: readonly unknown[];
} {
  const ends = end?.kind === 'applied' ? end.images : [];
  const of = (kind: string): number => ends.filter((each) => each.end.kind === kind).length;
  return {
    account,
    count,
    managed,
    candidates,
    breakers,
    planned: plan.images.map(({ imageId }) => imageId),
    deleted: of('deleted'),
    waiting: of('waiting'),
    failed: of('failed'),
    refused: end?.kind === 'refused' ? 1 : 0,
    ends:
      end?.kind === 'refused'
        ? end.reasons
        : ends.map(({ image, end: how }) => ({ imageId: image.imageId, region: image.region, ...how })),
  };
}
