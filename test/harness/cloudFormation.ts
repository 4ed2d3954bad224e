import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { root } from './paths.ts';
import { ensurePythonPackages } from './toolchain.ts';

/**
 * Lets cfn-lint judge the template of the functions.
 * @returns what it complains of; empty when it does not
 * @throws MissingToolError on a machine where it is not and cannot be installed
 */
export async function findCloudFormationMistakes(): Promise<string> {
  const program = join(dirname(await ensurePythonPackages()), 'cfn-lint');
  const template = join(root, 'lambda', 'cleanup.template.yaml');
  const { exitCode, all, shortMessage } = await execa(program, [template], {
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return exitCode === 0 ? '' : `cfn-lint:\n${all || shortMessage}`;
}
