import { isAscii, isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { isHarmless, isObject, type JsonObject, jsonOrNothing, parseJson } from '../base/json.js';
import { ApiError, type ApiErrorKind, brokenJson, type Issue } from './error.js';
import { isUnavailable } from './unavailable.js';

/** Up to this size, the few searches of `parseJson` take less time than a pass over all bytes does before it is compiled. */
const shortBytes = 2 ** 15;

/**
 * Parses a response that must be JSON in UTF-8, with or without a byte order mark. Throws ApiError `unreadable` that says what came
 * instead.
 */
export function readJson(body: Buffer, contentType: string | undefined): unknown {
  const text = textIn(body);
  try {
    return body.length > shortBytes && isHarmless(body) ? JSON.parse(text) : parseJson(text);
  } catch {
    // Text that begins like JSON was corrupted in transit and is worth a retry; anything else is not the API.
    throw new ApiError(
      'unreadable',
      whatCame(text, contentType),
      /^\s*[[{]/.test(text) ? { code: brokenJson } : {},
    );
  }
}

/** The text of bytes in UTF-8. ASCII, which most responses are, takes a fraction of the time. */
function textIn(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1');
  if (!isUtf8(body)) throw new ApiError('unreadable', 'the response contains bytes that are not UTF-8');
  return body.toString('utf8').replace(/^\ufeff/, '');
}

/**
 * The list in a response. `get-chatbots` and `get-leads` return the wrapper of their database client
 * (`{chatbots: {data: […]}}`, observed) or the bare list (documented); both are accepted, nothing else is.
 * Throws ApiError `unreadable` naming the keys found, never an empty list.
 */
export function readList(answer: unknown, key: string): readonly JsonObject[] {
  const list = unwrapped(answer, key);
  if (!Array.isArray(list)) throw unknownEnvelope(answer, key);
  if (!list.every(isObject))
    throw new ApiError('unreadable', `the list under "${key}" contains a value that is not an object`);
  return list;
}

function unwrapped(answer: unknown, key: string, depth = 2): unknown {
  if (!isObject(answer)) return answer;
  if (isFilled(answer.error)) throw serverError(answer);
  const inner = answer[key] ?? answer.data;
  return isObject(inner) && depth > 0 ? unwrapped(inner, key, depth - 1) : inner;
}

/** The object in `{message, data: {…}}`. */
export function readOne(answer: unknown): JsonObject {
  const inner = isObject(answer) ? answer.data : undefined;
  if (!isObject(inner)) throw unknownEnvelope(answer, 'data');
  return inner;
}

/** The response to a write: an object, or an empty body (204). Throws ApiError `unreadable` for anything else. */
export function readDone(answer: unknown): JsonObject {
  if (answer === undefined) return {};
  if (!isObject(answer)) throw unknownEnvelope(answer, 'message');
  if (isFilled(answer.error)) throw serverError(answer);
  return answer;
}

/** A string, or a number as a string; `undefined` for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/**
 * A time in milliseconds since 1970, from ISO text (leads, conversations), Unix seconds (contacts) or milliseconds;
 * `undefined` for anything else.
 */
export function momentOf(value: unknown): number | undefined {
  const ms =
    typeof value === 'number' ? (Math.abs(value) < 1e11 ? value * 1000 : value) : parsedMoment(value);
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

const moment =
  /^(\d{4}-\d{2}-(\d{2}))(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:Z|UTC|GMT|([+-])(\d{2})(?::?(\d{2}))?)?)?$/i;

/** A time as JavaScript writes it, on a day that every month has: the usual one. */
const usualMoment = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A time without a time zone is UTC, whatever the local time zone is; a day that does not exist is no time. */
function parsedMoment(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (usualMoment.test(value)) return numberOrNothing(Date.parse(value));
  const [, date, dayOfMonth = '', time = '00:00', sign, hours = '0', minutes = '0'] =
    moment.exec(value) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}Z`);
  // Date.parse takes February 30 for March 2.
  if (Number(dayOfMonth) > 28 && new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(dayOfMonth))
    return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return numberOrNothing(ms - (sign === '-' ? -offsetMs : offsetMs));
}

function numberOrNothing(number: number): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function serverError(answer: JsonObject): ApiError {
  return new ApiError('unreadable', `the response contains an error: ${wordsIn(answer) ?? 'no message'}`);
}

function unknownEnvelope(answer: unknown, key: string): ApiError {
  const found = isObject(answer)
    ? `the keys ${Object.keys(answer).slice(0, 8).join(', ') || '(none)'}`
    : `${kindOf(answer)}`;
  return new ApiError('unreadable', `the response has ${found} where "${key}" was expected`);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
}

function whatCame(text: string, contentType: string | undefined): string {
  if (text.trim() === '') return 'the response is empty';
  if (/^\s*<(!doctype|html|head|body)/i.test(text)) {
    const title = /<title[^>]*>([^<]{0,80})/i.exec(text.slice(0, 4000))?.[1]?.trim();
    return `got a web page${title ? ` ("${title}")` : ''}, not the API`;
  }
  return `the response is not JSON (${contentType ?? 'no content type'}): ${text.slice(0, 80)}`;
}

export type ErrorAnswer = {
  readonly status: number;
  readonly body: Buffer;
  readonly requestId: string | undefined;
  readonly waitMs: number | undefined;
  readonly location: string | undefined;
};

/** The error that a response outside 2xx stands for, with the server's own message. Never throws. */
export function readError(answer: ErrorAnswer): ApiError {
  const { status, requestId, waitMs } = answer;
  if (status >= 300 && status < 400) {
    return new ApiError(
      'untrusted',
      `the server redirects to ${originOf(answer.location)}; redirects are not followed`,
      { status, requestId },
    );
  }
  const content = jsonOrNothing(answer.body.toString('utf8'));
  const said = isObject(content) ? wordsIn(content) : undefined;
  const words = said ?? withoutWords(status, answer.body);
  const kind = meaningOf(status, words);
  const issues = issuesIn(content);
  const isSilent = kind === 'invalid' && said === undefined && issues === undefined;
  return new ApiError(kind, words.slice(0, 500), {
    ...{ status, requestId, waitMs, issues },
    ...(isSilent && { advice: 'Check what was sent: the server does not say what is wrong with it' }),
  });
}

function withoutWords(status: number, body: Buffer): string {
  if (body.length > 0) return whatCame(body.toString('utf8'), undefined);
  return `${STATUS_CODES[status] ?? 'refused'}, with no message`;
}

function originOf(location: string | undefined): string {
  return location !== undefined && URL.canParse(location)
    ? new URL(location).origin
    : (location ?? 'nowhere').slice(0, 80);
}

/** `{message}`, `{error: {message}}` and `{error: "…"}` are all in use (observed). */
function wordsIn(content: JsonObject): string | undefined {
  const { message, error } = content;
  const words = isFilled(message) ? message : isObject(error) ? error.message : error;
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}

function issuesIn(content: unknown): readonly Issue[] | undefined {
  const issues = isObject(content) ? content.issues : undefined;
  if (!Array.isArray(issues)) return undefined;
  return issues.filter(isObject).map((issue) => ({
    field: fieldOf(issue.field ?? issue.path),
    message: String(issue.message ?? ''),
  }));
}

function fieldOf(field: unknown): string {
  return Array.isArray(field) ? field.join('.') : typeof field === 'string' ? field : '';
}

const byStatus: Readonly<Record<number, ApiErrorKind>> = {
  401: 'auth',
  402: 'credits',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  429: 'rate-limit',
};

// 403 is the only documented status for exhausted credits, 400 the only one for a full contact list.
function meaningOf(status: number, words: string): ApiErrorKind {
  if (isUnavailable(words)) return 'credits';
  if (status === 403)
    return /credit|quota|unavailable/i.test(words) && !/access denied/i.test(words) ? 'credits' : 'forbidden';
  if (status === 400 && /contacts?\b.*\blimit|\blimit.*\bcontacts?\b/i.test(words)) return 'contact-limit';
  return byStatus[status] ?? (status >= 500 ? 'server' : 'invalid');
}
