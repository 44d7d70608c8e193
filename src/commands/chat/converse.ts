import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { laneChoices, lanesOf, shuffled } from '../../chat/compare/lanes.js';
import { unknownModelNote } from '../../chat/models.js';
import { proposals } from '../../chat/repl/commands.js';
import { comparingText } from '../../chat/repl/comparing.js';
import { talkOn } from '../../chat/repl/loop.js';
import { takeUp } from '../../chat/repl/take-up.js';
import { newTalk, record, type Talk, type TalkDeps, type TypedLine } from '../../chat/repl/talk.js';
import { eventsOf } from '../../chat/session/session.js';
import type { BotContext } from '../../cli/with-account.js';
import type { TalkScreen } from '../../terminal/typing/talk-screen.js';
import { askDepsOf, botFinder } from '../shared/chat/ask-deps.js';
import { openBotPage } from '../shared/open-page.js';
import { completeIntroduction, type Introduction, showBeginning } from './introduction.js';
import { copiedConversation, sessionBook, type wantedSession } from './open-conversation.js';
import type { ChatOptions } from './options.js';
import { isSpoken } from './question.js';

/** Proposals for what is typed, and the part of it that they replace. */
export type Complete = (line: string) => Promise<readonly [readonly string[], string]>;

/** A conversation that is about to begin, on its screen. */
export type Opened = {
  readonly screen: TalkScreen;
  readonly kept: Awaited<ReturnType<typeof wantedSession>>;
  readonly first: Promise<TypedLine> | undefined;
  readonly signal: AbortSignal;
  readonly onReady: (complete: Complete) => void;
  readonly introduction: Introduction;
  readonly hasEntered: () => boolean;
};

/** Begins the conversation with a bot, or continues a kept one, and holds it until the user leaves. */
export async function converse(
  io: Io,
  options: ChatOptions,
  context: BotContext,
  opened: Opened,
): Promise<Ending> {
  const { kept, first, onReady, screen } = opened;
  const deps = await talkDepsOf(io, options, context, opened);
  const held = await begin(io, options, context, deps);
  onReady((line) => proposals(line, held, deps));
  completeIntroduction(io, options, context.bot, opened);
  if (kept === undefined && !opened.hasEntered()) showBeginning(io, options, held, screen);
  tellBeginning(options, held, deps);
  const { saveId } = held;
  if (kept !== undefined) await takeUp(held, kept, deps);
  retune(held, options, context, saveId);
  return talkOn(held, deps, first);
}

/** Flags override the session. */
function retune(held: Talk, options: ChatOptions, { bot }: BotContext, saveId: string | undefined): void {
  if (options.bot !== undefined) held.bot = bot;
  if (options.model !== undefined) held.model = options.model;
  if (options.temperature !== undefined) held.temperature = options.temperature;
  if (saveId !== undefined) held.saveId = saveId;
  const { bot: named, model, temperature, save } = options;
  held.isTuned = [named, model, temperature, save].every((flag) => flag === undefined) && held.isTuned;
}

async function talkDepsOf(
  io: Io,
  options: ChatOptions,
  context: BotContext,
  { screen, signal }: Pick<Opened, 'screen' | 'signal'>,
): Promise<TalkDeps> {
  const { open: openSession, claim } = sessionBook(io, options, (reason) =>
    screen.say(`This session is no longer being stored (${reason}); use /export to save the conversation`),
  );
  return {
    ...(await askDepsOf(io, options, context)),
    ...{ screen, openSession, claim, signal },
    findBot: botFinder(context),
    openPage: (bot) => openBotPage(io, context.account.settings, { bot, page: 'bot' }),
    botNames: async () => (await context.api.bots.list(signal)).map(({ name }) => name),
    maxCredits: options.maxCredits,
    isSpoken: isSpoken(io, options),
    isVerbose: options.verbose === true,
    testFile: options.testFile,
  };
}

async function begin(io: Io, options: ChatOptions, context: BotContext, deps: TalkDeps): Promise<Talk> {
  const { bot } = context;
  const { model, temperature, render, wrap, blind = false } = options;
  const saveId = options.save === true ? io.uuid() : options.save;
  const lanes = await lanesOf(laneChoices(options), { bot, model, temperature }, deps.findBot);
  const held = newTalk(bot, deps.openSession({ id: bot.id, name: bot.name }), {
    ...{ model, temperature, saveId, isBlind: blind },
    lanes: blind ? shuffled(lanes, io.random) : lanes,
    printing: { render, wrap },
  });
  for (const event of eventsOf(await copiedConversation(io, options, context))) await record(held, event);
  return held;
}

/** Says what is particular to this conversation. */
function tellBeginning(
  { fromConversation, quiet }: ChatOptions,
  { conversation: { turns }, lanes, isBlind, saveId, model }: Talk,
  { screen: { say }, prices }: TalkDeps,
): void {
  if (fromConversation !== undefined)
    say(
      `Continuing from a copy of ${fromConversation} with ${counted(turns.length, 'turn')}; the dashboard is not changed.`,
    );
  const note = model === undefined ? undefined : unknownModelNote(prices, model);
  if (note !== undefined && !quiet) say(`${note}.`);
  if (lanes.length > 0 && !quiet) say(comparingText(lanes, isBlind));
  if (saveId !== undefined) say(`Saved in the dashboard as ${saveId}`);
}
