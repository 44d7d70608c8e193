import { isUtf8 } from 'node:buffer';
import { isObject, jsonOrNothing } from '../base/json.js';

/** What the documentation says of an event; all that is known of it beside the text itself, which is passed on unchanged. */
export type WebhookEvent = {
  /** `leads.submit`; other types are not documented yet. */
  readonly type: string | undefined;
  readonly bot: string | undefined;
  readonly conversation: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
};

/** The text of a body that is JSON; `undefined` for any other. */
export function jsonTextOf(body: Uint8Array): string | undefined {
  if (!isUtf8(body)) return undefined;
  const text = Buffer.from(body).toString('utf8');
  return jsonOrNothing(text) === undefined ? undefined : text;
}

/** Reads the documented fields of an event. What is missing or of another type is `undefined`. */
export function readEvent(text: string): WebhookEvent {
  const event = objectOf(jsonOrNothing(text));
  const payload = objectOf(event.payload);
  return {
    type: textOf(event.eventType),
    bot: textOf(event.chatbotId),
    conversation: textOf(payload.conversationId),
    name: textOf(payload.customerName),
    email: textOf(payload.customerEmail),
    phone: textOf(payload.customerPhone),
  };
}

/** The same JSON on one line. In JSON, a line break can only stand between two tokens. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').trim();
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
