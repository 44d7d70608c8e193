import { chosenBot } from '../../../account/bot.js';
import type { Bot } from '../../../api/bots.js';
import { plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import type { AskDeps } from '../../../chat/ask.js';
import { type ModelTable, modelTable, unknownModelNote } from '../../../chat/models.js';
import { knownModels } from '../../../chat/own-models.js';
import type { BotContext } from '../../../cli/with-account.js';
import { writeErr } from '../../../terminal/streams.js';
import type { AskFlags } from './flags.js';

/** What asking needs, out of the account and the flags. `isWatched` is false for unattended runs, whose answers need not be streamed. */
export async function askDepsOf(
  io: Io,
  options: AskFlags,
  { api, account, signal }: BotContext,
  isWatched = true,
): Promise<AskDeps & { readonly io: Io }> {
  const { contact: contactId, retry: repeat, strict = false } = options;
  const prices = await pricesFor(io, options);
  const streams = options.stream ?? (isWatched && !strict);
  return {
    io,
    chat: api.chat,
    keySource: account.keySource,
    prices,
    contactId,
    repeat,
    strict,
    streams,
    signal,
  };
}

/** An invalid price file causes a notice, not a failure: prices are only estimates. */
async function pricesFor(io: Io, { quiet }: Pick<AskFlags, 'quiet'>): Promise<ModelTable> {
  return knownModels(io).catch((error: Error) => {
    if (!quiet) writeErr(io, plainLine(`${error.message}; using the built-in prices`));
    return modelTable(undefined, '');
  });
}

/** Says which of these models are not in the table: perhaps their names are misspelled. */
export function noteUnknownModels(
  io: Io,
  { quiet }: Pick<AskFlags, 'quiet'>,
  prices: ModelTable,
  models: readonly (string | undefined)[],
): void {
  if (quiet) return;
  for (const model of new Set(models)) {
    const note = model === undefined ? undefined : unknownModelNote(prices, model);
    if (note !== undefined) writeErr(io, plainLine(note));
  }
}

/** The same for one model, where no prices are needed. */
export async function noteUnknownModel(
  io: Io,
  options: Pick<AskFlags, 'quiet'>,
  model: string | undefined,
): Promise<void> {
  if (model !== undefined) noteUnknownModels(io, options, await pricesFor(io, options), [model]);
}

/** The greeting as the bot's widget shows it, as one message because roles must alternate. */
export function greetingOf({ raw }: Bot): string | undefined {
  const texts = Array.isArray(raw.initial_messages) ? raw.initial_messages : [];
  const content = texts.filter((text) => typeof text === 'string').join('\n\n');
  return content === '' ? undefined : content;
}

/** Finds other bots of the account by id or name; each name is looked up once. */
export function botFinder({ account, bot, signal }: BotContext): (wanted: string) => Promise<Bot> {
  const found = new Map<string, Promise<Bot>>();
  return async (wanted) => {
    if (wanted === bot.id || wanted === bot.name) return bot;
    const made = found.get(wanted) ?? chosenBot(account, signal, wanted);
    found.set(wanted, made);
    return made;
  };
}
