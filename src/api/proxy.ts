import { Failure } from '../base/failure.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy, and the environment variable that names it. */
export type WebProxy = { readonly url: URL; readonly variable: string };

/** In order of precedence. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy for an https origin; `undefined` without one, and where NO_PROXY exempts the origin. Throws Failure 'usage' that
 * names the variable, but never its value, if it is not the address of an HTTP proxy.
 */
export async function proxyFor(origin: URL, env: Env): Promise<WebProxy | undefined> {
  const variable = variables.find((name) => env[name]);
  if (variable === undefined || origin.protocol !== 'https:') return undefined;
  // The library reads the process environment itself, including the ports and wildcards of NO_PROXY.
  const { getProxyForUrl } = await import('proxy-from-env');
  if (getProxyForUrl(origin.href) === '') return undefined;
  return { url: proxyAddress(env[variable] ?? '', variable), variable };
}

/** `proxy:3128` means http://proxy:3128, as in curl. */
function proxyAddress(text: string, variable: string): URL {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  if (/^socks/i.test(scheme))
    throw new Failure('usage', `${variable} names a SOCKS proxy, which cbase does not support`, {
      advice: `Name an HTTP proxy, such as http://HOST:PORT, or unset ${variable}`,
    });
  const at = rest.lastIndexOf('@');
  const [user, host] = [rest.slice(0, Math.max(0, at)), rest.slice(at + 1)];
  if (isUnescaped(user))
    throw new Failure(
      'usage',
      `${variable} has a character in its name or password that must be percent-encoded`,
      {
        advice: escapes,
      },
    );
  const url = `${scheme}://${user === '' ? '' : `${user}@`}${host}`;
  if (/^https?$/i.test(scheme) && isHost(host) && URL.canParse(url)) return new URL(url);
  throw new Failure('usage', `${variable} is not the address of an HTTP proxy`, {
    advice: `Write it like http://HOST:PORT or http://NAME:PASSWORD@HOST:PORT. ${escapes}`,
  });
}

/** How to write characters that are not allowed in the name or password of a proxy. */
export const escapes = 'In the name and password, write # as %23, / as %2F, ? as %3F, @ as %40 and % as %25';

function isUnescaped(user: string): boolean {
  return /[/?#\\\s]|%(?![0-9a-f]{2})/i.test(user) || !isDecodable(user);
}

/** Two hex digits after a % may still not be valid UTF-8. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A host name or IP address with an optional port, and nothing after it. */
function isHost(host: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[^/?#\\\s:@]+)(:\d{1,5})?\/?$/i.test(host);
}
