import * as l10n from '@vscode/l10n';
import { EnvironmentReadError } from '../core/environments/readError.ts';

/**
 * The pages of a list, certain to be all of it when they end. A token that comes a second time leads round in a circle:
 * what the SDK takes for the end (`stopOnSameToken`, when two neighbours are the same) is a list that is not complete.
 * @param pages - as a paginator of the SDK gives them
 * @throws EnvironmentReadError after the pages that came, when a token came twice
 */
export async function* allPages<Page extends { readonly NextToken?: string | undefined }>(
  pages: AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  const tokens = new Set<string>();
  for await (const page of pages) {
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
