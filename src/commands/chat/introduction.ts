import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../../account/account.js';
import type { Bot } from '../../api/bots.js';
import { textOf } from '../../api/read.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import { modelOf } from '../../chat/ask.js';
import { showTurns } from '../../chat/repl/show-turns.js';
import type { Talk } from '../../chat/repl/talk.js';
import type { Kept } from '../../chat/session/sessions.js';
import type { TalkScreen } from '../../terminal/typing/talk-screen.js';
import { greetingOf } from '../shared/chat/ask-deps.js';
import { chattingWith, type Face, firstLine, type Place, placeOf } from './face.js';
import type { ChatOptions } from './options.js';
import { isSpoken } from './question.js';

/** What the first line of the conversation says. */
export type Introduction = { readonly place: Place; readonly face: Face | undefined };

type Shown = {
  readonly screen: TalkScreen;
  readonly kept: Kept | undefined;
};

/** Shows the first line at once: with the bot if it is known from a list or session, else without. */
export async function introduce(
  io: Io,
  options: ChatOptions,
  { settings, knownBots, profile }: Pick<Account, 'settings' | 'knownBots' | 'profile'>,
  { screen, kept, bot }: Shown & { readonly bot: Bot | undefined },
): Promise<Introduction> {
  const place = placeOf(settings, profile);
  const { bot: named, model: wantedModel } = options;
  const tuning = kept?.session.tuning;
  const wanted = named ?? tuning?.bot.id ?? settings.bot;
  const remembered = wanted === undefined ? undefined : await knownBots.find(wanted);
  const known = bot === undefined ? remembered : { name: bot.name, model: textOf(bot.raw.model) };
  const name = known?.name ?? (named === undefined ? tuning?.bot.name : undefined);
  const model = wantedModel ?? tuning?.model ?? known?.model ?? null;
  const face = name === undefined ? undefined : { name, model };
  if (!options.quiet) screen.dim(firstLine(face, place, widthOf(io.stderr)) + gapFor(io, options));
  return { place, face };
}

type Begun = Shown & {
  readonly introduction: Introduction;
  /** The first message was entered, so that what is shown now stands between it and its answer. */
  readonly hasEntered: () => boolean;
};

/** Completes or corrects the first line, once the bot is known. */
export function completeIntroduction(
  io: Io,
  options: ChatOptions,
  bot: Bot,
  { screen, kept, introduction, hasEntered }: Begun,
): void {
  if (options.quiet) return;
  const model = options.model ?? kept?.session.tuning.model;
  const face = { name: bot.name, model: modelOf({ bot, model }) };
  if (isDeepStrictEqual(face, introduction.face)) return;
  screen.dim(chattingWith(face, introduction.place) + (hasEntered() ? '' : gapFor(io, options)));
}

/** A blank line on the screen; a screen reader would say "blank". */
function gapFor(io: Io, options: ChatOptions): string {
  return isSpoken(io, options) ? '' : '\n';
}

const maxTurns = 10;

/**
 * Shows what a new conversation begins with: the turns of the dashboard conversation it is a copy of, or the greeting that the
 * widget would show. Without --greeting, the greeting is only shown: it is not part of what is sent to the bot.
 */
export function showBeginning(io: Io, options: ChatOptions, talk: Talk, screen: TalkScreen): void {
  const { conversation, bot, lanes } = talk;
  const isBare = conversation.turns.length === 0 && lanes.length === 0 && !options.quiet;
  const greeting = conversation.greeting ?? (isBare ? greetingOf(bot) : undefined);
  const gap = gapFor(io, options);
  if (greeting !== undefined) screen.said(bot.name, greeting + gap);
  showTurns(conversation, screen, { max: maxTurns, gap });
}
