import { summarize, type TierResult } from '../test/harness/tierResult.ts';
import { desktopTier, runTier, type Tier, tiers } from '../test/harness/tiers.ts';
import { runScript } from './runScript.ts';

/** `npm test` runs every tier, `npm run test:<tier>` one of them. The last line is the counts alone. */
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

await runScript(async () => {
  const results: TierResult[] = [];
  const chosen = chosenTiers(process.argv.slice(2));
  for (const [index, tier] of chosen.entries()) {
    console.log(`\n── ${tier.name} ──`);
    results.push(await runTier(tier, chosen[index + 1]));
  }
  console.log(`\n${summarize(results)}`);
  process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;
});
