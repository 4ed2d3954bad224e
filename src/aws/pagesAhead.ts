/** A page that was asked for. */
export interface AskedPage<Page> {
  readonly page: Promise<Page>;
  /**
   * A guess at the token of the page after it, before the page itself can be used; undefined where there is none. Never
   * rejects.
   */
  readonly guess: Promise<string | undefined>;
}

/**
 * The pages of a list, each asked for while the one before is made into objects, which takes as long as a quick answer:
 * otherwise the two add up. The first page is given away before anything more is asked for, so that its rows come as
 * early as they can. Which page follows is what a page itself says: a wrong guess costs a call, and nothing else.
 * @param ask - asks for the page of a token, for the first one without, and stops when its signal says so
 * @param signal - stops the reading
 */
export async function* pagesAhead<Page extends { readonly NextToken?: string | undefined }>(
  ask: (token: string | undefined, signal: AbortSignal) => AskedPage<Page>,
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const unwanted = new AbortController();
  const stopping = AbortSignal.any([signal, unwanted.signal]);
  try {
    const first = await ask(undefined, stopping).page;
    yield first;
    let token = first.NextToken;
    let ahead: { readonly token: string; readonly asked: AskedPage<Page> } | undefined;
    while (token !== undefined && token !== '') {
      const current: AskedPage<Page> = ahead?.token === token ? ahead.asked : ask(token, stopping);
      const guess = await current.guess;
      const isKnown = guess !== undefined && !stopping.aborted;
      ahead = isKnown ? { token: guess, asked: ask(guess, stopping) } : undefined;
      // What fails ahead of its turn is thrown when its turn comes, and is no unhandled rejection until then.
      ahead?.asked.page.catch(() => undefined);
      const page: Page = await current.page;
      yield page;
      token = page.NextToken;
    }
  } finally {
    unwanted.abort();
  }
}
