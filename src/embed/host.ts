import { Failure } from '../base/failure.js';
import { isLoopback } from '../base/loopback.js';

/** Where the widget and the iframe are loaded from. */
export type EmbedHost = {
  /** Such as `https://www.chatbase.co`. */
  readonly origin: string;
  /** The host, with its port if it has one. */
  readonly domain: string;
};

export const vendorHost: EmbedHost = hostOf(new URL('https://www.chatbase.co'));

export function hostOf({ origin, host }: URL): EmbedHost {
  return { origin, domain: host };
}

/**
 * Reads a custom domain, with or without `https://`. Plain HTTP is allowed for this machine only, where the emulator is. Throws
 * Failure 'usage' for anything else.
 */
export function readHost(text: string): EmbedHost {
  const isComplete = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const wrong = (what: string, advice = 'Write it like chat.example.com') =>
    new Failure('usage', `--host: "${text}" ${what}`, { advice });
  if (text.trim() !== text || text === '' || !URL.canParse(isComplete ? text : `https://${text}`))
    throw wrong('is not a domain');
  const url = new URL(isComplete ? text : `https://${text}`);
  if (url.protocol === 'http:' && !isLoopback(url))
    throw wrong('uses http, so anyone on the way could change the chat', 'Use https');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('is not a web address');
  if (url.username !== '' || url.password !== '') throw wrong('contains a name or a password');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]$/.test(text))
    throw wrong('is more than a domain', `Write only the domain: ${url.host}`);
  if (!isLoopback(url) && !isDomain(url.hostname)) throw wrong('is not a domain');
  return hostOf(url);
}

function isDomain(name: string): boolean {
  const labels = name.split('.');
  const isLabel = (label: string) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label);
  return labels.length > 1 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** What is doubtful about a custom domain; `undefined` for most. (Documentation: "Chatbase currently supports subdomains only".) */
export function hostWarning({ domain }: EmbedHost): string | undefined {
  if (domain === vendorHost.domain || domain.split('.').length > 2 || /^(localhost|127\.|\[)/.test(domain))
    return undefined;
  return `${domain} seems to be no subdomain; Chatbase supports only subdomains, such as chat.${domain}`;
}
