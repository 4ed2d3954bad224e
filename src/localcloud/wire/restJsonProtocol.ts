import type { CloudError } from './cloudError.ts';
import { decodeJson } from './decodeJson.ts';
import { encodeJson } from './encodeJson.ts';
import type { Answer, Protocol, WireRequest } from './protocol.ts';
import type { Operation } from './operationSchemas.ts';
import { jsonRefusals } from './refusals.ts';

/** Where an operation is: its method, and its path with the names of members in braces. */
interface Route {
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * The JSON protocol in which an operation is a method and a path; members that the path does not have are in the body. Source:
 * Smithy 2.0 specification, "AWS restJson1 protocol". Members in headers and queries are not in what this cloud has.
 * @param operations - of the service, each with its place
 */
export function restJson(operations: ReadonlyMap<string, Operation>): Protocol {
  const routes = [...operations.values()].map((operation) => ({ operation, route: routeOf(operation) }));
  const find = (request: WireRequest): { name: string; members: Record<string, string> } | undefined => {
    for (const { operation, route } of routes) {
      const members = membersIn(request, route);
      if (members !== undefined) return { name: operation.name, members };
    }
    return undefined;
  };
  return {
    methods: [...new Set(routes.map(({ route }) => route.method))].sort(),
    isFor: (request) => request.path !== '/' && find(request) !== undefined,
    read: (request) => {
      const found = find(request);
      return {
        action: found?.name ?? '',
        inputFor: ({ input }) => ({
          ...decodeJson(request.body === '' ? '{}' : request.body, input),
          ...found?.members,
        }),
      };
    },
    resultAnswer: ({ output }, result) => jsonAnswer(200, encodeJson(result, output)),
    errorAnswer: (error) => jsonAnswer(error.status, JSON.stringify(errorBody(error))),
    refusals: jsonRefusals,
  };
}

function routeOf({ name, place }: Operation): Route {
  if (place === undefined) throw new Error(`The operation ${name} has no place.`);
  return { method: place.method, segments: place.path.split('/') };
}

/** The members that the path of a request has; undefined where it is none of a route. */
function membersIn({ method, path }: WireRequest, route: Route): Record<string, string> | undefined {
  const segments = path.split('/');
  if (method !== route.method || segments.length !== route.segments.length) return undefined;
  const members: Record<string, string> = {};
  for (const [index, expected] of route.segments.entries()) {
    const segment = segments[index] ?? '';
    const [, member] = /^\{(\w+)\}$/u.exec(expected) ?? [];
    if (member !== undefined && segment !== '') members[member] = decoded(segment);
    else if (segment !== expected) return undefined;
  }
  return members;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Clients take the code of an error from the body where there is no header of it. */
function errorBody({ code, message }: CloudError): object {
  return { __type: code, message };
}

function jsonAnswer(status: number, body: string): Answer {
  return { status, contentType: 'application/json', body };
}
