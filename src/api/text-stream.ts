import type { StreamedAnswer } from './call.js';
import { ApiError } from './error.js';
import { isObject, readJson } from './read.js';

/**
 * How an answer ended. `complete`: its end was proven by the transport or by an end marker. `unconfirmed`: the
 * connection was closed in order, and nothing else marks an end. Whatever breaks off throws instead.
 */
export type ReplyEnd = 'complete' | 'unconfirmed';

/** An answer of a bot as it arrives. Read `text` to its end, then ask `end()`. */
export type Reply = {
  /** Pieces of text; never half a character. Throws ApiError `cut` when the answer was cut off. */
  readonly text: AsyncIterable<string>;
  readonly end: () => ReplyEnd;
};

/**
 * Chooses by content type: an answer may well begin with "data:" (facts.md, 2.1). Only where the server names none are the
 * first bytes looked at.
 */
export function replyFrom(answer: StreamedAnswer, readWhole: (json: unknown) => string): Reply {
  const end = (): ReplyEnd => (answer.framing === 'proven' ? 'complete' : 'unconfirmed');
  if (/^application\/json/i.test(answer.contentType)) return { text: wholeText(answer, readWhole), end };
  if (/^text\/event-stream/i.test(answer.contentType))
    return { text: eventText(decodedText(answer.chunks)), end: () => 'complete' };
  if (/^text\/html/i.test(answer.contentType)) return { text: webPage(answer), end };
  if (isUnnamed(answer.contentType)) return { text: sniffedText(decodedText(answer.chunks)), end };
  return { text: refuseEmpty(decodedText(answer.chunks)), end };
}

function isUnnamed(contentType: string): boolean {
  return contentType.trim() === '' || /^(application\/octet-stream|binary\/)/i.test(contentType);
}

/** Events when the text begins with a whole line of them; otherwise the text itself. */
async function* sniffedText(text: AsyncIterable<string>): AsyncGenerator<string> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  let isOver = false;
  while (!isOver && head.length < longestField && !/[\r\n]/.test(head)) {
    const next = await pieces.next();
    isOver = next.done === true;
    head += next.value ?? '';
  }
  const whole = joined(head, pieces);
  if (/^(?:(?:data|event|id|retry):|:)[^\r\n]*[\r\n]/.test(head)) yield* eventText(whole);
  else yield* refuseEmpty(whole);
}

const longestField = 4096;

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Bytes to text with one decoder, so that a character split over chunks stays whole. */
export async function* decodedText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest === '') return;
  yield rest;
  throw new ApiError('cut', 'the answer was cut off inside a character');
}

async function* refuseEmpty(text: AsyncIterable<string>): AsyncGenerator<string> {
  let any = false;
  for await (const piece of text) {
    any = true;
    yield piece;
  }
  if (!any) throw new ApiError('unreadable', 'the answer is empty');
}

async function* wholeText(
  answer: StreamedAnswer,
  readWhole: (json: unknown) => string,
): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.chunks) chunks.push(chunk);
  yield readWhole(readJson(Buffer.concat(chunks), answer.contentType));
}

// biome-ignore lint/correctness/useYield: it only ever throws, in the place where text would come
async function* webPage(answer: StreamedAnswer): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.chunks) chunks.push(chunk);
  readJson(Buffer.concat(chunks), answer.contentType);
  throw new ApiError('unreadable', 'got a web page, not the API');
}

/** Server-sent events to text. The stream must end with `[DONE]`; otherwise it was cut off. */
async function* eventText(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const payload of eventPayloads(text)) {
    if (payload === '[DONE]') return;
    yield payloadText(payload);
  }
  throw new ApiError('cut', 'the answer was cut off before its end marker');
}

// A raw line break inside a token, an event without the blank line after it, and a token that begins with a blank behind a
// "data:" without one must not cost words (chat.md C-22).
async function* eventPayloads(text: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = [];
  let prefix: string | undefined;
  for await (const line of lines(text)) {
    if (line === '' && open.length > 0) {
      yield open.join('\n');
      open = [];
    } else if (line.startsWith('data:')) {
      // Whether a blank belongs to the format or to the word is told by the first word: no reply begins with one.
      prefix ??= line.startsWith('data: ') ? 'data: ' : 'data:';
      open.push(line.startsWith(prefix) ? line.slice(prefix.length) : line.slice(5));
    } else if (!isOtherField(line) && open.length > 0) open.push(line);
  }
  if (open.length > 0) yield open.join('\n');
}

function isOtherField(line: string): boolean {
  return /^(:|event:|id:|retry:)/.test(line);
}

async function* lines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    if (!/[\r\n]/.test(piece) && !rest.endsWith('\r')) {
      rest += piece;
      continue;
    }
    const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

function payloadText(payload: string): string {
  const event = payload.startsWith('{') ? jsonOrNothing(payload) : undefined;
  if (!isObject(event)) return payload;
  if (event.error !== undefined)
    throw new ApiError(
      'server',
      `the bot answered with an error: ${JSON.stringify(event.error).slice(0, 300)}`,
    );
  const text = event.text ?? event.delta ?? event.content ?? choiceText(event.choices);
  return typeof text === 'string' ? text : payload;
}

function choiceText(choices: unknown): unknown {
  const [first] = Array.isArray(choices) ? choices : [];
  return isObject(first) && isObject(first.delta) ? first.delta.content : undefined;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
