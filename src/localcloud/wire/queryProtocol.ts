import { CloudError } from './cloudError.ts';
import { decodeQuery, type QueryRules } from './decodeQuery.ts';
import { encodeXml, escapeXml } from './encodeXml.ts';
import { isLeftOutWhenEmpty } from './leftOut.ts';
import type { Answer, Asked, Protocol, WireRequest } from './protocol.ts';
import { ec2Refusals, queryRefusals } from './refusals.ts';

/** Which version of its API a service has, as its API Reference gives it. */
export interface QueryVersion {
  /** `2016-11-15` */
  readonly version: string;
  /** XML namespace of its answers. */
  readonly namespace: string;
}

/** EC2 Developer Guide, "Query requests for Amazon EC2": either, for every action. */
const methods = ['GET', 'POST'];

/** The names of members: `ec2QueryName`, else `xmlName` or the name in the model, with its first letter upper-cased. */
const ec2Rules: QueryRules = {
  nameOf: (memberName, { ec2QueryName, xmlName }) =>
    typeof ec2QueryName === 'string' ? ec2QueryName : upperFirst(xmlName ?? memberName),
  isFlat: () => true,
  isLeftOutWhenEmpty,
  unknown: (path) => new CloudError('UnknownParameter', `The parameter ${path} is not recognized`),
  malformed: (text, path, expectation) =>
    new CloudError(
      'InvalidParameterValue',
      `Value (${text}) for parameter ${path} is invalid. Expecting ${expectation}.`,
    ),
};

/** Parameters that the operation has not are ignored. */
const queryRules: QueryRules = {
  nameOf: (memberName, { xmlName }) => xmlName ?? memberName,
  isFlat: ({ xmlFlattened }) => xmlFlattened === 1,
  isLeftOutWhenEmpty: () => false,
  unknown: () => undefined,
  malformed: (text, path, expectation) =>
    new CloudError('MalformedInput', `Value '${text}' at '${path}' is invalid: expecting ${expectation}`),
};

/**
 * EC2's own query protocol. Source: Smithy 2.0 specification, "AWS EC2 query protocol".
 * @param version - of its API
 */
export function ec2Query(version: QueryVersion): Protocol {
  return {
    methods,
    isFor: (request) => asksForVersion(request, version),
    read: (request) => {
      const { action, inputFor } = readForm(request, ec2Rules);
      return {
        action,
        inputFor: (operation) => {
          checkVersion(request, version);
          return inputFor(operation);
        },
      };
    },
    resultAnswer: ({ name, output }, result, requestId) =>
      xmlAnswer(
        200,
        `<${name}Response xmlns="${version.namespace}"><requestId>${requestId}</requestId>${encodeXml(result, output)}</${name}Response>`,
      ),
    errorAnswer: (error, requestId) =>
      xmlAnswer(
        error.status,
        `<Response><Errors><Error>${codeAndMessage(error)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      ),
    refusals: ec2Refusals,
  };
}

/**
 * The query protocol of STS and Auto Scaling. Source: Smithy 2.0 specification, "AWS query protocol".
 * @param version - of the service's API
 */
export function awsQuery(version: QueryVersion): Protocol {
  const { namespace } = version;
  return {
    methods,
    isFor: (request) => asksForVersion(request, version),
    read: (request) => readForm(request, queryRules),
    resultAnswer: ({ name, output }, result, requestId) => {
      const content = output.isUnitSchema()
        ? ''
        : `<${name}Result>${encodeXml(result, output)}</${name}Result>`;
      return xmlAnswer(
        200,
        `<${name}Response xmlns="${namespace}">${content}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
      );
    },
    errorAnswer: (error, requestId) =>
      xmlAnswer(
        error.status,
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>${codeAndMessage(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      ),
    refusals: queryRefusals,
  };
}

function asksForVersion(request: WireRequest, { version }: QueryVersion): boolean {
  return parametersOf(request).get('Version') === version;
}

/** They are in the query of a GET request and in the body of others. */
function parametersOf({ query, body }: WireRequest): URLSearchParams {
  return new URLSearchParams(`${query}&${body}`);
}

/**
 * EC2 API Reference, "Common query parameters": the version is required. What EC2 answers to one of another service is
 * quoted in boto3's issue 1138.
 */
function checkVersion(request: WireRequest, { version }: QueryVersion): void {
  const asked = parametersOf(request).get('Version');
  if (asked === version) return;
  if (asked === null || asked === '') {
    throw new CloudError('MissingParameter', 'The request must contain the parameter Version');
  }
  throw new CloudError(
    'NoSuchVersion',
    `The requested version (${asked}) of service AmazonEC2 does not exist`,
  );
}

function readForm(request: WireRequest, rules: QueryRules): Asked {
  const parameters = parametersOf(request);
  return {
    action: parameters.get('Action') ?? '',
    inputFor: ({ input }) => decodeQuery(parameters, input, rules),
  };
}

function codeAndMessage({ code, message }: CloudError): string {
  return `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
}

function xmlAnswer(status: number, content: string): Answer {
  return {
    status,
    contentType: 'text/xml;charset=UTF-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${content}`,
  };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
