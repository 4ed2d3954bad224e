import type { CloudError } from './cloudError.ts';
import type { Dialect } from './dialect.ts';
import { encodeXml, escapeXml } from './encodeXml.ts';
import type { Operation } from './operations.ts';

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A service as far as its answers differ from another's. */
export interface AnswerStyle {
  readonly dialect: Dialect;
  /** Namespace of its answers, as its API Reference gives it. */
  readonly namespace: string;
}

/**
 * The answer to a request that was carried out.
 * @param operation - what was carried out
 * @param result - result of its handler
 * @param requestId - id of the request
 * @param style - of the service
 */
export function resultAnswer(
  operation: Operation,
  result: object,
  requestId: string,
  { dialect, namespace }: AnswerStyle,
): Answer {
  const content = encodeXml(result, operation.output);
  const { name } = operation;
  const inside =
    dialect === 'ec2'
      ? `<requestId>${requestId}</requestId>${content}`
      : `<${name}Result>${content}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="${namespace}">${inside}</${name}Response>`,
  };
}

/**
 * The answer to a request that was refused.
 * @param error - why
 * @param requestId - id of the request
 * @param style - of the service
 */
export function errorAnswer(
  error: CloudError,
  requestId: string,
  { dialect, namespace }: AnswerStyle,
): Answer {
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body =
    dialect === 'ec2'
      ? `<Response><Errors><Error>${code}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>${code}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.status, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
