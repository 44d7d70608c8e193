import type { Method } from '../api/http.js';
import { Failure } from '../base/failure.js';

const methods: readonly Method[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

/** Throws Failure 'usage' for a method the API does not use. */
export function methodOf(word: string): Method {
  const found = methods.find((method) => method === word.toUpperCase());
  if (found !== undefined) return found;
  throw new Failure('usage', `"${word}" is not a supported HTTP method`, {
    advice: `Choose from: ${methods.join(', ')}`,
  });
}

/**
 * A path below the base URL with its query, ready to send. Throws Failure 'usage' for an absolute URL (the key must go
 * only to the base URL), for `..`, and for characters that are not allowed in a URL.
 */
export function pathOf(word: string, query: readonly string[]): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(word) || word.startsWith('//'))
    throw new Failure('usage', `${word} is a complete URL, not a path`, {
      advice: 'Give only the path, such as /get-chatbots; set the server with --base-url',
    });
  const whole = word.replace(/^(?!\/)/, '/');
  const [path = '', own = ''] = whole.split(/\?(.*)/s);
  const isUnsafe = path.includes('\\') || path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part));
  if (isUnsafe || /[^\x21-\x7e]/.test(path) || path.includes('#'))
    throw new Failure('usage', `"${word}" is not a valid request path`, {
      advice: 'Write it like /get-chatbots; percent-encode non-ASCII characters',
    });
  const search = [own, ...query.map(encodedPair)].filter((part) => part !== '').join('&');
  return search === '' ? path : `${path}?${search}`;
}

function encodedPair(pair: string): string {
  const at = pair.indexOf('=');
  if (at < 1)
    throw new Failure('usage', `--query "${pair}" is not KEY=VALUE`, {
      advice: 'Write it like --query page=2',
    });
  return `${encodeURIComponent(pair.slice(0, at))}=${encodeURIComponent(pair.slice(at + 1).toWellFormed())}`;
}
