import type { Account, AccountListener, Manners } from '../account/account.js';
import type { Api } from '../api/api.js';
import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { Common } from '../commands/options.js';

/** Does something with the account the flags lead to. */
export async function usingAccount<T>(
  io: Io,
  options: Common,
  use: (account: Account) => Promise<T>,
  { listener: told, manners }: Going = {},
): Promise<T> {
  const { withAccount } = await import('../account/account.js');
  const { listener } = await import('../terminal/conversation.js');
  return withAccount(options, io, told ?? listener(io, options), use, manners);
}

/** Who is told of requests and waits, and how patient they are; the usual ones when absent. */
export type Going = {
  readonly listener?: AccountListener | undefined;
  readonly manners?: Manners | undefined;
};

/** What a command about a bot works with. */
export type Work = {
  readonly api: Api;
  readonly bot: Bot;
  readonly account: Account;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
};

/** Does something with the bot that is `named` by position, or by flag, environment or profile. */
export async function usingBot<T>(
  io: Io,
  options: Common,
  use: (work: Work) => Promise<T>,
  named?: string,
  going?: Going,
): Promise<T> {
  const { chosenBot } = await import('../account/bot.js');
  if (named !== undefined && options.bot !== undefined && named !== options.bot)
    throw new Failure('usage', `Two bots were named, "${named}" and --bot "${options.bot}"`, {
      advice: 'Use one of them',
    });
  const signal = io.interrupt.soft;
  return usingAccount(
    io,
    options,
    async (account) => {
      const bot = await chosenBot(account, signal, named);
      return use({ api: account.api, bot, account, signal });
    },
    going,
  );
}
