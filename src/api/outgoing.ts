import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ConnectionAgent } from './agent.js';

/** A request to a server that is not the API: without the key, once, with JSON or nothing in its body. */
export type Outgoing = {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type Answered = {
  readonly status: number;
  /** The beginning of the response body. */
  readonly answer: string;
  /** How long to wait according to the response, in milliseconds. */
  readonly retryAfterMs: number | undefined;
};

const maxAnswerBytes = 2048;

/** Sends one request, once. Redirects are responses like any other. Rejects with the system's error, or when `signal` aborts. */
export function sendOnce(
  agent: ConnectionAgent,
  { method, url, body, headers, timeoutMs, signal }: Outgoing,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json', 'content-length': body.byteLength }),
        ...headers,
      },
      agent,
      signal: AbortSignal.any([signal, limit]),
      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: it can hold data of people.
      rejectUnauthorized: true,
    });
    const fail = (error: Error) => reject(limit.aborted ? timedOut(timeoutMs) : error);
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      beginningOf(response).then(
        (answer) =>
          resolve({
            status: response.statusCode ?? 0,
            answer,
            retryAfterMs: retryAfter(response.headers['retry-after']),
          }),
        fail,
      );
    });
    outgoing.end(body);
  });
}

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no response within ${ms / 1000} s`), { code: 'ETIMEDOUT' });
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < maxAnswerBytes) chunks.push(chunk);
    size += chunk.length;
    // An endless answer must not hold the connection.
    if (size > 2 ** 20) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxAnswerBytes);
}

function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

/** What went wrong before there was a response, in words. */
export function sendFailure(error: unknown, { host }: URL): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return message === '' ? `${host} does not answer` : `${host}: ${message}`;
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS/.test(code))
    return `the certificate of ${host} was not accepted (${code})`;
  return `cannot reach ${host} (${code ?? message})`;
}
