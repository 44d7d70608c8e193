import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isLoopback } from '../base/loopback.js';
import { proxyFor, type WebProxy } from './proxy.js';

export type ConnectionAgent = HttpAgent & { readonly proxy?: WebProxy };

/** A socket the server may already have closed must not carry a POST: the failure would look like a lost response. */
const maxIdleMs = 4000;

/**
 * Keep-alive connections to one origin, through the proxy that HTTPS_PROXY and NO_PROXY select; loopback addresses never
 * use a proxy. The caller destroys the agent; `closed` aborts connections to a proxy that are not yet established. Throws
 * Failure 'usage' for an unusable proxy variable.
 */
export async function createAgent(
  origin: URL,
  env: Readonly<Record<string, string | undefined>>,
  closed: AbortSignal,
): Promise<ConnectionAgent> {
  const settings = { keepAlive: true, timeout: maxIdleMs };
  if (origin.protocol === 'http:') return new HttpAgent(settings);
  const proxy = isLoopback(origin) ? undefined : await proxyFor(origin, env);
  if (proxy === undefined) return new HttpsAgent(settings);
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  // The library sets no timeout on an unanswered CONNECT: its socket belongs to no request or agent yet.
  setMaxListeners(0, closed);
  return Object.assign(new HttpsProxyAgent(proxy.url, { ...settings, signal: closed }), { proxy });
}
