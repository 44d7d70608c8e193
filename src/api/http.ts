import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionAgent } from './agent.js';
import { ApiError, stoppedWaiting } from './error.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type HttpRequest = {
  readonly method: Method;
  /** Encoded path and query below the base URL; begins with a slash. */
  readonly path: string;
  readonly body?: Uint8Array | undefined;
  /** What the body is; JSON when absent. */
  readonly contentType?: string;
  /** True when the answer is read as it arrives: no compression, no total limit. */
  readonly streams?: boolean;
  readonly signal?: AbortSignal | undefined;
};

/** An answer whose head has arrived. Read `message` to its end or destroy it. */
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
  firstByteMs: 120_000,
  silenceMs: 60_000,
  totalMs: 300_000,
};

export type Endpoint = {
  readonly baseUrl: URL;
  readonly key: string;
  readonly userAgent: string;
  readonly agent: ConnectionAgent;
  readonly limits: Limits;
};

/**
 * Sends one request, once, and resolves when the head of the answer is there. Redirects are answers like any other.
 * Throws ApiError `unsent` only where the connection never stood, so that repeating is safe; after that it is `lost`.
 */
export function sendRequest(endpoint: Endpoint, request: HttpRequest): Promise<HttpHead> {
  return new Promise((resolve, reject) => {
    const url = addressOf(endpoint.baseUrl, request.path);
    const secure = url.protocol === 'https:';
    const outgoing = (secure ? httpsRequest : httpRequest)(url, {
      method: request.method,
      headers: headersOf(endpoint, request),
      agent: endpoint.agent,
    });
    const connection = watchConnection(outgoing, secure);
    const wait = watchWaiting(outgoing, connection, endpoint.limits);
    const abandon = () => outgoing.destroy(stopped(connection.made));
    const settle = () => {
      wait.stop();
      request.signal?.removeEventListener('abort', abandon);
    };
    outgoing.on('error', (error) => {
      settle();
      reject(explained(error, connection.made, url, endpoint));
    });
    outgoing.on('response', (message) => {
      settle();
      resolve({ status: message.statusCode ?? 0, headers: message.headers, message });
    });
    watchProxy(outgoing, endpoint);
    if (request.signal?.aborted) return abandon();
    request.signal?.addEventListener('abort', abandon, { once: true });
    outgoing.end(request.body);
  });
}

/** Never by joining texts: a path that begins with two slashes would name another host, and the key would go there. */
export function addressOf(baseUrl: URL, path: string): URL {
  const [pathname = '', search = ''] = path.split(/\?(.*)/s);
  const url = new URL(baseUrl);
  url.pathname = baseUrl.pathname.replace(/\/+$/, '') + pathname;
  url.search = search;
  return url;
}

function stopped(sent: boolean): ApiError {
  if (sent) return new ApiError('stopped', 'the request was stopped before its answer came');
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

/** Notes the moment from which bytes of the request may be on their way. */
function watchConnection(outgoing: ClientRequest, secure: boolean): { made: boolean } {
  const connection = { made: false };
  const noted = () => {
    connection.made = true;
  };
  outgoing.on('socket', (socket: Socket) => {
    const stands = outgoing.reusedSocket || (!secure && !socket.connecting);
    if (stands) noted();
    else socket.once(secure ? 'secureConnect' : 'connect', noted);
  });
  return connection;
}

function watchWaiting(
  outgoing: ClientRequest,
  connection: { made: boolean },
  limits: Limits,
): { stop: () => void } {
  const connecting = setTimeout(() => {
    if (!connection.made)
      outgoing.destroy(new ApiError('unsent', `no connection within ${limits.connectMs / 1000} s`));
  }, limits.connectMs);
  const waiting = setTimeout(() => {
    outgoing.destroy(new ApiError('lost', `no answer within ${limits.firstByteMs / 1000} s`));
  }, limits.firstByteMs);
  return {
    stop: () => {
      clearTimeout(connecting);
      clearTimeout(waiting);
    },
  };
}

/** The proxy library hands on a refusal of the proxy as if the API had said it. */
function watchProxy(outgoing: ClientRequest, endpoint: Endpoint): void {
  outgoing.on('proxyConnect', (connect: { readonly statusCode: number }) => {
    if (connect.statusCode === 200) return;
    const words = `the proxy ${endpoint.agent.proxyHost} refused the connection (${connect.statusCode})`;
    outgoing.destroy(new ApiError('untrusted', words));
  });
}

function explained(error: Error, connected: boolean, url: URL, endpoint: Endpoint): ApiError {
  if (error instanceof ApiError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const host =
    endpoint.agent.proxyHost === undefined
      ? url.host
      : `${url.host} through the proxy ${endpoint.agent.proxyHost}`;
  if (!connected && code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS/.test(code)) {
    return new ApiError('untrusted', `the certificate of ${host} was not accepted (${code})`, { code });
  }
  if (!connected)
    return new ApiError('unsent', `cannot reach ${host} (${code ?? 'connection failed'})`, { code });
  if (code?.startsWith('HPE_'))
    return new ApiError('unreadable', `malformed answer from ${host} (${code})`, { code });
  return new ApiError(
    'lost',
    `the connection to ${host} was lost before an answer came (${code ?? 'closed'})`,
    { code },
  );
}
