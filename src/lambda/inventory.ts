import { runInventory } from '../core/cleanup/runInventory.ts';
import { inTime, type LambdaContext, scheduledTimeOf } from './invocation.ts';
import { logLine, logMetrics } from './output.ts';
import { createServices } from './services.ts';
import { settingsFrom } from './settings.ts';

const settings = settingsFrom(process.env);
const { inventory } = createServices(settings);

/**
 * Takes the inventory (article, "lots of AMIs"): run every 20 minutes by EventBridge, with the event of its schedule.
 * @param event - of the schedule
 * @param context - of the invocation
 * @returns what the log says as well
 * @throws Error where the run was not whole, so that Lambda counts it as failed
 */
export async function handler(event: unknown, context: LambdaContext): Promise<object> {
  const started = inventory.clock();
  const scheduledFor = scheduledTimeOf(event);
  const end = await inTime(context, (signal) =>
    runInventory(settings.environments, inventory, settings.policy, signal),
  );
  const took = inventory.clock() - started;
  if (end.kind === 'incomplete') {
    logLine({ level: 'error', event: 'inventory incomplete', problems: end.problems, took, scheduledFor });
    logMetrics('inventory', { Whole: 0, Incomplete: 1 }, inventory.clock());
    throw new Error(`The inventory is not whole, and has stamped nothing: ${end.problems.join(' ')}`);
  }
  const { record } = end;
  const images = record.places.reduce((sum, place) => sum + place.images, 0);
  const references = record.places.reduce((sum, place) => sum + place.references, 0);
  logLine({ level: 'info', event: 'inventory whole', record, took, scheduledFor });
  logMetrics(
    'inventory',
    { Whole: 1, Incomplete: 0, Images: images, References: references },
    inventory.clock(),
  );
  return { runId: record.runId, images, references };
}
