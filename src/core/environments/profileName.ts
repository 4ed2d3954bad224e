import * as l10n from '@vscode/l10n';

/**
 * What the SDK's reader of the AWS files takes for the name of a profile (3.1173.0, shared-ini-file-loader). A dash at
 * the beginning would make it an option of the AWS CLI.
 */
const namePattern = /^(?!-)[\w@+.%:/-]+$/u;

/**
 * Why a new AWS profile cannot have a name.
 * @param name - as a person typed it, without spaces around it
 * @param known - names of the profiles that there are
 * @returns undefined for a name that it can have
 */
export function profileNameProblem(name: string, known: readonly string[]): string | undefined {
  if (!namePattern.test(name)) {
    return l10n.t('Letters, digits and the characters _ - . + @ % : / only, and no dash at the beginning.');
  }
  return known.includes(name) ? l10n.t('There is a profile of this name already.') : undefined;
}
