import type { Bot } from '../api/bots.js';
import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';
import type { Account } from './account.js';

/**
 * The bot that is `named`, or else the one that --bot, CHATBASE_BOT_ID or the profile names: by id or by name (an exact name
 * before one that differs in case). Where none is named, the account's `pickBot` chooses. Fetches the bot list once. Throws
 * Failure 'usage' if no bot is named and none can be picked, or the name is ambiguous; 'not-found' if there is no such bot.
 */
export async function chosenBot(account: Account, signal?: AbortSignal, named?: string): Promise<Bot> {
  const bots = await account.api.bots.list(signal);
  const bot = named ?? account.settings.bot;
  if (bots.length === 0) throw noBots(bot);
  if (bot === undefined) return account.pickBot === undefined ? refuseMissing(bots) : account.pickBot(bots);
  const found = botsNamed(bots, bot);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) throw ambiguous(bot, found);
  throw unknownBot(bots, bot);
}

/** There is no such bot: the name that is probably meant, and what there is. `bots` is not empty. */
export function unknownBot(bots: readonly Bot[], wanted: string): Failure {
  const near = nearest(wanted.toLowerCase(), [...new Set(bots.map(({ name }) => name.toLowerCase()))]);
  const meant = bots.find(({ name }) => name.toLowerCase() === near)?.name;
  const question = meant === undefined ? '' : `Did you mean "${meant}"? `;
  return new Failure('not-found', `There is no bot "${wanted}" in this account`, {
    advice: `${question}Choose one of: ${listed(bots)}`,
  });
}

function noBots(wanted: string | undefined): Failure {
  const message =
    wanted === undefined
      ? 'This account has no bots'
      : `There is no bot "${wanted}": this account has no bots`;
  return new Failure('not-found', message, { advice: 'Create one with: cbase bots create --name NAME' });
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

/** Throws Failure 'usage', because no bot was named and none can be picked. */
export function refuseMissing(bots: readonly Bot[]): never {
  throw new Failure('usage', 'No bot was named', {
    advice: `Add --bot NAME, or set a default with: cbase config set bot "NAME". Your bots: ${listed(bots)}`,
  });
}

/** Several bots have the name. */
export function ambiguous(name: string, found: readonly Bot[]): Failure {
  return new Failure('usage', `${found.length} bots are called "${name}"`, {
    advice: `Name one by its id: ${listed(found)}`,
  });
}

function listed(bots: readonly Bot[]): string {
  const shown = bots.slice(0, 8).map((bot) => `${bot.id} (${bot.name})`);
  return shown.join(', ') + (bots.length > shown.length ? `, and ${bots.length - shown.length} more` : '');
}
