import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './answers.js';

/** Keeps web pages out: they must not reach the emulator by DNS rebinding or from a browser tab. */
export function isLocalRequest({ headers }: IncomingMessage): boolean {
  const origin = headers.origin;
  return (
    isLocalHost(headers.host ?? '') &&
    (origin === undefined || (URL.canParse(origin) && isLocalHost(new URL(origin).host)))
  );
}

function isLocalHost(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/.test(host);
}

/** The two API families report a missing key differently (documentation, openapi). */
export function checkKey(key: string, header: string | undefined, isContacts: boolean): void {
  if (header === undefined && !isContacts) throw new Refusal(401, 'No API key provided.');
  if (!sameText(header ?? '', `Bearer ${key}`)) throw new Refusal(401, 'Unauthorized access');
}

export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
