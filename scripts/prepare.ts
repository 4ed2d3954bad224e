import { constants, setPriority } from 'node:os';
import { tiers } from '../test/harness/tiers.ts';
import { runScript } from './runScript.ts';

/** Installs what tiers need, while others run and must not notice: `scripts/prepare.ts TIER…`. What cannot be is said by each tier itself. */
await runScript(async () => {
  setPriority(constants.priority.PRIORITY_LOW);
  for (const name of process.argv.slice(2)) {
    const tier = tiers.find((each) => each.name === name);
    await tier?.prepare().catch(() => undefined);
  }
});
