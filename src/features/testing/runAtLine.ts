import type * as vscode from 'vscode';
import * as z from 'zod/mini';
import { choosePlaybook } from './chooseRun.ts';
import type { LensTarget } from './codeLenses.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { requestedRuns } from './requestedRuns.ts';
import type { RequestedRun } from './runProfiles.ts';

const targetSchema: z.ZodMiniType<LensTarget> = z.object({
  items: z.array(z.string()),
  isCheck: z.boolean(),
  isOnInstance: z.boolean(),
});

/**
 * What a lens runs: what begins at its line, in the playbook that a person chooses where several use it.
 * @param tests - the playbooks
 * @param passed - by the lens
 * @returns undefined when the person wants none, or nothing is there any more
 * @throws Error when something else was passed
 */
export async function chooseAtLine(
  tests: readonly PlaybookTest[],
  passed: unknown,
): Promise<(Omit<LensTarget, 'items'> & { readonly requested: readonly RequestedRun[] }) | undefined> {
  const target = targetSchema.safeParse(passed);
  if (!target.success) throw new Error('This command is run by what stands over the lines of a playbook.');
  const { items, ...how } = target.data;
  const having = tests.filter((test) => itemsOf(test, items).length > 0);
  const [first, second] = having;
  const chosen = first !== undefined && second === undefined ? first : await choosePlaybook(having);
  if (chosen === undefined) return undefined;
  const include = itemsOf(chosen, items);
  return { requested: requestedRuns([chosen], { include, exclude: undefined }), ...how };
}

function itemsOf({ parts }: PlaybookTest, ids: readonly string[]): vscode.TestItem[] {
  return [...parts.keys()].filter(({ id }) => ids.includes(id));
}
