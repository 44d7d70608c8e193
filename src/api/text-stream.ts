import { isObject, jsonOrNothing } from '../base/json.js';
import type { StreamedAnswer } from './call.js';
import { ApiError } from './error.js';
import { readJson } from './read.js';
import { isUnavailable, refusingUnavailable, unavailable } from './unavailable.js';

/**
 * How an answer ended. `complete`: its end was proven by the transport or by an end marker. `unconfirmed`: the
 * connection was closed cleanly, and nothing else marks an end. A truncated answer throws instead.
 */
export type ReplyEnd = 'complete' | 'unconfirmed';

/** A bot's answer as it arrives. Read `text` to its end, then call `end()`. */
export type Reply = {
  /** Pieces of text; never splits a character. Throws ApiError `cut` when the answer was cut off. */
  readonly text: AsyncIterable<string>;
  readonly end: () => ReplyEnd;
  /** A remark on how it ended, as a sentence, if there is one. */
  readonly note: () => string | undefined;
};

/**
 * Chooses the format by content type, because an answer may well begin with "data:". Only if the server names no content
 * type are the first bytes examined.
 */
export function replyFrom(answer: StreamedAnswer, readWhole: (json: unknown) => string): Reply {
  const damage: Damage = { isThere: false };
  const reply = decodedReply(answer, readWhole, damage);
  return { ...reply, text: cleaned(refusingDamage(reply.text, damage), answer) };
}

/** Whether some bytes of the answer were not UTF-8. */
type Damage = { isThere: boolean };

/** All of a damaged answer can be read, and then it does not count as a whole one. */
async function* refusingDamage(text: AsyncIterable<string>, damage: Damage): AsyncGenerator<string> {
  yield* text;
  if (damage.isThere)
    throw new ApiError('unreadable', 'it contains bytes that are not UTF-8, shown as U+FFFD', {
      isWhole: true,
    });
}

/** Keeps request headers that a server echoes out of error messages. */
async function* cleaned(text: AsyncIterable<string>, { clean }: StreamedAnswer): AsyncGenerator<string> {
  try {
    yield* refusingUnavailable(text);
  } catch (error) {
    throw error instanceof ApiError ? clean(error) : error;
  }
}

function decodedReply(answer: StreamedAnswer, readWhole: (json: unknown) => string, damage: Damage): Reply {
  const end = (): ReplyEnd => (answer.framing === 'proven' ? 'complete' : 'unconfirmed');
  const note = () => undefined;
  // JSON that parses is complete, however the connection ended.
  if (/^application\/json/i.test(answer.contentType))
    return { text: wholeText(answer, readWhole), end: () => 'complete', note };
  if (/^text\/html/i.test(answer.contentType)) return { text: webPage(answer), end, note };
  const text = answer.cleanText(decodedText(answer.chunks, damage));
  if (/^text\/event-stream/i.test(answer.contentType)) return eventReply(text, answer.close);
  if (isUnnamed(answer.contentType)) return sniffedReply(text, end, answer.close);
  return { text: refuseEmpty(text), end, note };
}

const contradicted =
  'The server sent more text after the end marker, so the end of this answer is unconfirmed.';

function eventReply(text: AsyncIterable<string>, close: () => void): Reply {
  const marked: Marked = { isContradicted: false };
  return {
    text: eventText(text, marked, close),
    end: () => (marked.isContradicted ? 'unconfirmed' : 'complete'),
    note: () => (marked.isContradicted ? contradicted : undefined),
  };
}

function isUnnamed(contentType: string): boolean {
  return contentType.trim() === '' || /^(application\/octet-stream|binary\/)/i.test(contentType);
}

/** Server-sent events if the text begins with a complete event followed by a blank line; otherwise plain text. */
function sniffedReply(text: AsyncIterable<string>, whenRaw: () => ReplyEnd, close: () => void): Reply {
  let events: Reply | undefined;
  async function* pieces(): AsyncGenerator<string> {
    const rest = text[Symbol.asyncIterator]();
    let head = '';
    let isOver = false;
    while (!isOver && head.length < maxFieldLength && !/\r?\n\r?\n/.test(head)) {
      const next = await rest.next();
      isOver = next.done === true;
      head += next.value ?? '';
    }
    const isEvents = /^(?:(?:(?:data|event|id|retry):|:)[^\r\n]*\r?\n)+\r?\n/.test(head);
    if (isEvents) events = eventReply(joined(head, rest), close);
    yield* events === undefined ? refuseEmpty(joined(head, rest)) : events.text;
  }
  return {
    text: pieces(),
    end: () => (events === undefined ? whenRaw() : events.end()),
    note: () => events?.note(),
  };
}

const maxFieldLength = 4096;

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/**
 * Bytes to text with one decoder, so that a character split across chunks stays intact. Bytes that are not UTF-8 become U+FFFD,
 * and are noted as damage.
 */
export async function* decodedText(
  chunks: AsyncIterable<Uint8Array>,
  damage: Damage = { isThere: false },
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  const strict = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    damage.isThere ||= !isDecodable(strict, chunk);
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest === '') return;
  yield rest;
  throw new ApiError('cut', 'the response was cut off in the middle of a character');
}

function isDecodable(strict: Pick<InstanceType<typeof TextDecoder>, 'decode'>, chunk: Uint8Array): boolean {
  try {
    strict.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function* refuseEmpty(text: AsyncIterable<string>): AsyncGenerator<string> {
  let any = false;
  for await (const piece of text) {
    any = true;
    yield piece;
  }
  if (!any) throw new ApiError('unreadable', 'the response is empty');
}

async function* wholeText(
  answer: StreamedAnswer,
  readWhole: (json: unknown) => string,
): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.chunks) chunks.push(chunk);
  yield readWhole(readJson(answer.cleanBody(Buffer.concat(chunks)), answer.contentType));
}

// biome-ignore lint/correctness/useYield: it only ever throws, where the text would otherwise be yielded
async function* webPage(answer: StreamedAnswer): AsyncGenerator<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.chunks) chunks.push(chunk);
  readJson(answer.cleanBody(Buffer.concat(chunks)), answer.contentType);
  throw new ApiError('unreadable', 'got a web page, not the API');
}

/** What is known about an event stream once it has been read. */
type Marked = { isContradicted: boolean };

/** How long to wait for more data after the end marker while the connection stays open. */
const lingerMs = 1000;

/**
 * Server-sent events to text. The stream ends with `[DONE]` as the whole data of an event, or as the last line of the last
 * event; without it, the stream was cut off. Anywhere else `[DONE]` is text. If more text follows a marker, it is passed on
 * and the end counts as unconfirmed.
 */
async function* eventText(
  text: AsyncIterable<string>,
  marked: Marked,
  close: () => void,
): AsyncGenerator<string> {
  const source = events(text);
  let isEnded = false;
  /** A marker at the end of an event that also has text: it counts only if nothing follows. */
  let doubtful = '';
  for (;;) {
    const next = isEnded ? await soon(source.next(), close) : await source.next();
    if (next === undefined || next.done === true) break;
    const { name, data, isPart } = next.value;
    if (isPart && (data.startsWith('{') || doneMarker.startsWith(data))) continue;
    if (data === doneMarker) {
      isEnded = true;
      continue;
    }
    if (name === 'error') throw eventError(jsonOrNothing(data) ?? data);
    const hasMarker = data.endsWith(`\n${doneMarker}`);
    const piece = doubtful + payloadText(hasMarker ? data.slice(0, -doneMarker.length - 1) : data);
    doubtful = hasMarker ? `\n${doneMarker}` : '';
    if (piece === '') continue;
    if (isEnded) marked.isContradicted = true;
    yield piece;
  }
  if (!isEnded && doubtful === '')
    throw new ApiError('cut', 'the response was cut off before its end marker');
}

const doneMarker = '[DONE]';

/** The next piece if it arrives within a second; `undefined` on a timeout or an error. */
async function soon<T>(next: Promise<T>, close: () => void): Promise<T | undefined> {
  let alarm: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    alarm = setTimeout(resolve, lingerMs, undefined);
  });
  const first = await Promise.race([next.catch(() => undefined), silence]);
  clearTimeout(alarm);
  if (first === undefined) close();
  return first;
}

type Event = {
  readonly name: string;
  readonly data: string;
  /** True for an event that was cut off. */
  readonly isPart: boolean;
};

// No text may be lost to a raw line break inside a token, to an event without a trailing blank line, or to a token that
// begins with a space in a stream that puts no space after "data:".
async function* events(text: AsyncIterable<string>): AsyncGenerator<Event> {
  let open: string[] = [];
  let name = '';
  let prefix: string | undefined;
  const event = (isPart: boolean): Event => ({ name, data: open.join('\n'), isPart });
  const take = (line: string) => {
    if (/^data: ?\[DONE\]$/.test(line)) open.push(doneMarker);
    else if (line.startsWith('data:')) {
      // The first token shows whether the space belongs to the format or to the token: no reply begins with a space.
      if (line.trimEnd() !== 'data:') prefix ??= line.startsWith('data: ') ? 'data: ' : 'data:';
      open.push(line.slice(line.startsWith(prefix ?? 'data: ') ? (prefix ?? 'data: ').length : 5));
    } else if (line.startsWith('event:')) name = line.slice('event:'.length).trim();
    else if (!isOtherField(line) && open.length > 0) open.push(line);
  };
  const reader = lineReader();
  try {
    for await (const piece of text) {
      for (const line of reader.push(piece)) {
        if (line !== '') take(line);
        else {
          if (open.length > 0) yield event(false);
          [open, name] = [[], ''];
        }
      }
    }
  } catch (error) {
    // The part of the last event that arrived belongs to the partial reply.
    take(reader.rest());
    if (open.length > 0) yield event(true);
    throw error;
  }
  const rest = reader.rest();
  if (rest !== '') take(rest);
  const isPart = open.length === 1 && open[0] !== doneMarker && doneMarker.startsWith(open[0] ?? '');
  if (open.length > 0) yield event(isPart);
}

function isOtherField(line: string): boolean {
  return /^(:|id:|retry:)/.test(line);
}

/** Splits text into lines as they become complete. */
function lineReader() {
  let rest = '';
  return {
    push: (piece: string): readonly string[] => {
      if (!/[\r\n]/.test(piece) && !rest.endsWith('\r')) {
        rest += piece;
        return [];
      }
      const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? '';
      return parts;
    },
    rest: () => rest.replace(/\r$/, ''),
  };
}

/** The text of a payload: plain text as it is; for an object, the field that holds the text, or none. */
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
  if (isUnavailable(words.replace(/^"|"$/g, ''))) return unavailable(words);
  return new ApiError('server', `the bot returned an error: ${words.slice(0, 300)}`);
}

function choiceText(choices: unknown): unknown {
  const [first] = Array.isArray(choices) ? choices : [];
  return isObject(first) && isObject(first.delta) ? first.delta.content : undefined;
}
