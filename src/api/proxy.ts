import { Failure } from '../base/failure.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy, and the variable that names it. */
export type WebProxy = { readonly url: URL; readonly variable: string };

/** In the order in which they are looked at. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy that an https origin is asked through; `undefined` without one, and where NO_PROXY exempts the origin. Throws Failure
 * 'usage' that names the variable, and never its value, for one that is no address of an HTTP proxy.
 */
export async function proxyFor(origin: URL, env: Env): Promise<WebProxy | undefined> {
  const variable = variables.find((name) => env[name]);
  if (variable === undefined || origin.protocol !== 'https:') return undefined;
  // The library reads the environment of the process itself, NO_PROXY with its ports and wildcards included.
  const { getProxyForUrl } = await import('proxy-from-env');
  if (getProxyForUrl(origin.href) === '') return undefined;
  return { url: proxyAddress(env[variable] ?? '', variable), variable };
}

/** `proxy:3128` means http://proxy:3128, as it does to curl. */
function proxyAddress(text: string, variable: string): URL {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  if (/^socks/i.test(scheme))
    throw new Failure('usage', `${variable} names a SOCKS proxy, which cbase does not support`, {
      advice: `Name an HTTP proxy, such as http://HOST:PORT, or unset ${variable}`,
    });
  const at = rest.lastIndexOf('@');
  const [user, host] = [rest.slice(0, Math.max(0, at)), rest.slice(at + 1)];
  if (isUnescaped(user))
    throw new Failure('usage', `${variable} holds a character in its name or password that must be escaped`, {
      advice: escapes,
    });
  const url = `${scheme}://${user === '' ? '' : `${user}@`}${host}`;
  if (/^https?$/i.test(scheme) && isHost(host) && URL.canParse(url)) return new URL(url);
  throw new Failure('usage', `${variable} is not the address of an HTTP proxy`, {
    advice: `Write it like http://HOST:PORT or http://NAME:PASSWORD@HOST:PORT. ${escapes}`,
  });
}

/** How to write what cannot stand in the name or password of a proxy. */
export const escapes =
  'In the name and the password write # as %23, / as %2F, ? as %3F, @ as %40 and % as %25';

function isUnescaped(user: string): boolean {
  return /[/?#\\\s]|%(?![0-9a-f]{2})/i.test(user) || !isDecodable(user);
}

/** Two digits behind a % may still be no part of a character. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A name or an address, a port if there is one, and nothing behind it. */
function isHost(host: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[^/?#\\\s:@]+)(:\d{1,5})?\/?$/i.test(host);
}
