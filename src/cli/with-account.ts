import { type Account, type AccountDeps, withOpenAccount } from '../account/account.js';
import { chosenBot } from '../account/bot.js';
import type { Api } from '../api/api.js';
import type { Bot } from '../api/bots.js';
import { ApiError } from '../api/error.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KnownBot } from '../config/known-bots.js';
import { overriddenAgent } from '../config/settings.js';
import { requestLog } from '../terminal/request-log.js';
import type { Common } from './common-options.js';

/** Uses the account that the flags lead to, and closes it. Requests and waits are logged on stderr unless `deps` says otherwise. */
export async function withAccount<T>(
  io: Io,
  options: Common,
  use: (account: Account) => Promise<T>,
  { listener = requestLog(io, options), limits }: Partial<AccountDeps> = {},
): Promise<T> {
  if (options.verbose && options.bot === undefined) tellOverride(io, listener);
  let picked: Promise<Bot> | undefined;
  const pickBot: AccountDeps['pickBot'] = async (bots, settings) => {
    const { pickBot } = await import('./pick-bot.js');
    picked ??= pickBot(io, options, { bots, settings, tell: listener.onNotice });
    return picked;
  };
  return withOpenAccount(io, options, { listener, limits, pickBot }, use);
}

function tellOverride({ env }: Io, { onNotice }: AccountDeps['listener']): void {
  const words = overriddenAgent(env);
  if (words !== undefined) onNotice(words);
}

/** What a command about a bot works with. */
export type BotContext<B extends KnownBot = Bot> = {
  readonly api: Api;
  readonly bot: B;
  readonly account: Account;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
};

export type BotDeps = Partial<AccountDeps> & {
  /** Where a wrong bot could not be undone, the only bot of an account is not used without being named. */
  readonly mustBeNamed?: boolean;
  /** The bot that was named by position; `undefined` where the flag, the environment or the profile names it. */
  readonly named?: string | undefined;
  /** Called while the bots are listed, with the bot that is probably meant: for what can be fetched in the meantime. */
  readonly meanwhile?: ((context: ReadContext) => void) | undefined;
};

/** Uses the bot that is named by position, or by flag, environment or profile. Throws Failure 'usage' for two different ones. */
export async function withBot<T>(
  io: Io,
  options: Common,
  use: (context: BotContext) => Promise<T>,
  { named, meanwhile, mustBeNamed = false, ...deps }: BotDeps = {},
): Promise<T> {
  if (named !== undefined && options.bot !== undefined && named !== options.bot)
    throw new Failure('usage', `Two bots were named, "${named}" and --bot "${options.bot}"`, {
      advice: 'Use one of them',
    });
  const signal = io.interrupt.soft;
  const useBot = async (opened: Account) => {
    const account = mustBeNamed ? { ...opened, pickBot: undefined } : opened;
    const listed = chosenBot(account, signal, named);
    // A failure is thrown where the list is awaited; until then it must not count as unhandled.
    listed.catch(() => {});
    const likely = meanwhile && (await likelyBot(account, named ?? account.settings.bot));
    if (likely !== undefined) meanwhile?.({ api: account.api, bot: likely, account, signal });
    return use({ api: account.api, bot: await listed, account, signal });
  };
  return withAccount(io, options, useBot, deps);
}

/** The bot that `wanted` probably means: one that was listed before, or one whose id has the length of an id. */
export async function likelyBot(
  { knownBots }: Account,
  wanted: string | undefined,
): Promise<KnownBot | undefined> {
  if (wanted === undefined) return undefined;
  const isLikeId = /^[\w-]{16,64}$/.test(wanted);
  return (await knownBots.find(wanted)) ?? (isLikeId ? { id: wanted, name: wanted } : undefined);
}

/** What a read needs of its bot. */
export type ReadContext = BotContext<KnownBot>;

/**
 * Reads from the bot that the flag, the environment or the profile names. A bot that was listed less than a day ago is read
 * from at once; if the server then refuses it, or the result `isEmpty` (an unknown bot may look like an empty one), the bots are
 * listed, and what they say holds. `use` must only read, because it can be called twice.
 */
export async function readFromBot<T>(
  io: Io,
  options: Common,
  use: (context: ReadContext) => Promise<T>,
  isEmpty: (result: T) => boolean = () => false,
  deps: Partial<AccountDeps> = {},
): Promise<T> {
  const signal = io.interrupt.soft;
  const readFrom = async (account: Account) => {
    const read = (bot: KnownBot) => use({ api: account.api, bot, account, signal });
    const wanted = account.settings.bot;
    const known = wanted === undefined ? undefined : await account.knownBots.find(wanted);
    if (known === undefined) return read(await chosenBot(account, signal));
    const result = await read(known).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ('value' in result ? !isEmpty(result.value) : !isRefusal(result.error)) return outcome(result);
    const bot = await chosenBot(account, signal);
    return bot.id === known.id ? outcome(result) : read(bot);
  };
  return withAccount(io, options, readFrom, deps);
}

/** A bot to ask at once. */
export type AskedBot = {
  readonly context: BotContext;
  /** Lists the bots to say how the server knows it now; `undefined` if they were listed just before. */
  readonly listed: (() => Promise<Bot>) | undefined;
};

/**
 * Uses the bot that flag, environment or profile names, without a list of the bots if it was listed less than a day ago and
 * `mayRemember`.
 */
export async function withAskedBot<T>(
  io: Io,
  options: Common,
  use: (asked: AskedBot) => Promise<T>,
  { mayRemember, ...deps }: Partial<AccountDeps> & { readonly mayRemember: boolean },
): Promise<T> {
  const signal = io.interrupt.soft;
  const useBot = async (account: Account) => {
    const wanted = account.settings.bot;
    const known = mayRemember && wanted !== undefined ? await account.knownBots.find(wanted) : undefined;
    const listed = () => chosenBot(account, signal);
    const bot = known === undefined ? await listed() : rememberedBot(known);
    const context = { api: account.api, bot, account, signal };
    return use({ context, listed: known && listed });
  };
  return withAccount(io, options, useBot, deps);
}

function rememberedBot({ id, name, model }: KnownBot): Bot {
  const raw = model === undefined ? {} : { model };
  return { id, name, status: undefined, trainedAtMs: undefined, raw };
}

function outcome<T>(result: { readonly value: T } | { readonly error: unknown }): T {
  if ('error' in result) throw result.error;
  return result.value;
}

/** Whether it can mean that the bot is gone, or belongs to someone else. */
export function isRefusal(error: unknown): boolean {
  const kind = error instanceof ApiError || error instanceof Failure ? error.kind : undefined;
  return kind === 'not-found' || kind === 'forbidden' || kind === 'invalid';
}
