import type { CloudError } from './cloudError.ts';
import type { Operation } from './operationSchemas.ts';
import type { Refusals } from './refusals.ts';

/** A request as far as a protocol reads it. */
export interface WireRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What follows the question mark of its address; empty when there is none. */
  readonly query: string;
  readonly body: string;
}

/** What a request asks for, as its protocol says it. */
export interface Asked {
  /** The operation's name: `DescribeImages`; empty when the request names none. */
  readonly action: string;
  /**
   * Reads the request into the shape that the model gives the operation's input. What is absent stays absent.
   * @throws CloudError in the protocol's own terms when it is not of that shape
   */
  readonly inputFor: (operation: Operation) => Record<string, unknown>;
}

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * How a service is spoken to. The shapes of requests and answers come from the SDK's schemas; a protocol knows how they
 * look on the wire, and the words for what is refused before there is an operation.
 */
export interface Protocol {
  /** Methods of HTTP that requests may have. */
  readonly methods: readonly string[];
  /** Whether a request is one to the service, which one without a signature does not say otherwise. */
  readonly isFor: (request: WireRequest) => boolean;
  readonly read: (request: WireRequest) => Asked;
  /** The answer to a request that was carried out, from the result of its handler. */
  readonly resultAnswer: (operation: Operation, result: object, requestId: string) => Answer;
  /** The answer to a request that was refused. */
  readonly errorAnswer: (error: CloudError, requestId: string) => Answer;
  readonly refusals: Refusals;
}
