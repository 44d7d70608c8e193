import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';
import type { Account } from './account.js';

/**
 * The bot that is `named`, or else the one that --bot, CHATBASE_BOT_ID or the profile names: by id or by name (an exact name
 * before one that differs in case). Fetches the bot list once. Throws Failure 'usage' if no bot is given or the name is
 * ambiguous, 'not-found' if there is no such bot.
 */
export async function chosenBot(account: Account, signal?: AbortSignal, named?: string): Promise<Bot> {
  const bots = await account.api.bots.list(signal);
  const bot = named ?? account.settings.bot;
  if (bot === undefined) throw missingBot(bots);
  const found = botsNamed(bots, bot);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) throw ambiguous(bot, found);
  throw new Failure('not-found', `There is no bot "${bot}" in this account`, {
    advice:
      bots.length === 0 ? 'Create one with: cbase bots create --name NAME' : `Choose one of: ${listed(bots)}`,
  });
}

/** The bots that `wanted` can mean: the one with this id, else those with this name, else those with it in another case. */
export function botsNamed(bots: readonly Bot[], wanted: string): readonly Bot[] {
  const rules: readonly ((bot: Bot) => boolean)[] = [
    (bot) => bot.id === wanted,
    (bot) => bot.name === wanted,
    (bot) => bot.name.toLowerCase() === wanted.toLowerCase(),
  ];
  return rules.map((rule) => bots.filter(rule)).find((found) => found.length > 0) ?? [];
}

function missingBot(bots: readonly Bot[]): Failure {
  return new Failure('usage', 'No bot was specified', {
    advice: `Add --bot ID or set CHATBASE_BOT_ID${bots.length === 0 ? '' : `; available bots: ${listed(bots)}`}`,
  });
}

function ambiguous(name: string, found: readonly Bot[]): Failure {
  return new Failure('usage', `${found.length} bots are called "${name}"`, {
    advice: `Name one by its id: ${listed(found)}`,
  });
}

function listed(bots: readonly Bot[]): string {
  const shown = bots.slice(0, 8).map((bot) => `${bot.id} (${bot.name})`);
  return shown.join(', ') + (bots.length > shown.length ? `, and ${bots.length - shown.length} more` : '');
}
