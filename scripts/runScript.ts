import { MissingToolError } from '../test/harness/toolchain.ts';

/**
 * Runs a script to its end. What a person did wrong is said in one line; a defect of ours with its stack.
 * @param main - the script; what it throws ends the process with 1
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (thrown) {
    console.error(isMeantForPeople(thrown) ? thrown.message : thrown);
    process.exitCode = 1;
  }
}

/** Errors that we throw are plain ones, or say what is missing here; Node's parser of arguments throws its own. */
function isMeantForPeople(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  return (
    thrown.constructor === Error ||
    thrown instanceof MissingToolError ||
    ('code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS'))
  );
}
