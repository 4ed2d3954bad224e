import { summarize } from '../test/harness/tierResult.ts';
import { desktopTier, prepareMeanwhile, runTiers, type Tier, tiers } from '../test/harness/tiers.ts';
import { runScript } from './runScript.ts';

/** `npm test` runs every tier, `npm run test:<tier>` one of them, or with `-- FILE…` these files of it. The last line is the counts alone. */
const known = [...tiers, desktopTier];

/** `real` names both of its halves. */
function chosenTiers(names: readonly string[], files: readonly string[]): Tier[] {
  if (names.length === 0) return [...tiers];
  return names.flatMap((name) => {
    const found = known.filter((tier) => tier.name === name || tier.name.startsWith(`${name}-`));
    if (found.length === 0) {
      throw new Error(`There is no tier ${name}; there are ${known.map((tier) => tier.name).join(', ')}.`);
    }
    return found.filter((tier) => files.length === 0 || files.some((file) => isOf(tier, file)));
  });
}

function isOf({ folders }: Tier, file: string): boolean {
  return folders.some((folder) => file.startsWith(`${folder}/`));
}

/** Tiers are named without a slash, test files with one. */
function givenWords(areFiles: boolean): string[] {
  return process.argv.slice(2).filter((word) => word.includes('/') === areFiles);
}

await runScript(async () => {
  const [names, files] = [givenWords(false), givenWords(true)];
  const chosen = chosenTiers(names, files);
  const preparing = prepareMeanwhile(chosen.slice(1));
  const results = await runTiers(chosen, { files: files.length > 0 ? files : undefined });
  await preparing;
  console.log(`\n${summarize(results)}`);
  process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;
});
