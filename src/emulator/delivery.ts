import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from './answers.js';
import type { Fault } from './faults.js';
import type { Switches } from './options.js';

export type Delivery = {
  readonly result: Result;
  readonly fault: Fault | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly switches: Switches;
  readonly paceMs: number;
};

/** Writes a response, with its fault if any. Resolves with the number of body bytes handed to the socket. */
export async function deliver(response: ServerResponse, delivery: Delivery): Promise<number> {
  const { fault, result } = delivery;
  if (fault?.raw !== undefined) return sendRaw(response, fault.raw);
  const pieces = piecesOf(delivery);
  writeHead(response, delivery, pieces);
  if (result.words !== undefined && fault === undefined) return sendWords(response, pieces, delivery.paceMs);
  return sendPieces(response, pieces, fault);
}

/** Closes a connection without a response. With `rst`, data in flight is discarded. */
export function hangUp(socket: Socket, end: 'fin' | 'rst' = 'rst'): void {
  if (end === 'rst') socket.resetAndDestroy();
  else socket.end();
}

function sendRaw(response: ServerResponse, raw: string): number {
  response.socket?.end(raw);
  return Buffer.byteLength(raw);
}

const webPage = '<!doctype html><html><head><title>Just a moment</title></head><body>…</body></html>';

function piecesOf({ result, fault, switches }: Delivery): readonly Buffer[] {
  if (fault?.html) return [Buffer.from(webPage)];
  if (fault?.body !== undefined) {
    return [Buffer.from(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body))];
  }
  if (result.words === undefined)
    return result.json === undefined ? [] : [Buffer.from(JSON.stringify(result.json))];
  const text =
    switches.stream === 'events'
      ? [...result.words.map((word) => `data: ${word}\n\n`), 'data: [DONE]\n\n']
      : result.words;
  return text.map((piece) => Buffer.from(piece));
}

function writeHead(
  response: ServerResponse,
  { result, fault, headers, switches }: Delivery,
  pieces: readonly Buffer[],
): void {
  const type = fault?.html ? 'text/html; charset=utf-8' : typeOf(result, switches);
  const framing = fault?.framing ?? (result.words === undefined ? 'length' : 'chunked');
  response.statusCode = fault?.status ?? result.status;
  for (const [name, value] of Object.entries({ ...headers, 'content-type': type, ...fault?.headers }))
    response.setHeader(name, value);
  if (framing === 'length')
    response.setHeader(
      'content-length',
      pieces.reduce((sum, piece) => sum + piece.length, 0),
    );
  if (framing === 'close') {
    response.removeHeader('transfer-encoding');
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
  }
  response.flushHeaders();
}

function typeOf({ words }: Result, switches: Switches): string {
  if (words === undefined) return 'application/json; charset=utf-8';
  return switches.stream === 'events' ? 'text/event-stream; charset=utf-8' : 'text/plain; charset=utf-8';
}

async function sendWords(
  response: ServerResponse,
  pieces: readonly Buffer[],
  paceMs: number,
): Promise<number> {
  let sent = 0;
  for (const piece of pieces) {
    if (response.destroyed) return sent;
    response.write(piece);
    sent += piece.length;
    if (paceMs > 0) await pause(paceMs, undefined, { ref: false });
  }
  response.end();
  return sent;
}

async function sendPieces(
  response: ServerResponse,
  pieces: readonly Buffer[],
  fault: Fault | undefined,
): Promise<number> {
  const body = Buffer.concat(pieces);
  const whole = fault?.cutAfter === undefined ? body : body.subarray(0, fault.cutAfter);
  const step = fault?.dripBytes ?? Math.max(1, whole.length);
  for (let at = 0; at < whole.length && !response.destroyed; at += step) {
    response.write(whole.subarray(at, at + step));
    if (fault?.dripBytes !== undefined) await pause(fault.everyMs ?? 10, undefined, { ref: false });
  }
  if (fault?.cutAfter === undefined) response.end();
  else await cut(response, fault.end);
  return whole.length;
}

/** Waits until the written bytes have left the machine, because a reset would overtake them. */
async function cut(response: ServerResponse, end: 'fin' | 'rst' = 'rst'): Promise<void> {
  await pause(30, undefined, { ref: false });
  if (response.socket !== null) hangUp(response.socket, end);
}

/** Reads a request body of at most `most` bytes; `undefined` if it is longer. */
export async function receive(request: IncomingMessage, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
