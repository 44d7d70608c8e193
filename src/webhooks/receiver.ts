import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../base/failure.js';
import {
  type Answer,
  accepted,
  checkedBody,
  maxBodyBytes,
  refusalOf,
  tooLarge,
  unavailable,
} from './answer.js';
import { signatureHeader } from './signature.js';

export type ReceiverOptions = {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  /** How long a request may take to arrive, in milliseconds. */
  readonly requestMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly monotonic: () => number;
  /** Stores an event; its sender gets a 200 when this resolves, and a 503 when it rejects. */
  readonly onEvent: (text: string, signature: string) => Promise<void>;
  /** Called for every request that was answered. */
  readonly onAnswered: (request: AnsweredRequest) => void;
};

export type AnsweredRequest = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The address it came from. */
  readonly from: string;
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
};

export type Receiver = {
  readonly port: number;
  /** Accepts no more connections; resolves when what was under way is answered, at the latest after `requestMs`. */
  readonly close: () => Promise<void>;
  /** Closes all connections. */
  readonly destroy: () => void;
};

const limits = {
  maxHeaderSize: 16 * 2 ** 10,
  headersTimeoutMs: 10_000,
  keepAliveMs: 5000,
  maxConnections: 500,
  /** How often connections are checked for these limits. */
  checkMs: 500,
  /** How much of a body that is too large is still read after the answer, and for how long. */
  restMs: 2000,
  restBytes: 16 * 2 ** 20,
};

/** Starts the server. Throws Failure 'usage' if it cannot listen there. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { host, port, requestMs } = options;
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderSize,
      headersTimeout: Math.min(limits.headersTimeoutMs, requestMs),
      requestTimeout: requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    (request, response) => {
      // Only a connection that broke gets here; there is no one to answer.
      serve(options, request, response).catch(() => request.destroy());
    },
  );
  server.maxConnections = limits.maxConnections;
  // A client may announce its body and wait to be told to send it.
  server.on('checkContinue', (request, response) => {
    if (refusalOf(headOf(request), options.path) === undefined) response.writeContinue();
    server.emit('request', request, response);
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    destroy: () => server.closeAllConnections(),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startFailure(error, host, port)));
    server.listen({ host, port }, () => resolve());
  });
}

function startFailure(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const { code } = error;
  if (code === 'EADDRINUSE')
    return new Failure('usage', `Port ${port} is in use`, {
      advice: 'Choose another --port, or use 0 for a free one',
    });
  if (code === 'EACCES')
    return new Failure('usage', `Port ${port} is not allowed for this user`, {
      advice: 'Choose a --port above 1023, and let a proxy listen on the public one',
    });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new Failure('usage', `--host: ${host} is not an address of this machine (${code})`, {
      advice: 'Use 127.0.0.1, or an address that this machine has',
    });
  return error;
}

function headOf({ method = '', url = '/', headersDistinct, headers }: IncomingMessage) {
  const length = headers['content-length'];
  return {
    method,
    path: url.split('?')[0] ?? url,
    signatures: headersDistinct[signatureHeader] ?? [],
    length: length === undefined ? undefined : Number(length),
  };
}

async function serve(
  options: ReceiverOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedMs = options.monotonic();
  const head = headOf(request);
  const answer = await answerTo(options, request, head);
  if (answer.status === 413) response.shouldKeepAlive = false;
  response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body), ...answer.headers });
  response.write(answer.body);
  // The unread rest of a body must not fill the memory.
  request.resume();
  if (answer.status === 413 && request.headers.expect === undefined) await restOf(request);
  response.end();
  options.onAnswered({
    method: head.method,
    path: head.path,
    status: answer.status,
    from: request.socket.remoteAddress ?? 'unknown',
    ms: options.monotonic() - startedMs,
  });
}

/**
 * Waits for the end of a body that is too large, within limits: if its connection was closed with bytes unread, it would be reset,
 * and a client that is still sending would not see the answer.
 */
function restOf(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, limits.restMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.restBytes) done();
    });
    for (const event of ['end', 'close', 'error']) request.on(event, done);
    if (request.readableEnded || request.destroyed) done();
  });
}

async function answerTo(
  { path, secret, onEvent }: ReceiverOptions,
  request: IncomingMessage,
  head: ReturnType<typeof headOf>,
): Promise<Answer> {
  const refusal = refusalOf(head, path);
  if (refusal !== undefined) return refusal;
  const body = await bodyOf(request);
  if (body === undefined) return tooLarge;
  const checked = checkedBody(body, head.signatures, secret);
  if ('status' in checked) return checked;
  return onEvent(checked.text, head.signatures[0] ?? '').then(
    () => accepted,
    () => unavailable,
  );
}

/** The body; `undefined` as soon as it is too large. Rejects when the connection breaks. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBodyBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection was closed')));
  });
}
