import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Refusals } from './wire/refusals.ts';
import type { AccessKey, World } from './world.ts';

/** A request as far as its signature covers it. */
export interface SignedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** What follows the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who signed a request, and for which service and region. */
export interface Caller {
  readonly key: AccessKey;
  readonly service: string;
  readonly region: string;
}

/** The times that a signature is judged by, in milliseconds since 1970. */
export interface Times {
  /** On the wall: clients sign with theirs. */
  readonly wall: number;
  /** Of the world's own clock, by which sessions end. */
  readonly world: number;
}

/** AWS accepts a request for 15 minutes after and before the time it is signed with. */
const acceptedSkew = 15 * 60 * 1000;

const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/u;

/**
 * The name of the service that a request is signed for.
 * @param headers - of the request, names in lower case
 * @returns undefined when it carries no signature that can be read
 */
export function signedService(headers: SignedRequest['headers']): string | undefined {
  return readAuthorization(headers['authorization'] ?? '')?.service;
}

/**
 * Finds out who signed a request, with AWS Signature Version 4 in its headers.
 * @param request - as it came
 * @param world - whose keys there are
 * @param times - now, by both clocks
 * @param refusals - the codes and words of the service
 * @throws CloudError one of the refusals
 */
export async function verifySignature(
  request: SignedRequest,
  world: World,
  times: Times,
  refusals: Refusals,
): Promise<Caller> {
  const header = request.headers['authorization'];
  if (header === undefined) {
    // EC2 also takes a signature in the query (EC2 Developer Guide, "Query requests for Amazon EC2"); here none does.
    const isInQuery = new URLSearchParams(request.query).has('X-Amz-Signature');
    throw isInQuery ? refusals.incompleteSignature() : refusals.noSignature();
  }
  const signed = readAuthorization(header);
  if (signed === undefined) throw refusals.incompleteSignature();
  const key = world.keys.get(signed.keyId);
  if (key === undefined || key.session?.token !== request.headers['x-amz-security-token'])
    throw refusals.unknownKey();
  const date = request.headers['x-amz-date'] ?? '';
  const signedAt = signingTime(date);
  if (signedAt === undefined || !date.startsWith(signed.day)) throw refusals.wrongSignature();
  if (Math.abs(times.wall - signedAt) > acceptedSkew) throw refusals.expiredSignature();
  if (!world.regions.includes(signed.region)) throw refusals.unknownKey();
  const expected = await expectedSignature(request, key, signed, signedAt);
  if (!isEqual(signed.signature, expected)) throw refusals.wrongSignature();
  if (key.session !== undefined && key.session.expiresAt <= times.world) throw refusals.expiredSession();
  return { key, service: signed.service, region: signed.region };
}

/** What an Authorization header says. */
interface Authorization {
  readonly keyId: string;
  /** `20261124` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** Names in lower case, separated by semicolons. */
  readonly signedHeaders: string;
  readonly signature: string;
}

function readAuthorization(header: string): Authorization | undefined {
  const parts = authorizationPattern.exec(header);
  if (parts === null) return undefined;
  const [, keyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = parts;
  // IAM User Guide, "Create a signed AWS API request": the canonical headers must hold the host.
  if (!signedHeaders.split(';').includes('host')) return undefined;
  return { keyId, day, region, service, signedHeaders, signature };
}

/** `20261124T120000Z` */
function signingTime(text: string | undefined): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/u.exec(text ?? '') ?? [];
  if (second === undefined) return undefined;
  return Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}Z`);
}

/** What the key's owner would have signed: the same signer that the SDK uses, over the headers that the request names. */
async function expectedSignature(
  request: SignedRequest,
  key: AccessKey,
  scope: Authorization,
  signedAt: number,
): Promise<string> {
  const names = scope.signedHeaders.split(';');
  // A body that is not the one whose hash was signed must not pass: the signer takes the hash from this header.
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  const headers = Object.fromEntries(names.map((name) => [name, request.headers[name] ?? '']));
  if ('x-amz-content-sha256' in headers) headers['x-amz-content-sha256'] = bodyHash;
  const signer = new SignatureV4({
    service: scope.service,
    region: scope.region,
    credentials: {
      accessKeyId: key.accessKeyId,
      secretAccessKey: key.secretAccessKey,
      ...(key.session === undefined ? {} : { sessionToken: key.session.token }),
    },
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: request.path,
      query: queryOf(request),
      headers,
      body: request.body,
    },
    { signingDate: new Date(signedAt), signableHeaders: new Set(names) },
  );
  return /Signature=([0-9a-f]{64})$/u.exec(signed.headers['authorization'] ?? '')?.[1] ?? '';
}

/** By name; a name that is there more than once has all its values. */
function queryOf({ query }: SignedRequest): Record<string, string[]> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** SHA-256 and its HMAC as the signer wants them. */
export class NodeSha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error('A hash is used once.');
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
