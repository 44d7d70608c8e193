import { Failure } from '../base/failure.js';

/**
 * The only way to put an id into a URL: path`/chatbots/${bot}/contacts`.
 * Values are percent-encoded. Throws Failure 'usage' for an empty value and for `.` and `..`, which a URL would resolve.
 */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((url, part, i) => url + segment(values[i - 1] ?? '') + part);
}

/** Whether a value can be a URL path segment: an empty one, `.` and `..` would resolve to another path. */
export function isSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..';
}

function segment(value: string): string {
  if (!isSegment(value)) {
    throw new Failure('usage', `${JSON.stringify(value)} cannot be part of a URL`, {
      advice: 'Check the id you passed',
    });
  }
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `?a=1&b=2` without the undefined values; the empty string when none are left. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
