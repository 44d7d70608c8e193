import type { Account } from '../../account/account.js';
import { chosenBot } from '../../account/bot.js';
import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { widthOf } from '../../base/width.js';
import { laneChoices, lanesOf, shuffled } from '../../chat/compare/lanes.js';
import { unknownModelNote } from '../../chat/models.js';
import { proposals } from '../../chat/repl/commands.js';
import { comparingText } from '../../chat/repl/comparing.js';
import { endingBy, helpBy, talkOn } from '../../chat/repl/loop.js';
import { summaryOf } from '../../chat/repl/session-commands.js';
import { takeUp } from '../../chat/repl/take-up.js';
import { newTalk, record, type Talk, type TalkDeps, type TypedLine } from '../../chat/repl/talk.js';
import { eventsOf } from '../../chat/session/session.js';
import { keptSessions, lastSession } from '../../chat/session/sessions.js';
import { briefHistory, type TypedHistory, typedHistory } from '../../chat/typed-history.js';
import { type BotContext, likelyBot, withAccount } from '../../cli/with-account.js';
import { askText } from '../../terminal/prompts.js';
import { waitingLine } from '../../terminal/reply/waiting-line.js';
import { requestLog } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { type TalkScreen, talkScreen } from '../../terminal/typing/talk-screen.js';
import { askDepsOf, botFinder } from '../shared/chat/ask-deps.js';
import { removeExpiredSessions } from '../shared/expired.js';
import { openBotPage } from '../shared/open-page.js';
import { completeIntroduction, type Introduction, introduce, showBeginning } from './introduction.js';
import { copiedConversation, sessionBook, wantedSession } from './open-conversation.js';
import type { ChatOptions } from './options.js';
import { isSpoken, refuseEatenQuestion } from './question.js';

/**
 * Runs a conversation in the terminal until the user leaves. Nothing is drawn before there is a key, and a bot that exists or
 * was listed lately: otherwise the command fails like any other.
 */
export async function holdConversation(io: Io, options: ChatOptions): Promise<Ending | undefined> {
  refuseEatenQuestion(io, options, []);
  const kept = await chosenSession(io, options);
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, io.interrupt.soft]);
  const inside: Io = { ...io, interrupt: { ...io.interrupt, soft: signal } };
  let tell = (line: string) => writeErr(io, plainLine(line));
  const talk = async (account: Account) => {
    const bot = await sureBot(io, options, account);
    // What was typed is still written after the user has left, which ends everything inside.
    const history = await historyFor(io, options);
    return holdOnScreen(inside, options, { account, kept, bot, history, leaving, signal }, (screen) => {
      tell = screen.told;
    });
  };
  const named = options.bot ?? kept?.session.tuning.bot.id;
  const listener = requestLog(io, options, (line) => tell(line));
  return withAccount(inside, { ...options, bot: named }, talk, { listener });
}

/** The bot, if it must be listed before a prompt may be drawn; `undefined` if it was listed lately, or named by an id. */
async function sureBot(io: Io, options: ChatOptions, account: Account): Promise<Bot | undefined> {
  if ((await likelyBot(account, account.settings.bot)) !== undefined) return undefined;
  const isQuiet = options.quiet === true;
  const waiting = waitingLine(io, { quiet: isQuiet, isSpoken: isSpoken(io, options) && !isQuiet });
  const { pickBot } = account;
  waiting.start();
  const picking =
    pickBot &&
    ((bots: readonly Bot[]) => {
      waiting.stop();
      return pickBot(bots);
    });
  return chosenBot({ ...account, pickBot: picking }, io.interrupt.soft).finally(waiting.stop);
}

type Start = Pick<Opened, 'kept' | 'signal'> & {
  readonly account: Account;
  readonly bot: Bot | undefined;
  readonly history: TypedHistory;
  readonly leaving: AbortController;
};

async function holdOnScreen(
  io: Io,
  options: ChatOptions,
  { history, leaving, ...start }: Start,
  onScreen: (screen: TalkScreen) => void,
): Promise<Ending> {
  const leave = (ending: Ending) => leaving.abort(ending);
  // Tab completion works once the bot is known.
  let complete: Complete = async (line) => [[], line];
  const screen = await talkScreen(io, screenOptions(io, options), {
    history: history.entries,
    remember: history.add,
    complete: (line) => complete(line),
    onGone: () => leave('hangup'),
  });
  onScreen(screen);
  // Leaving during the bot lookup must not wait for the network.
  screen.onStop(() => leave('interrupted'));
  const onReady = (proposals: Complete) => {
    complete = proposals;
  };
  try {
    return await lookUpAndTalk(io, options, { ...start, screen, leave, onReady });
  } catch (error) {
    if (leaving.signal.aborted) return leaving.signal.reason as Ending;
    throw error;
  } finally {
    leave('done');
    screen.keep();
    await history.settled();
    await removeExpiredSessions(io, options).catch(() => {});
    // Closed last: keys typed until now must not reach the shell.
    screen.close();
  }
}

type Opening = Pick<Opened, 'screen' | 'kept' | 'signal' | 'onReady'> &
  Pick<Start, 'account' | 'bot'> & { readonly leave: (ending: Ending) => void };

/**
 * Looks up the bot while the first message is being typed, unless it is known, then runs the conversation. Network and account
 * errors are shown in the conversation, and the next message tries again.
 */
async function lookUpAndTalk(io: Io, options: ChatOptions, opening: Opening): Promise<Ending> {
  const { account, screen, kept, leave, signal } = opening;
  const spoken = isSpoken(io, options);
  const type = (draft: string) => screen.read(screen.prompt, draft, signal);
  let listed = opening.bot;
  let wanted = account.settings.bot;
  const introduction = await introduce(io, options, account, { screen, kept, bot: listed });
  // The first message can be typed meanwhile, unless something must be shown or asked before it.
  let first = beginsAtOnce(options, kept) ? type('') : undefined;
  for (;;) {
    const lookUp = whileLookedUp(first, screen, spoken, leave);
    const onReady = (complete: Complete) => {
      lookUp.end();
      opening.onReady(complete);
    };
    try {
      const bot = listed ?? (await chosenBot(account, signal, wanted));
      const context = { api: account.api, bot, account, signal };
      return await converse(io, options, context, {
        ...{ screen, kept, first, signal, onReady, introduction },
        hasEntered: lookUp.hasEntered,
      });
    } catch (error) {
      const failure = asFailure(error, account.keySource);
      if (lookUp.isEnded() || signal.aborted || !(failure instanceof Failure)) throw error;
      lookUp.end();
      screen.say(troubleText(failure));
      const typed = await (first === undefined ? type(typedAhead(screen)) : typedAgain(first, type));
      const line = await helped(io, typed, screen, type);
      const ending = endingBy(line);
      if (ending !== undefined) return ending === 'interrupted' ? ending : failure.kind;
      const [, named] = /^\/bot\s+(\S.*?)\s*$/.exec(line.kind === 'message' ? line.text : '') ?? [];
      if (named !== undefined) [wanted, listed] = [named, undefined];
      first = named === undefined ? Promise.resolve(line) : type('');
    } finally {
      lookUp.end();
    }
  }
}

/** The text typed while no line was being read. */
function typedAhead(screen: TalkScreen): string {
  const { queued, text } = screen.takeAhead();
  return [queued, text].filter((part) => part).join('\n');
}

/** The error of a failed bot lookup, and how to continue in the conversation. */
function troubleText({ message, kind, more: { advice } }: Failure): string {
  const isAboutBot = kind === 'not-found' || kind === 'usage';
  const next = isAboutBot ? 'Choose another bot with /bot NAME' : 'Send a message to try again';
  return `⚠ ${message}.${advice === undefined ? '' : ` ${advice}.`} ${next}; press Ctrl-D to leave.`;
}

/** The first line that does not ask for help, which is given without the bot. */
async function helped(
  io: Io,
  typed: TypedLine,
  screen: TalkScreen,
  type: (draft: string) => Promise<TypedLine>,
): Promise<TypedLine> {
  let line = typed;
  for (;;) {
    const help = helpBy(line, widthOf(io.stderr));
    if (help === undefined) return line;
    screen.say(help);
    line = await type('');
  }
}

/** The line being typed; a message that was entered but could not be sent becomes the draft again. */
async function typedAgain(
  first: Promise<TypedLine>,
  type: (draft: string) => Promise<TypedLine>,
): Promise<TypedLine> {
  const ended = await Promise.race([first, Promise.resolve(undefined)]);
  return ended?.kind === 'message' ? type(ended.text) : first;
}

/** Until the bot is known, an entered question waits, and the user can leave. */
function whileLookedUp(
  first: Promise<TypedLine> | undefined,
  screen: TalkScreen,
  spoken: boolean,
  leave: (ending: Ending) => void,
): LookUp {
  let isKnown = false;
  let hasEntered = false;
  let stopWaiting = () => {};
  const heard = (line: TypedLine) => {
    hasEntered = true;
    if (isKnown) return;
    const ending = endingBy(line);
    if (ending !== undefined) leave(ending);
    // In screen-reader mode it is announced once, when the question is sent.
    else if (!spoken) stopWaiting = screen.waiting();
  };
  first?.then(heard, () => {});
  return {
    hasEntered: () => hasEntered,
    isEnded: () => isKnown,
    end: () => {
      isKnown = true;
      stopWaiting();
    },
  };
}

type LookUp = {
  /** The first message was entered, so that nothing can be shown before it any more. */
  readonly hasEntered: () => boolean;
  /** Call when the bot is known or the lookup has failed. May be called twice. */
  readonly end: () => void;
  readonly isEnded: () => boolean;
};

type Complete = (line: string) => Promise<readonly [readonly string[], string]>;

function beginsAtOnce(
  { fromConversation, greeting, lane, models, bots }: ChatOptions,
  kept: Opened['kept'],
): boolean {
  return [kept, fromConversation, greeting, lane, models, bots].every((flag) => flag === undefined);
}

/** A bare --reopen shows a numbered list; nothing moves on the screen, so a screen reader can read it. */
async function chosenSession(io: Io, options: ChatOptions) {
  if (options.reopen !== true) return wantedSession(io, options);
  const all = (await keptSessions(io)).slice(0, 20);
  if (all.length === 0) return lastSession(io);
  for (const [i, one] of all.entries()) writeErr(io, plainLine(`${i + 1}. ${summaryOf(one)}`));
  const typed = await askText(io, options, `Which one (1-${all.length}, or an id)?`);
  return all[Number(typed) - 1] ?? wantedSession(io, { ...options, reopen: typed });
}

async function historyFor(io: Io, { history }: ChatOptions): Promise<TypedHistory> {
  return history ? typedHistory(io) : briefHistory();
}

function screenOptions(io: Io, options: ChatOptions) {
  return {
    ...{ quiet: options.quiet, color: options.color, safe: options.safe },
    isSpoken: isSpoken(io, options),
    streams: options.stream === true,
    rings: options.bell === true,
    osc52: options.osc52 === true,
  };
}

type Opened = {
  readonly screen: TalkScreen;
  readonly kept: Awaited<ReturnType<typeof wantedSession>>;
  readonly first: Promise<TypedLine> | undefined;
  readonly signal: AbortSignal;
  readonly onReady: (complete: Complete) => void;
  readonly introduction: Introduction;
  readonly hasEntered: () => boolean;
};

async function converse(io: Io, options: ChatOptions, context: BotContext, opened: Opened): Promise<Ending> {
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
