import { summarize, type TierResult } from '../test/harness/tierResult.ts';
import {
  desktopTier,
  groupsOf,
  prepareMeanwhile,
  runTiers,
  type Tier,
  tiers,
} from '../test/harness/tiers.ts';
import { runScript } from './runScript.ts';

/** `npm test` runs every tier, `npm run test:<tier>` one of them, or with `-- FILE…` these files of it. The last line is the counts alone. */
const byName = new Map([...tiers, desktopTier].map((tier) => [tier.name, tier]));

function chosenTiers(names: readonly string[]): Tier[] {
  if (names.length === 0) return [...tiers];
  return names.map((name) => {
    const tier = byName.get(name);
    if (tier === undefined)
      throw new Error(`There is no tier ${name}; there are ${[...byName.keys()].join(', ')}.`);
    return tier;
  });
}

/** Tiers are named without a slash, test files with one. */
function givenWords(areFiles: boolean): string[] {
  return process.argv.slice(2).filter((word) => word.includes('/') === areFiles);
}

await runScript(async () => {
  const results: TierResult[] = [];
  const [names, files] = [givenWords(false), givenWords(true)];
  const groups = groupsOf(chosenTiers(names));
  const preparing: Promise<void>[] = [];
  for (const [index, group] of groups.entries()) {
    const next = groups[index + 1];
    if (next !== undefined) preparing.push(prepareMeanwhile(next));
    results.push(...(await runTiers(group, { files: files.length > 0 ? files : undefined })));
  }
  await Promise.all(preparing);
  console.log(`\n${summarize(results)}`);
  process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;
});
