import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureActivation } from '../test/bench/activation.ts';
import { measureBakeLatency } from '../test/bench/bakeLatency.ts';
import { measureBakeRun } from '../test/bench/bakeRun.ts';
import { measureCleanup } from '../test/bench/cleanup.ts';
import { measureDiscovery } from '../test/bench/discovery.ts';
import { measurePackage } from '../test/bench/package.ts';
import { onVsCodeNode } from '../test/bench/onVsCodeNode.ts';
import { measureRestoredStart } from '../test/bench/restoredStart.ts';
import type { BenchRow } from '../test/bench/row.ts';
import { measurePlaybookRun } from '../test/bench/playbookRun.ts';
import { measureSearch } from '../test/bench/search.ts';
import { runScript } from './runScript.ts';

/** `npm run bench`: every budget, or the one of `--only`; `--json` writes the rows to a file. Ends with 1 when one does not hold. */
const benches: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  package: measurePackage,
  activation: measureActivation,
  'restored-start': measureRestoredStart,
  reading: () => onVsCodeNode(new URL('../test/bench/readingProcess.ts', import.meta.url)),
  search: measureSearch,
  discovery: measureDiscovery,
  'playbook-run': measurePlaybookRun,
  'bake-run': measureBakeRun,
  'bake-latency': measureBakeLatency,
  cleanup: measureCleanup,
};

function chosen(only: string | undefined): (() => Promise<BenchRow[]>)[] {
  if (only === undefined) return Object.values(benches);
  const bench = Object.hasOwn(benches, only) ? benches[only] : undefined;
  if (bench === undefined)
    throw new Error(`There is no bench ${only}; there are ${Object.keys(benches).join(', ')}.`);
  return [bench];
}

await runScript(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });
  const rows: BenchRow[] = [];
  for (const measure of chosen(values.only)) {
    for (const row of await measure()) {
      rows.push(row);
      const beside =
        row.baseline === null ? '' : `beside ${row.baseline} ${row.unit}, ratio ${row.ratio ?? ''}`;
      const verdict = row.holds ? 'holds' : 'DOES NOT HOLD';
      console.log(
        `${row.name.padEnd(30)} ${String(row.value).padStart(9)} ${row.unit.padEnd(3)} ${beside.padEnd(36)} budget ${row.budget}: ${verdict}`,
      );
    }
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
});
