import type { Account } from '../../account/account.js';
import { chosenBot } from '../../account/bot.js';
import type { Bot } from '../../api/bots.js';
import { asFailure } from '../../api/error.js';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { endingBy } from '../../chat/repl/loop.js';
import { summaryOf } from '../../chat/repl/session-commands.js';
import { keptSessions, lastSession } from '../../chat/session/sessions.js';
import { briefHistory, type TypedHistory, typedHistory } from '../../chat/typed-history.js';
import { likelyBot, withAccount } from '../../cli/with-account.js';
import { askText } from '../../terminal/prompts.js';
import { waitingLine } from '../../terminal/reply/waiting-line.js';
import { requestLog } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { type TalkScreen, talkScreen } from '../../terminal/typing/talk-screen.js';
import { removeExpiredSessions } from '../shared/expired.js';
import { type Complete, converse, type Opened } from './converse.js';
import { introduce } from './introduction.js';
import { helped, troubleText, typedAgain, typedAhead, whileLookedUp } from './look-up.js';
import { wantedSession } from './open-conversation.js';
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
