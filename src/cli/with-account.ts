import { type Account, type AccountDeps, withOpenAccount } from '../account/account.js';
import { chosenBot } from '../account/bot.js';
import type { Api } from '../api/api.js';
import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { requestLog } from '../terminal/request-log.js';
import type { Common } from './common-options.js';

/** Uses the account that the flags lead to, and closes it. Requests and waits are logged on stderr unless `deps` says otherwise. */
export async function withAccount<T>(
  io: Io,
  options: Common,
  use: (account: Account) => Promise<T>,
  { listener = requestLog(io, options), limits }: Partial<AccountDeps> = {},
): Promise<T> {
  return withOpenAccount(io, options, { listener, limits }, use);
}

/** What a command about a bot works with. */
export type BotContext = {
  readonly api: Api;
  readonly bot: Bot;
  readonly account: Account;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
};

export type BotDeps = Partial<AccountDeps> & {
  /** The bot that was named by position; `undefined` where the flag, the environment or the profile names it. */
  readonly named?: string | undefined;
};

/** Uses the bot that is named by position, or by flag, environment or profile. Throws Failure 'usage' for two different ones. */
export async function withBot<T>(
  io: Io,
  options: Common,
  use: (context: BotContext) => Promise<T>,
  { named, ...deps }: BotDeps = {},
): Promise<T> {
  if (named !== undefined && options.bot !== undefined && named !== options.bot)
    throw new Failure('usage', `Two bots were named, "${named}" and --bot "${options.bot}"`, {
      advice: 'Use one of them',
    });
  const signal = io.interrupt.soft;
  const useBot = async (account: Account) => {
    const bot = await chosenBot(account, signal, named);
    return use({ api: account.api, bot, account, signal });
  };
  return withAccount(io, options, useBot, deps);
}
