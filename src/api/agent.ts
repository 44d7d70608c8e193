import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isLoopback } from '../loopback.js';

export type ConnectionAgent = HttpAgent & { readonly proxyHost?: string };

/** A socket the server may have given up on must not carry a POST: its loss would look like a lost answer. */
const longestIdleMs = 4000;

/**
 * Keep-alive connections to one origin, through the proxy that HTTPS_PROXY and NO_PROXY ask for. The caller destroys it.
 * This machine itself is never asked through a proxy.
 */
export async function createAgent(
  origin: URL,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConnectionAgent> {
  const settings = { keepAlive: true, timeout: longestIdleMs };
  if (origin.protocol === 'http:') return new HttpAgent(settings);
  const proxy = hasProxy(env) && !isLoopback(origin) ? await proxyFor(origin, env) : '';
  if (proxy === '') return new HttpsAgent(settings);
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return Object.assign(new HttpsProxyAgent(proxy, settings), { proxyHost: new URL(proxy).host });
}

const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

function hasProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return variables.some((name) => env[name]);
}

// The library reads the environment of the process itself, NO_PROXY with its ports and wildcards included. It takes
// `proxy:3128` for https://proxy:3128; everybody else, curl among them, for http://.
async function proxyFor(origin: URL, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(origin.href);
  const isBare = variables.some((name) => proxy === `https://${env[name]}`);
  return isBare ? proxy.replace('https:', 'http:') : proxy;
}
