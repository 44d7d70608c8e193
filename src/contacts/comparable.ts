/**
 * A value as text that is equal for equal values. Dates are compared as moments, because the API may store another spelling
 * than it was sent.
 */
export function comparable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  const isDate = /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
  return isDate ? new Date(value).toISOString() : value;
}
