import { constants, setPriority } from 'node:os';
import { tiers } from '../test/harness/tiers.ts';
import { runScript } from './runScript.ts';

/** Installs what a tier needs, while another one runs and must not notice: `scripts/prepare.ts TIER`. What cannot be is said by that tier. */
await runScript(async () => {
  setPriority(constants.priority.PRIORITY_LOW);
  await tiers
    .find(({ name }) => name === process.argv[2])
    ?.prepare()
    .catch(() => undefined);
});
