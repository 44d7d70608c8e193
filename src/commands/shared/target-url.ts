import { Failure } from '../../base/failure.js';
import { isLoopback } from '../../base/loopback.js';

/**
 * A URL that data of people may be sent to: https, or http to this machine. Throws Failure 'usage' that names `source` for any other.
 */
export function targetUrl(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new Failure(
      'usage',
      `${source}: "${text.replace(/\/\/[^/@]*@/, '//')}" is not an http or https URL`,
      {
        advice: 'Write it like https://example.com/webhooks',
      },
    );
  if (url.username !== '' || url.password !== '')
    throw new Failure('usage', `${source} contains a user name or password`, {
      advice: 'Remove them: every user of this machine can read arguments',
    });
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new Failure('usage', `${source}: ${url.origin} is not encrypted`, {
      advice: 'Use https (plain http is allowed only for this machine)',
    });
  return url;
}
