import { isObject, type JsonObject } from './json.js';

/**
 * A value as text that is equal for equal values. Dates are normalized, because the API may store a date in another format
 * than it was sent in.
 */
export function comparable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  const isDate = /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
  return isDate ? new Date(value).toISOString() : value;
}

/** Stripe accounts as text for comparison, ignoring other fields the server adds. */
export function stripeText(accounts: unknown): string {
  const list = Array.isArray(accounts) ? accounts.filter(isObject) : [];
  return JSON.stringify(
    list.map(({ label, stripe_id: id, stripe_email: email }) => [label, id ?? '', email ?? '']),
  );
}

/** True for an empty value: a cleared field, in any of the forms a server may return. */
export function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** True when the server has stored the value that was sent. */
export function agrees(sent: unknown, held: unknown): boolean {
  return isNothing(sent) ? isNothing(held) : comparable(sent) === comparable(held);
}

/**
 * The fields of an object that the server did not store as sent, such as `custom_attributes.plan`. A field that is
 * `undefined` was not sent; other fields on the server are ignored.
 */
export function notKept(sent: JsonObject, held: unknown, above = ''): readonly string[] {
  return Object.entries(sent).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const there = isObject(held) ? held[name] : undefined;
    if (isObject(value) && Object.keys(value).length > 0) return notKept(value, there, `${above}${name}.`);
    const isKept =
      name === 'stripe_accounts' ? stripeText(value) === stripeText(there) : agrees(value, there);
    return isKept ? [] : [above + name];
  });
}
