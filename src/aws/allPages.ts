import * as l10n from '@vscode/l10n';
import { EnvironmentReadError } from '../core/environments/readError.ts';

/**
 * The pages of a list, certain to be all of it when they end. A token that comes a second time leads round in a circle:
 * what the SDK takes for the end (`stopOnSameToken`, when two neighbours are the same) is a list that is not complete.
 * @param pages - as a paginator of the SDK gives them
 * @throws EnvironmentReadError after the pages that came, when a token came twice or an answer holds no list
 */
export async function* allPages<Page extends { readonly NextToken?: string | undefined }>(
  pages: AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  const tokens = new Set<string>();
  for await (const page of pages) {
    assertList(page);
    yield page;
    const { NextToken: token } = page;
    if (token === undefined || token === '') continue;
    if (tokens.has(token)) {
      throw new EnvironmentReadError(
        'other',
        l10n.t('AWS gave the same page of a list twice, so the list is not complete.'),
      );
    }
    tokens.add(token);
  }
}

/**
 * Makes sure that an answer is one of AWS, which holds a list also where nothing is in it. The SDK takes a page of a
 * proxy or a login for an answer that leaves everything out (3.1169.0), which would be read as: there is nothing.
 * @param answer - of a call that gives a list
 * @throws EnvironmentReadError when it holds no list
 */
export function assertList(answer: object): void {
  const holdsList = Object.values(answer).some((member) => Array.isArray(member));
  if (!holdsList) {
    throw new EnvironmentReadError(
      'unreachable',
      l10n.t(
        'What answered is not AWS: the answer holds no list. Is there a proxy or a login page in between?',
      ),
    );
  }
}
