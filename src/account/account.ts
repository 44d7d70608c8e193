import { dirname } from 'node:path';
import type { Api } from '../api/api.js';
import type { Bot, Bots } from '../api/bots.js';
import type { Trace, Wait } from '../api/call.js';
import { asFailure } from '../api/error.js';
import type { RequestLimits } from '../api/limiter.js';
import { textOf } from '../api/read.js';
import { defaultMaxWaitMs } from '../base/duration.js';
import { diskFailure, Failure } from '../base/failure.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import type { KeySource } from '../base/key-source.js';
import { isLoopback } from '../base/loopback.js';
import { contactWriteNotes } from '../config/contact-list.js';
import { findKey, type Key, keyVariable } from '../config/key.js';
import { createKnownBots, type KnownBots, noKnownBots } from '../config/known-bots.js';
import { localDataFile } from '../config/paths.js';
import { type Profile, readProfile } from '../config/profile.js';
import {
  defaultBaseUrl,
  type Flags,
  originOf,
  type Settings,
  settingsFrom,
  sourceOf,
} from '../config/settings.js';
import { withNotedWrites } from './noted-writes.js';

/** The account a command talks to. Close it when the command ends. */
export type Account = {
  readonly api: Api;
  readonly settings: Settings;
  readonly keySource: KeySource;
  readonly knownBots: KnownBots;
  /** The profile that was chosen by name; `undefined` if none was. */
  readonly profile: string | undefined;
  /** Chooses a bot where none was named; `undefined` where one must be named. */
  readonly pickBot: PickBot | undefined;
  readonly close: () => Promise<void>;
};

/** Chooses one of the bots of an account, of which there is at least one. Throws Failure 'usage' if it cannot. */
export type PickBot = (bots: readonly Bot[]) => Promise<Bot>;

export type AccountListener = {
  readonly onTrace: (trace: Trace) => void;
  readonly onWait: (wait: Wait) => void;
  /** Something the user should know but did not ask for. */
  readonly onNotice: (text: string) => void;
  /** Whether the user asked for quiet: then notices are not shown. */
  readonly isQuiet: boolean;
  /** The same for what must be shown even if the user asked for quiet. */
  readonly onWarning: (text: string) => void;
  readonly onSend?: ((method: string) => void) | undefined;
};

/** What an account tells, and how far its client may go. */
export type AccountDeps = {
  readonly listener: AccountListener;
  readonly limits?: RequestLimits | undefined;
  readonly pickBot?: ((bots: readonly Bot[], settings: Settings) => Promise<Bot>) | undefined;
};

/** Finds the settings and the key and creates a client. With `local`, starts the embedded emulator for it. */
export async function openAccount(io: Io, flags: Flags, deps: AccountDeps): Promise<Account> {
  const { listener } = deps;
  const isInEnvironment = keyVariable(io.env) !== undefined;
  const needsKey = !isInEnvironment || flags.profile !== undefined;
  const { onNotice } = listener;
  const profile = await readProfile(io, flags.profile, { needsKey, onNotice });
  const settings = settingsFrom(flags, io.env, profile);
  const named = profile.isNamed ? profile.name : undefined;
  const noteWrite = contactWriteNotes(io, originOf(settings));
  if (settings.local) {
    const local = await openLocal(io, settings, deps);
    return { ...local, api: withNotedWrites(local.api, noteWrite), profile: named };
  }
  const key = await findKey(io, profile, settings, { asking: flags, onNotice });
  if (isInEnvironment && isElsewhere(settings.baseUrl) && key.source.kind !== 'profile')
    onNotice(`Sending the key from ${key.source.name} to ${settings.baseUrl.origin}`);
  const outside = outsideOf(io, profile, flags, key);
  const account = await connect(io, settings, key, {
    ...deps,
    listener: warnOfOutside(listener, outside),
  });
  const knownBots = createKnownBots(io, { origin: settings.baseUrl.origin, key: key.key });
  const noting = { ...account, api: withNotedWrites(account.api, noteWrite) };
  return { ...remembering(noting, knownBots), profile: named };
}

/** What a profile that was selected by a flag lacks, and where it is taken from instead. */
function outsideOf({ env }: Io, profile: Profile, flags: Flags, { source }: Key): string | undefined {
  if (!profile.isByFlag) return undefined;
  const others = [
    { what: 'key', kind: source.kind, place: source.name },
    ...(['base-url', 'bot'] as const).map((name) => {
      const found = sourceOf(name, flags, env, profile);
      return { what: name === 'bot' ? 'bot' : 'base URL', kind: found?.kind, place: found?.source };
    }),
  ].filter(({ kind }) => kind === 'variable');
  if (others.length === 0) return undefined;
  const list = others.map(({ what, place }) => `${what} (using ${place})`).join(' and no ');
  return `The profile ${profile.name} has no ${list}`;
}

/** Shows it before the first call: always for a write, and for a read unless the user asked for quiet. */
function warnOfOutside(listener: AccountListener, words: string | undefined): AccountListener {
  let isTold = false;
  const onSend = (method: string) => {
    if (words === undefined || isTold || (listener.isQuiet && method === 'GET')) return;
    isTold = true;
    listener.onWarning(words);
  };
  return { ...listener, onSend };
}

/** True for a URL that is neither Chatbase's own nor on this machine. */
function isElsewhere(url: URL): boolean {
  return url.origin !== new URL(defaultBaseUrl).origin && !isLoopback(url);
}

/** An account with a key that the caller has found. */
export async function connect(
  io: Io,
  settings: Settings,
  { key, source }: Key,
  { listener, limits = {}, pickBot }: AccountDeps,
): Promise<Account> {
  const { maxWaitMs = defaultMaxWaitMs, maxPerSecond } = limits;
  refuseUncheckedTls(io, settings.baseUrl);
  // Not before there is a key: without one, a command ends here.
  const { createApi } = await import('../api/api.js');
  const api = await createApi(
    {
      baseUrl: settings.baseUrl,
      key,
      userAgent: `cbase/${io.version}`,
      env: io.env,
      limits: { firstByteMs: settings.timeoutMs },
    },
    { ...timing(io), ...listener, giveUp: io.interrupt.soft, maxWaitMs, maxPerSecond },
  );
  return {
    ...{ api, settings, keySource: source, knownBots: noKnownBots, profile: undefined },
    pickBot: pickBot && ((bots) => pickBot(bots, settings)),
    close: async () => api.close(),
  };
}

/** What calls need of the outside. Spreading all of it would open stdin. */
function timing({ now, monotonic, sleep, random }: Io): Pick<Io, 'now' | 'monotonic' | 'sleep' | 'random'> {
  return { now, monotonic, sleep, random };
}

/** An account whose bots are remembered: every list of them renews what is remembered, and a deletion ends it. */
function remembering(account: Account, knownBots: KnownBots): Account {
  const { api } = account;
  const list: Bots['list'] = async (signal) => {
    const bots = await api.bots.list(signal);
    await knownBots.keep(bots.map((bot) => ({ ...bot, model: textOf(bot.raw.model) })));
    return bots;
  };
  const remove: Bots['remove'] = async (id, signal) => {
    const raw = await api.bots.remove(id, signal);
    await knownBots.forget(id);
    return raw;
  };
  return { ...account, knownBots, api: { ...api, bots: { ...api.bots, list, remove } } };
}

async function openLocal(io: Io, settings: Settings, deps: AccountDeps): Promise<Account> {
  const server = await startLocal(io);
  const key = { key: server.key, source: { kind: 'other', name: 'the embedded emulator' } as const };
  const account = await connect(io, { ...settings, baseUrl: new URL(server.url) }, key, deps);
  return {
    ...account,
    close: async () => {
      await account.close();
      await server.close();
    },
  };
}

async function startLocal(
  io: Io,
): Promise<{ readonly url: string; readonly key: string; readonly close: () => Promise<void> }> {
  const { startEmulator } = await import('../emulator/server.js');
  const data = localDataFile(io.env, io.home);
  // Ours reports when that is impossible; Node's own recursive mkdir, which the emulator uses, never returns below /proc.
  await createDirectory(dirname(data), 'state');
  return startEmulator({ data, seed: 'demo', rate: undefined }).catch((error) => {
    throw dataFailure(error, data);
  });
}

function dataFailure(error: unknown, data: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('SQLITE_')) return diskFailure(error, data);
  return new Failure('disk', `The data file of the emulator, ${data}, cannot be used: ${message}`, {
    advice: 'Free some space, or move the file away to start over',
  });
}

function refuseUncheckedTls({ env }: Io, baseUrl: URL): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0' || isLoopback(baseUrl)) return;
  throw new Failure('usage', 'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off certificate verification', {
    advice: 'Unset it; for a private CA, set NODE_EXTRA_CA_CERTS',
  });
}

/** Runs `use` with an account and closes it afterwards; ApiErrors become Failures. */
export async function withOpenAccount<T>(
  io: Io,
  flags: Flags,
  deps: AccountDeps,
  use: (account: Account) => Promise<T>,
): Promise<T> {
  const account = await openAccount(io, flags, deps);
  try {
    return await use(account);
  } catch (error) {
    throw asFailure(error, account.keySource);
  } finally {
    await account.close();
  }
}
