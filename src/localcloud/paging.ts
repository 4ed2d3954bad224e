import { createHash } from 'node:crypto';
import { CloudError } from './wire/cloudError.ts';
import { type Call, positionOf } from './world.ts';

/** What the input of a call that gives pages has, by the name that its service has for it. */
export interface PagedInput {
  readonly MaxResults?: number | undefined;
  /** Auto Scaling's name for the same. */
  readonly MaxRecords?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** What a request says about paging. */
export interface PageRequest {
  readonly MaxResults: number | undefined;
  readonly NextToken: string | undefined;
  /** What stands for the list that the pages are of, without a colon. A token is good for pages of the same list only. */
  readonly listing: string;
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

/**
 * Reads what a call says about paging. EC2 API Reference and its like: a token goes with the parameters of the request
 * that it comes from. Only the size of a page may be another one.
 * @param input - of the call
 * @param call - who makes it, and where
 * @param usualSize - of a page when the request does not say; everything at once when left out
 */
export function pageRequest(input: PagedInput, call: Call, usualSize?: number): PageRequest {
  const { MaxResults, MaxRecords, NextToken, ...parameters } = input;
  return {
    MaxResults: MaxResults ?? MaxRecords ?? usualSize,
    NextToken,
    listing: listingOf(parameters, call),
  };
}

function listingOf(parameters: object, { action, caller, region }: Call): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const list = JSON.stringify([action, caller.account, region, sorted]);
  return createHash('sha256').update(list).digest('base64url').slice(0, 16);
}

/**
 * The page that a request asks for. Without `MaxResults` EC2 gives everything at once (reference of the Ruby SDK,
 * `ResourcePaginationFix`). A token says after which id to go on, so what is added meanwhile disturbs no page, and a
 * page costs no more in a long list than in a short one.
 * @param items - everything there is, sorted by id
 * @param idOf - id of an item
 * @param matches - whether an item is wanted
 * @param request - as `pageRequest` reads it
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
  for (let index = startOf(items, idOf, request); index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined || !matches(item)) continue;
    const last = page.at(-1);
    if (page.length === most && last !== undefined) {
      return { items: page, nextToken: tokenAfter(idOf(last), request) };
    }
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

function tokenAfter(id: string, { listing }: PageRequest): string {
  return Buffer.from(`${listing}:${id}`).toString('base64');
}

function startOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { NextToken: token, listing }: PageRequest,
): number {
  if (token === undefined) return 0;
  const decoded = Buffer.from(token, 'base64').toString();
  const prefix = `${listing}:`;
  if (!decoded.startsWith(prefix)) {
    throw new CloudError('InvalidNextToken', `The specified NextToken is not valid: ${token}`);
  }
  const id = decoded.slice(prefix.length);
  const position = positionOf(items, id, idOf);
  const item = items[position];
  return item !== undefined && idOf(item) === id ? position + 1 : position;
}
