import type { Bot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { AskWorld } from '../../chat/ask.js';
import { type ModelTable, modelTable } from '../../chat/models.js';
import { knownModels } from '../../chat/own-models.js';
import type { BotContext } from '../../cli/with-account.js';
import { writeErr } from '../../terminal/streams.js';
import type { ChatOptions } from './flags.js';

/** What every way to ask needs, out of the account and the flags. */
export type Setting = AskWorld & { readonly io: Io };

export async function settingOf(
  io: Io,
  options: ChatOptions,
  { api, account, signal }: BotContext,
): Promise<Setting> {
  const { contact: contactId, retry: repeat, strict = false } = options;
  const prices = await pricesFor(io, options);
  const streams = options.stream ?? !(strict || isUnwatched(options));
  const how = { contactId, repeat, strict, streams, signal };
  return { io, chat: api.chat, keySource: account.keySource, prices, ...how };
}

/** True for unattended answers, which may be requested whole. */
function isUnwatched({ batch, test, replay, since }: ChatOptions): boolean {
  return [batch, test, replay, since].some((flag) => flag !== undefined);
}

/** What a reply costs is worth a notice when it cannot be told, not a question unasked. */
async function pricesFor(io: Io, { quiet }: Pick<ChatOptions, 'quiet'>): Promise<ModelTable> {
  return knownModels(io).catch((error: Error) => {
    if (!quiet) writeErr(io, plainLine(`${error.message}; the prices of this version are used`));
    return modelTable(undefined, '');
  });
}

/** The greeting as the bot's widget shows it: one message, because roles alternate. */
export function greetingOf({ raw }: Bot): string | undefined {
  const texts = Array.isArray(raw.initial_messages) ? raw.initial_messages : [];
  const content = texts.filter((text) => typeof text === 'string').join('\n\n');
  return content === '' ? undefined : content;
}

/** Finds other bots of the account by id or name; the list is asked for once. */
export function botFinder({ account, bot, signal }: BotContext): (wanted: string) => Promise<Bot> {
  const found = new Map<string, Promise<Bot>>();
  return async (wanted) => {
    if (wanted === bot.id || wanted === bot.name) return bot;
    const { chosenBot } = await import('../../account/bot.js');
    const made = found.get(wanted) ?? chosenBot(account, signal, wanted);
    found.set(wanted, made);
    return made;
  };
}

export function isSpoken(io: Io, { screenReader }: Pick<ChatOptions, 'screenReader'>): boolean {
  return screenReader === true || io.env.ACCESSIBLE === '1';
}

/** `--save "What is…?"` takes the question for an id. */
export function refuseEatenQuestion(io: Io, { save, message }: ChatOptions, words: readonly string[]): void {
  if (typeof save !== 'string' || words.length > 0 || message !== undefined) return;
  if (!/\s/.test(save) && (io.hasPipedInput() || io.stdin.isTTY)) return;
  throw new Failure('usage', '--save took the question for an id', {
    advice: 'Put the question first: cbase chat "…" --save',
  });
}
