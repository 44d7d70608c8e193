import { createAgent } from './agent.js';
import { type Assets, assetCalls } from './assets.js';
import { type Attributes, attributeCalls } from './attrs.js';
import { type Bots, botCalls } from './bots.js';
import { type CallDeps, createCaller } from './call.js';
import { type Chat, chatCalls } from './chat.js';
import { type Contacts, contactCalls } from './contacts.js';
import { type Convos, convoCalls } from './convos.js';
import { defaultLimits, type Limits } from './http.js';
import { type Leads, leadCalls } from './leads.js';
import { type Raw, rawCalls } from './raw.js';

export type Api = {
  readonly bots: Bots;
  readonly assets: Assets;
  readonly contacts: Contacts;
  readonly attrs: Attributes;
  readonly leads: Leads;
  readonly convos: Convos;
  readonly chat: Chat;
  readonly raw: Raw;
  /** The server's clock according to its latest response, in milliseconds since 1970. */
  readonly serverMs: () => number | undefined;
  /** Closes every connection. Requests in flight are dropped silently, and nothing more is sent. */
  readonly close: () => void;
};

export type ApiOptions = {
  readonly baseUrl: URL;
  /** Printable ASCII without spaces; validated where it is read. */
  readonly key: string;
  readonly userAgent: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<Limits>;
};

/** A client of the Chatbase REST API v1. Opens no connection before the first call; the caller closes it. */
export async function createApi(options: ApiOptions, deps: CallDeps): Promise<Api> {
  const { baseUrl, key, userAgent, env } = options;
  const closing = new AbortController();
  const { signal: closed } = closing;
  const agent = await createAgent(baseUrl, env, closed);
  const limits = { ...defaultLimits, ...options.limits };
  let serverMs: number | undefined;
  const onTrace: CallDeps['onTrace'] = (trace) => {
    serverMs = trace.serverMs ?? serverMs;
    deps.onTrace(trace);
  };
  const caller = createCaller({ baseUrl, key, userAgent, agent, limits, closed }, { ...deps, onTrace });
  return {
    bots: botCalls(caller),
    assets: assetCalls(caller),
    contacts: contactCalls(caller),
    attrs: attributeCalls(caller),
    leads: leadCalls(caller),
    convos: convoCalls(caller),
    chat: chatCalls(caller),
    raw: rawCalls(caller),
    serverMs: () => serverMs,
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}
