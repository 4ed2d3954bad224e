import { Readable } from 'node:stream';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { HttpRequest } from '@smithy/core/protocols';
import { streamCollector } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { type Variables, variable } from '../../core/environments/variables.ts';
import { parseJson } from '../../core/text/parseJson.ts';

/** An operation of Recycle Bin: where it is, and what goes with it. */
export interface RecycleBinRequest {
  readonly method: 'GET' | 'POST';
  /** `/rules/…` */
  readonly path: string;
  readonly body?: object;
}

const handledSchema = z.object({
  response: z.object({
    statusCode: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.instanceof(Readable),
  }),
});

const errorSchema = z.looseObject({
  __type: z.optional(z.string()),
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  Message: z.optional(z.string()),
});

/**
 * Calls Recycle Bin with what the client of EC2 has: its credentials, its connections, its way of trying again, and its partition
 * of AWS. The SDK's own client of this service is of no use: the last one that this project can get (3.523.0) knows nothing of
 * tags that a rule excludes, and leaves out of an answer what it does not know.
 * @param ec2 - of the region
 * @param request - what is asked for
 * @param signal - stops it
 * @returns the answer as JSON, to be parsed
 * @throws Error named by AWS's code
 */
export async function callRecycleBin(
  ec2: EC2Client,
  request: RecycleBinRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const strategy = await ec2.config.retryStrategy();
  if (!('acquireInitialRetryToken' in strategy)) return send(ec2, request, signal);
  let token = await strategy.acquireInitialRetryToken('recycle-bin');
  for (;;) {
    try {
      const answer = await send(ec2, request, signal);
      strategy.recordSuccess(token);
      return answer;
    } catch (thrown) {
      const errorType = retriable(thrown);
      if (errorType === undefined || signal.aborted) throw thrown;
      token = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
        throw thrown;
      });
    }
  }
}

/** AWS's refusal, with the status of HTTP. */
class RecycleBinError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The strategies of the SDK try again for these two alone (3.1169.0). */
function retriable(thrown: unknown): 'THROTTLING' | 'TRANSIENT' | undefined {
  if (!(thrown instanceof RecycleBinError)) return 'TRANSIENT';
  if (thrown.status === 429 || /Throttl|TooManyRequests/u.test(thrown.name)) return 'THROTTLING';
  return thrown.status >= 500 ? 'TRANSIENT' : undefined;
}

async function send(
  { config }: EC2Client,
  { method, path, body }: RecycleBinRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const region = await config.region();
  const { protocol, hostname, port } = await placeOf(config, region);
  const request = new HttpRequest({
    method,
    protocol,
    hostname,
    ...(port === undefined ? {} : { port }),
    path,
    headers: {
      host: port === undefined ? hostname : `${hostname}:${port}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { credentials, sha256, systemClockOffset, requestHandler } = config;
  const signer = new SignatureV4({ service: 'rbin', region, credentials, sha256 });
  const signed = await signer.sign(request, { signingDate: new Date(Date.now() + systemClockOffset) });
  const handled: unknown = await requestHandler.handle(new HttpRequest(signed), { abortSignal: signal });
  const { response } = handledSchema.parse(handled);
  const answer = parseJson(Buffer.from(await streamCollector(response.body)).toString());
  if (response.statusCode < 300) return answer;
  throw refusal(answer, response.headers['x-amzn-errortype'], response.statusCode);
}

/** Of the same partition as EC2: `ec2.eu-west-1.amazonaws.com` has its bin at `rbin.eu-west-1.amazonaws.com`. */
async function placeOf(
  config: EC2Client['config'],
  region: string,
): Promise<{ protocol: string; hostname: string; port?: number | undefined }> {
  if (config.endpoint !== undefined) return config.endpoint();
  const configured = configuredAddress(process.env);
  if (configured !== undefined) {
    const { protocol, hostname, port } = new URL(configured);
    return { protocol, hostname, ...(port === '' ? {} : { port: Number(port) }) };
  }
  const { url } = config.endpointProvider({
    Region: region,
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
  });
  return { protocol: url.protocol, hostname: url.hostname.replace(/^ec2(?=[.-])/u, 'rbin') };
}

/** AWS SDKs and Tools Reference Guide, "Service-specific endpoints": what the clients of the SDK go by, too. */
function configuredAddress(variables: Variables): string | undefined {
  if (variable(variables, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') === 'true') return undefined;
  return variable(variables, 'AWS_ENDPOINT_URL_RBIN') ?? variable(variables, 'AWS_ENDPOINT_URL');
}

/** Smithy 2.0 specification, "AWS restJson1 protocol": the code is in a header or in the body, and may have more around it. */
function refusal(answer: unknown, header: string | undefined, status: number): RecycleBinError {
  const { data = {} } = errorSchema.safeParse(answer);
  const text = header ?? data.code ?? data.__type ?? 'Unknown';
  const code = text.split(':')[0]?.split('#').at(-1) ?? text;
  return new RecycleBinError(code, data.message ?? data.Message ?? code, status);
}
