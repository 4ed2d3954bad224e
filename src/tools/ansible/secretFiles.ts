import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFolder } from '../detached/detachedRun.ts';

/** A variable that a person has given for a run. */
export interface ExtraVariable {
  readonly name: string;
  readonly value: string;
  /** Whether Ansible takes the value as it is; else it fills in what stands in `{{ }}`. */
  readonly isUnsafe: boolean;
}

/** What a person has said for a run that nobody else may read. Nothing of it is in arguments, variables of the run or logs. */
export interface RunSecrets {
  readonly becomePassword?: string;
  readonly vaultPassword?: string;
  readonly variables: readonly ExtraVariable[];
}

/** Where a run finds what a person has said. */
export interface SecretFiles {
  /** Path of a file for `--extra-vars`; undefined when no variable was given. */
  readonly extraVars: string | undefined;
  /** Variables of the run that say where the passwords are. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Writes what a person has said to files that only they can read, in the folder of the run that is removed as soon as
 * Ansible has read it.
 * @param runFolder - path of the folder of the run, which is there
 * @param secrets - what they have said
 * @throws NodeJS.ErrnoException when the files cannot be written
 */
export async function writeSecretFiles(runFolder: string, secrets: RunSecrets): Promise<SecretFiles> {
  const folder = secretFolder({ folder: runFolder });
  const { becomePassword, vaultPassword, variables } = secrets;
  const files = [
    ['ANSIBLE_BECOME_PASSWORD_FILE', 'become-password', becomePassword],
    ['ANSIBLE_VAULT_PASSWORD_FILE', 'vault-password', vaultPassword],
  ] as const;
  const environment: Record<string, string> = { ...noQuestions };
  const write = async (name: string, text: string): Promise<string> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  for (const [variable, name, text] of files) {
    // Both Ansibles refuse an empty file; on a terminal nothing but Enter says that there is none.
    if (text !== undefined && text !== '') environment[variable] = await write(name, text);
  }
  const extraVars =
    variables.length === 0 ? undefined : await write('variables.yml', variablesAsYaml(variables));
  return { extraVars, environment };
}

/** Nobody is there whom Ansible could ask: it would take silence for an answer. */
const noQuestions = {
  ANSIBLE_ASK_PASS: 'False',
  ANSIBLE_ASK_VAULT_PASS: 'False',
  ANSIBLE_BECOME_ASK_PASS: 'False',
};

/**
 * Variables as a file for `--extra-vars @FILE`, each a text, whatever is in it. Of those of one name the last one counts.
 * @param variables - to write
 */
export function variablesAsYaml(variables: readonly ExtraVariable[]): string {
  const last = new Map(variables.map((variable) => [variable.name, variable]));
  return [...last.values()]
    .map(({ name, value, isUnsafe }) => `${quoted(name)}: ${isUnsafe ? '!unsafe ' : ''}${quoted(value)}\n`)
    .join('');
}

/** In double quotes, in which YAML 1.1 knows an escape for every character. PyYAML refuses some that are not escaped. */
function quoted(text: string): string {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (/[ -~]/u.test(character)) return character;
    return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
