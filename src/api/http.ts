import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { defaultTimeoutMs } from '../base/duration.js';
import { onAbort } from '../base/on-abort.js';
import type { ConnectionAgent } from './agent.js';
import { ApiError, stoppedWaiting } from './error.js';
import { escapes, type WebProxy } from './proxy.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type HttpRequest = {
  readonly method: Method;
  /** Encoded path and query below the base URL; begins with a slash. */
  readonly path: string;
  readonly body?: Uint8Array | undefined;
  /** The content type of the body; JSON when absent. */
  readonly contentType?: string;
  /** True when the response is read as it arrives: no compression, no total time limit. */
  readonly streams?: boolean;
  /** Called when all of it has been handed to the operating system: for what can be done while the server works. */
  readonly onSent?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A response whose headers have arrived. Read `message` to its end or destroy it. */
export type HttpHead = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly message: IncomingMessage;
};

/** All in milliseconds. */
export type Limits = {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly silenceMs: number;
  readonly totalMs: number;
};

export const defaultLimits: Limits = {
  connectMs: 10_000,
  firstByteMs: defaultTimeoutMs,
  silenceMs: 60_000,
  totalMs: 300_000,
};

export type Endpoint = {
  readonly baseUrl: URL;
  readonly key: string;
  readonly userAgent: string;
  readonly agent: ConnectionAgent;
  /** Aborts when no response is needed anymore. */
  readonly closed: AbortSignal;
  readonly limits: Limits;
};

/**
 * Sends one request, once, and resolves when the response headers have arrived. Redirects are responses like any other.
 * Throws ApiError `unsent` only if the connection was never established, so that a retry is safe; later failures are `lost`.
 * Every limit and signal applies from the start, through a proxy too; `giveUp` aborts only what has not been sent.
 */
export function sendRequest(
  endpoint: Endpoint,
  url: URL,
  request: HttpRequest,
  giveUp?: AbortSignal,
): Promise<HttpHead> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const outgoing = (secure ? httpsRequest : httpRequest)(url, {
      method: request.method,
      headers: headersOf(endpoint, request),
      agent: endpoint.agent,
    });
    const connection = watchConnection(outgoing, secure);
    // Until the request has a socket, the library reports no error when it is destroyed, so reject here.
    const fail = (error: ApiError) => {
      for (const stop of watches) stop();
      reject(error);
      outgoing.destroy();
    };
    const abandon = () => fail(stopped(connection.made));
    const watches = [
      watchWaiting(connection, endpoint.limits, placeOf(url, endpoint), fail),
      onAbort(request.signal, abandon),
      onAbort(endpoint.closed, abandon),
      onAbort(giveUp, () => {
        if (!connection.made) abandon();
      }),
    ];
    outgoing.on('error', (error) => fail(explained(error, connection.made, url, endpoint)));
    outgoing.on('response', (message) => {
      for (const stop of watches) stop();
      resolve({ status: message.statusCode ?? 0, headers: message.headers, message });
    });
    if (request.onSent !== undefined) outgoing.on('finish', request.onSent);
    watchProxy(outgoing, endpoint, fail);
    const isUnwanted = request.signal?.aborted || endpoint.closed.aborted || giveUp?.aborted;
    if (isUnwanted) return abandon();
    outgoing.end(request.body);
  });
}

/**
 * The URL of a path below the base URL. Never resolved against it: a path that begins with two slashes would name another host
 * and send it the key.
 */
export function addressOf(baseUrl: URL, path: string): URL {
  const base = baseUrl.origin + baseUrl.pathname.replace(/\/+$/, '');
  return new URL(base + path.replaceAll('#', '%23'));
}

function stopped(sent: boolean): ApiError {
  if (sent) return new ApiError('stopped', 'the request was stopped before the response arrived');
  return new ApiError('unsent', 'stopped before it was sent', { code: stoppedWaiting });
}

function headersOf(endpoint: Endpoint, request: HttpRequest): Record<string, string | number> {
  return {
    authorization: `Bearer ${endpoint.key}`,
    accept: request.streams ? 'text/plain, text/event-stream, application/json' : 'application/json',
    'accept-encoding': request.streams ? 'identity' : 'gzip',
    'user-agent': endpoint.userAgent,
    ...(request.body && {
      'content-type': request.contentType ?? 'application/json',
      'content-length': request.body.byteLength,
    }),
  };
}

/** Records when bytes of the request may have been sent. */
function watchConnection(outgoing: ClientRequest, secure: boolean): { made: boolean } {
  const connection = { made: false };
  const noted = () => {
    connection.made = true;
  };
  outgoing.on('socket', (socket: Socket) => {
    // A connection that was refused at once is not "connecting" either, but was never established.
    const stands = outgoing.reusedSocket || (!secure && !socket.connecting && !socket.destroyed);
    if (stands) noted();
    else socket.once(secure ? 'secureConnect' : 'connect', noted);
  });
  return connection;
}

function watchWaiting(
  connection: { readonly made: boolean },
  { connectMs, firstByteMs }: Limits,
  place: string,
  fail: (error: ApiError) => void,
): () => void {
  const noConnection = (ms: number) =>
    fail(new ApiError('unsent', `no connection to ${place} within ${ms / 1000} s`));
  const connecting = setTimeout(() => {
    if (!connection.made) noConnection(connectMs);
  }, connectMs);
  const waiting = setTimeout(() => {
    if (!connection.made) noConnection(firstByteMs);
    else fail(new ApiError('lost', `no response within ${firstByteMs / 1000} s`));
  }, firstByteMs);
  return () => {
    clearTimeout(connecting);
    clearTimeout(waiting);
  };
}

/** The proxy library passes off a refusal by the proxy as a response of the API. */
function watchProxy(
  outgoing: ClientRequest,
  { agent: { proxy } }: Endpoint,
  fail: (error: ApiError) => void,
): void {
  outgoing.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
    if (statusCode === 200 || proxy === undefined) return;
    const words = `the proxy ${proxy.url.host} refused the connection (${statusCode})`;
    fail(new ApiError('untrusted', words, { advice: proxyAdvice(statusCode, proxy) }));
  });
}

function proxyAdvice(status: number, { variable, url }: WebProxy): string | undefined {
  if (status !== 407) return undefined;
  const wanted = url.username === '' ? 'requires a name and a password' : 'rejected this name and password';
  return `It ${wanted}: set ${variable} to http://NAME:PASSWORD@${url.host}. ${escapes}`;
}

/** The destination of a request, for messages. */
function placeOf({ host }: URL, { agent: { proxy } }: Endpoint): string {
  return proxy === undefined ? host : `${host} through the proxy ${proxy.url.host}`;
}

function explained(error: Error, connected: boolean, url: URL, endpoint: Endpoint): ApiError {
  if (error instanceof ApiError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const host = placeOf(url, endpoint);
  if (!connected && code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS/.test(code)) {
    return new ApiError('untrusted', `the certificate of ${host} was not accepted (${code})`, { code });
  }
  if (!connected)
    return new ApiError('unsent', `cannot reach ${host} (${code ?? 'connection failed'})`, { code });
  if (code?.startsWith('HPE_'))
    return new ApiError('unreadable', `malformed response from ${host} (${code})`, { code });
  return new ApiError(
    'lost',
    `the connection to ${host} was lost before a response arrived (${code ?? 'closed'})`,
    { code },
  );
}
