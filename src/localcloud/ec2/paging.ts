import { CloudError } from '../wire/cloudError.ts';
import { positionOf } from '../world.ts';

/** What a request says about paging. */
export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Fewest and most results a page may have. */
export interface PageBounds {
  readonly least: number;
  readonly most: number;
  /** A larger value counts as the most, where the API Reference says so; it is refused otherwise. */
  readonly capped?: true;
}

/** One page, and the token of the next one if there is one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

const tokenPrefix = 'after:';

/**
 * The page that a request asks for. Without `MaxResults` EC2 gives everything at once (reference of the Ruby SDK,
 * `ResourcePaginationFix`). A token says after which id to go on, so what is added meanwhile disturbs no page, and a
 * page costs no more in a long list than in a short one.
 * @param items - everything there is, sorted by id
 * @param idOf - id of an item
 * @param matches - whether an item is wanted
 * @param request - `MaxResults` and `NextToken`
 * @param bounds - for `MaxResults`, as the API Reference gives them for the call
 * @throws CloudError `InvalidParameterValue`, `InvalidNextToken`
 */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  matches: (item: T) => boolean,
  request: PageRequest,
  bounds: PageBounds,
): Page<T> {
  const most = checkedMaxResults(request.MaxResults, bounds) ?? Infinity;
  const page: T[] = [];
  for (let index = startOf(items, idOf, request.NextToken); index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined || !matches(item)) continue;
    const last = page.at(-1);
    if (page.length === most && last !== undefined) return { items: page, nextToken: tokenAfter(idOf(last)) };
    page.push(item);
  }
  return { items: page, nextToken: undefined };
}

function checkedMaxResults(maxResults: number | undefined, bounds: PageBounds): number | undefined {
  const { least, most } = bounds;
  if (maxResults === undefined || (maxResults >= least && maxResults <= most)) return maxResults;
  if (maxResults > most && bounds.capped === true) return most;
  const expectation =
    maxResults < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw new CloudError(
    'InvalidParameterValue',
    `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value ${expectation}.`,
  );
}

function tokenAfter(id: string): string {
  return Buffer.from(`${tokenPrefix}${id}`).toString('base64');
}

function startOf<T>(items: readonly T[], idOf: (item: T) => string, token: string | undefined): number {
  if (token === undefined) return 0;
  const decoded = Buffer.from(token, 'base64').toString();
  if (!decoded.startsWith(tokenPrefix)) {
    throw new CloudError('InvalidNextToken', `The specified NextToken is not valid: ${token}`);
  }
  const id = decoded.slice(tokenPrefix.length);
  const position = positionOf(items, id, idOf);
  const item = items[position];
  return item !== undefined && idOf(item) === id ? position + 1 : position;
}
