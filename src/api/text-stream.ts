import { isObject, jsonOrNothing } from '../json.js';
import type { StreamedAnswer } from './call.js';
import { ApiError } from './error.js';
import { readJson } from './read.js';

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
  const reply = decodedReply(answer, readWhole);
  return { ...reply, text: cleaned(reply.text, answer) };
}

/** What a server repeats of our header must not get into a message. */
async function* cleaned(text: AsyncIterable<string>, { clean }: StreamedAnswer): AsyncGenerator<string> {
  try {
    yield* text;
  } catch (error) {
    throw error instanceof ApiError ? clean(error) : error;
  }
}

function decodedReply(answer: StreamedAnswer, readWhole: (json: unknown) => string): Reply {
  const end = (): ReplyEnd => (answer.framing === 'proven' ? 'complete' : 'unconfirmed');
  if (/^application\/json/i.test(answer.contentType)) return { text: wholeText(answer, readWhole), end };
  if (/^text\/event-stream/i.test(answer.contentType))
    return { text: eventText(answer.cleanText(decodedText(answer.chunks))), end: () => 'complete' };
  if (/^text\/html/i.test(answer.contentType)) return { text: webPage(answer), end };
  if (isUnnamed(answer.contentType)) return sniffedReply(answer.cleanText(decodedText(answer.chunks)), end);
  return { text: refuseEmpty(answer.cleanText(decodedText(answer.chunks))), end };
}

function isUnnamed(contentType: string): boolean {
  return contentType.trim() === '' || /^(application\/octet-stream|binary\/)/i.test(contentType);
}

/** Events when the text begins with a whole event, a blank line behind it; otherwise the text itself. */
function sniffedReply(text: AsyncIterable<string>, whenRaw: () => ReplyEnd): Reply {
  let isEvents = false;
  async function* pieces(): AsyncGenerator<string> {
    const rest = text[Symbol.asyncIterator]();
    let head = '';
    let isOver = false;
    while (!isOver && head.length < longestField && !/\r?\n\r?\n/.test(head)) {
      const next = await rest.next();
      isOver = next.done === true;
      head += next.value ?? '';
    }
    isEvents = /^(?:(?:(?:data|event|id|retry):|:)[^\r\n]*\r?\n)+\r?\n/.test(head);
    yield* isEvents ? eventText(joined(head, rest)) : refuseEmpty(joined(head, rest));
  }
  return { text: pieces(), end: () => (isEvents ? 'complete' : whenRaw()) };
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
  yield readWhole(readJson(answer.cleanBody(Buffer.concat(chunks)), answer.contentType));
}

// biome-ignore lint/correctness/useYield: it only ever throws, in the place where text would come
async function* webPage(answer: StreamedAnswer): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.chunks) chunks.push(chunk);
  readJson(answer.cleanBody(Buffer.concat(chunks)), answer.contentType);
  throw new ApiError('unreadable', 'got a web page, not the API');
}

/** Server-sent events to text. The stream must end with `[DONE]`; otherwise it was cut off. */
async function* eventText(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const { name, data } of events(text)) {
    if (data.trim() === '[DONE]') return;
    if (name === 'error') throw eventError(jsonOrNothing(data) ?? data);
    const piece = payloadText(data);
    if (piece !== '') yield piece;
  }
  throw new ApiError('cut', 'the answer was cut off before its end marker');
}

type Event = { readonly name: string; readonly data: string };

// A raw line break inside a token, an event without the blank line after it, and a token that begins with a blank behind a
// "data:" without one must not cost words (chat.md C-22).
async function* events(text: AsyncIterable<string>): AsyncGenerator<Event> {
  let open: string[] = [];
  let name = '';
  let prefix: string | undefined;
  for await (const line of lines(text)) {
    if (line === '') {
      if (open.length > 0) yield { name, data: open.join('\n') };
      open = [];
      name = '';
    } else if (/^data: ?\[DONE\]$/.test(line)) {
      // The marker stands for itself, with a blank line before it or without.
      if (open.length > 0) yield { name, data: open.join('\n') };
      open = [];
      yield { name: '', data: '[DONE]' };
    } else if (line.startsWith('data:')) {
      // Whether a blank belongs to the format or to the word is told by the first word: no reply begins with one.
      if (line.trimEnd() !== 'data:') prefix ??= line.startsWith('data: ') ? 'data: ' : 'data:';
      open.push(line.slice(line.startsWith(prefix ?? 'data: ') ? (prefix ?? 'data: ').length : 5));
    } else if (line.startsWith('event:')) name = line.slice('event:'.length).trim();
    else if (!isOtherField(line) && open.length > 0) open.push(line);
  }
  if (open.length > 0) yield { name, data: open.join('\n') };
}

function isOtherField(line: string): boolean {
  return /^(:|id:|retry:)/.test(line);
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

/** The words of a payload: text as it is, of an object the field that holds them; an object without any has none. */
function payloadText(payload: string): string {
  const event = payload.startsWith('{') ? jsonOrNothing(payload) : undefined;
  if (!isObject(event)) return payload;
  if (event.error !== undefined && event.error !== null) throw eventError(event.error);
  const text = event.text ?? event.delta ?? event.content ?? choiceText(event.choices);
  if (typeof text === 'string') return text;
  return Array.isArray(event.choices) || text === null ? '' : payload;
}

function eventError(error: unknown): ApiError {
  const words = isObject(error) && typeof error.message === 'string' ? error.message : JSON.stringify(error);
  return new ApiError('server', `the bot answered with an error: ${words.slice(0, 300)}`);
}

function choiceText(choices: unknown): unknown {
  const [first] = Array.isArray(choices) ? choices : [];
  return isObject(first) && isObject(first.delta) ? first.delta.content : undefined;
}
