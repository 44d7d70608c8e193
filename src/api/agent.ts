import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isLoopback } from '../base/loopback.js';
import { proxyFor, type WebProxy } from './proxy.js';

export type ConnectionAgent = HttpAgent & { readonly proxy?: WebProxy };

/** A socket the server may have given up on must not carry a POST: its loss would look like a lost answer. */
const longestIdleMs = 4000;

/**
 * Keep-alive connections to one origin, through the proxy that HTTPS_PROXY and NO_PROXY ask for; this machine itself is never
 * asked through a proxy. The caller destroys it; `closed` ends those connections to a proxy that do not stand yet. Throws
 * Failure 'usage' for a proxy variable that cannot be used.
 */
export async function createAgent(
  origin: URL,
  env: Readonly<Record<string, string | undefined>>,
  closed: AbortSignal,
): Promise<ConnectionAgent> {
  const settings = { keepAlive: true, timeout: longestIdleMs };
  if (origin.protocol === 'http:') return new HttpAgent(settings);
  const proxy = isLoopback(origin) ? undefined : await proxyFor(origin, env);
  if (proxy === undefined) return new HttpsAgent(settings);
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  // The library knows no end to a CONNECT that is not answered: its socket belongs to no request, and no agent, yet.
  setMaxListeners(0, closed);
  return Object.assign(new HttpsProxyAgent(proxy.url, { ...settings, signal: closed }), { proxy });
}
