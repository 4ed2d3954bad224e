import type { CloudError } from './cloudError.ts';
import { decodeJson } from './decodeJson.ts';
import { encodeJson } from './encodeJson.ts';
import type { Answer, Protocol, WireRequest } from './protocol.ts';
import { jsonRefusals } from './refusals.ts';

/** The header that names the operation. */
const targetHeader = 'x-amz-target';

/**
 * The JSON protocol of SSM. Source: Smithy 2.0 specification, "AWS JSON 1.1 protocol". An error is named by `__type` in
 * its body alone; AWS sends no `x-amzn-errortype` header in this protocol (measured by others on Athena).
 * @param target - what stands before the operation's name in `x-amz-target`: `AmazonSSM`
 */
export function awsJson(target: string): Protocol {
  const prefix = `${target}.`;
  const actionOf = ({ headers }: WireRequest): string => {
    const named = headers[targetHeader] ?? '';
    return named.startsWith(prefix) ? named.slice(prefix.length) : '';
  };
  return {
    methods: ['POST'],
    isFor: (request) => actionOf(request) !== '',
    read: (request) => ({
      action: actionOf(request),
      inputFor: ({ input }) => decodeJson(request.body, input),
    }),
    resultAnswer: ({ output }, result) => jsonAnswer(200, encodeJson(result, output)),
    errorAnswer: (error) => jsonAnswer(error.status, JSON.stringify(errorBody(error))),
    refusals: jsonRefusals,
  };
}

function errorBody({ code, message }: CloudError): object {
  return message === '' ? { __type: code } : { __type: code, message };
}

function jsonAnswer(status: number, body: string): Answer {
  return { status, contentType: 'application/x-amz-json-1.1', body };
}
