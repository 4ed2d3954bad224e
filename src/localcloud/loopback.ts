import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What comes in over HTTP, read to its end. */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** What follows the first question mark, as it came; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * How a connection fails instead of carrying an answer: `reset` before its first byte, `truncate` in the middle of its
 * body, of which the headers have promised all.
 */
export type Interruption = 'reset' | 'truncate';

/** What goes back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Left out when the answer arrives whole. */
  readonly interruption?: Interruption | undefined;
}

/** A server that listens on this machine only. */
export interface LoopbackServer {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** The largest request that is read, in bytes; the largest of EC2's own is far below it. */
const mostBytes = 8 * 1024 * 1024;

/**
 * Starts a server on 127.0.0.1. It answers only those who call it by that name or `localhost`, so that no page of a
 * browser can reach it under a name of its own (DNS rebinding).
 * @param port - 0 for any that is free
 * @param handle - answers a request; must not reject
 * @throws Error when the port is in use
 */
export async function listen(
  port: number,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<LoopbackServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handle).catch(() => {
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  return { address: `http://${loopback}:${portOf(server)}`, close: () => close(server) };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<void> {
  const body = await bodyOf(incoming);
  const { status, headers, body: content, interruption } = await answerTo(incoming, body, handle);
  if (interruption === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(content);
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.byteLength });
  if (interruption === undefined) outgoing.end(bytes);
  else outgoing.write(bytes.subarray(0, bytes.byteLength / 2), () => incoming.socket.destroy());
}

function answerTo(
  incoming: IncomingMessage,
  body: string | undefined,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const plain = { 'content-type': 'text/plain' };
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/u.test(headers['host'] ?? '')) {
    return Promise.resolve({
      status: 403,
      headers: plain,
      body: 'Only 127.0.0.1 and localhost are served.\n',
    });
  }
  if (body === undefined) {
    return Promise.resolve({ status: 413, headers: plain, body: 'The request is too large.\n' });
  }
  const { method = 'GET', url = '/' } = incoming;
  const [path = '/'] = url.split('?', 1);
  return handle({ method, path, query: url.slice(path.length + 1), headers, body });
}

/** The body, or undefined when it is larger than is read. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (chunk instanceof Uint8Array) {
      size += chunk.byteLength;
      if (size <= mostBytes) chunks.push(chunk);
    }
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
