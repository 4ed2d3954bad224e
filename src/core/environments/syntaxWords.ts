import * as l10n from '@vscode/l10n';
import { type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';

type SyntaxErrorName = Exclude<ReturnType<typeof printParseErrorCode>, '<unknown ParseErrorCode>'>;

/** What is wrong with a JSON text, by the name that jsonc-parser (3.3.1) has for it. */
const wordsByName: Readonly<Record<SyntaxErrorName, () => string>> = {
  InvalidSymbol: () => l10n.t('Only true, false, null and numbers stand without double quotes.'),
  InvalidNumberFormat: () => l10n.t('This is not a number.'),
  PropertyNameExpected: () => l10n.t('The name of a property is missing here, in double quotes.'),
  ValueExpected: () => l10n.t('A value is missing here.'),
  ColonExpected: () => l10n.t('A colon is missing after the name of the property.'),
  CommaExpected: () => l10n.t('A comma is missing here.'),
  CloseBraceExpected: () => l10n.t('A closing brace is missing here.'),
  CloseBracketExpected: () => l10n.t('A closing bracket is missing here.'),
  EndOfFileExpected: () => l10n.t('Nothing may follow after the end of the configuration.'),
  InvalidCommentToken: () => l10n.t('A comment begins with two slashes, or with a slash and a star.'),
  UnexpectedEndOfComment: () => l10n.t('This comment has no end.'),
  UnexpectedEndOfString: () => l10n.t('The closing quotes of this text are missing.'),
  UnexpectedEndOfNumber: () => l10n.t('This number is not complete.'),
  InvalidUnicode: () => l10n.t('Four hexadecimal digits must follow the u of an escape.'),
  InvalidEscapeCharacter: () => l10n.t('There is no such escape. A backslash is written as two of them.'),
  InvalidCharacter: () => l10n.t('A line break or control character in a text must be written as an escape.'),
};

/**
 * What is wrong with a JSON text, as one sentence.
 * @param code - as jsonc-parser reports it
 */
export function syntaxWords(code: ParseErrorCode): string {
  const name = printParseErrorCode(code);
  return name === '<unknown ParseErrorCode>' ? l10n.t('This is not JSON.') : wordsByName[name]();
}
