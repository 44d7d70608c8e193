import { isObject } from '../json.js';

/**
 * A value as text that is equal for equal values. Dates are compared as moments, because the API may store another spelling
 * than it was sent.
 */
export function comparable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  const isDate = /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
  return isDate ? new Date(value).toISOString() : value;
}

/** Stripe accounts in the API's words as text, whatever else the server says of them. */
export function stripeText(accounts: unknown): string {
  const list = Array.isArray(accounts) ? accounts.filter(isObject) : [];
  return JSON.stringify(
    list.map(({ label, stripe_id: id, stripe_email: email }) => [label, id ?? '', email ?? '']),
  );
}
